/** Settings by name, as they stand in a run's configuration. */
export interface OptimiserSettings {
  readonly kind: 'adam' | 'rmsprop' | 'sgd';
  /** Decoupled: w -= rate x decay x w (Loshchilov and Hutter 2019). */
  readonly weightDecay: number;
  /** SGD only. */
  readonly momentum: number;
}

/**
 * Updates one slice of a parameter in place. `state` holds the moments: `slots` arrays of the parameter's size.
 * The same function serves dense parameters (offset 0, whole length) and single rows of an embedding table.
 */
export interface UpdateRule {
  readonly kind: OptimiserSettings['kind'];
  /** Moment arrays that the rule keeps a parameter. */
  readonly slots: number;
  /**
   * @param step 1 for the first update; for the bias corrections
   * @param scale multiplies the gradient (clipping)
   * @param decay 0 for parameters that are not decayed
   */
  update(values: Float32Array, offset: number, length: number, gradient: Float32Array, gradientOffset: number, state: readonly Float32Array[], step: number, rate: number, scale: number, decay: number): void;
}

/** Adam (Kingma and Ba 2015) with decoupled weight decay. */
const adam: UpdateRule = {
  kind: 'adam',
  slots: 2,
  update(values, offset, length, gradient, gradientOffset, [first, second], step, rate, scale, decay) {
    const beta1 = 0.9;
    const beta2 = 0.999;
    const stepSize = rate / (1 - beta1 ** step);
    const correction = 1 / Math.sqrt(1 - beta2 ** step);
    const shrink = 1 - rate * decay;
    for (let i = 0; i < length; i++) {
      const g = gradient[gradientOffset + i] * scale;
      const at = offset + i;
      const m = (first[at] = beta1 * first[at] + (1 - beta1) * g);
      const v = (second[at] = beta2 * second[at] + (1 - beta2) * g * g);
      values[at] = values[at] * shrink - (stepSize * m) / (Math.sqrt(v) * correction + 1e-8);
    }
  },
};

/** RMSprop (Tieleman and Hinton 2012), with Keras' defaults: the lecture's optimiser. */
const rmsprop: UpdateRule = {
  kind: 'rmsprop',
  slots: 1,
  update(values, offset, length, gradient, gradientOffset, [second], _step, rate, scale, decay) {
    const rho = 0.9;
    const shrink = 1 - rate * decay;
    for (let i = 0; i < length; i++) {
      const g = gradient[gradientOffset + i] * scale;
      const at = offset + i;
      const v = (second[at] = rho * second[at] + (1 - rho) * g * g);
      values[at] = values[at] * shrink - (rate * g) / (Math.sqrt(v) + 1e-7);
    }
  },
};

/** Stochastic gradient descent with momentum (Polyak 1964): u = momentum u + g, w -= rate u. */
function sgd(momentum: number): UpdateRule {
  return {
    kind: 'sgd',
    slots: 1,
    update(values, offset, length, gradient, gradientOffset, [velocity], _step, rate, scale, decay) {
      const shrink = 1 - rate * decay;
      for (let i = 0; i < length; i++) {
        const at = offset + i;
        const u = (velocity[at] = momentum * velocity[at] + gradient[gradientOffset + i] * scale);
        values[at] = values[at] * shrink - rate * u;
      }
    },
  };
}

export function updateRule(settings: OptimiserSettings): UpdateRule {
  switch (settings.kind) {
    case 'adam': return adam;
    case 'rmsprop': return rmsprop;
    case 'sgd': return sgd(settings.momentum);
  }
}

/** The factor that brings a gradient of this norm down to the limit (Pascanu et al. 2013); 0 means no limit. */
export function clippingScale(squaredNorm: number, limit: number): number {
  const norm = Math.sqrt(squaredNorm);
  return limit > 0 && norm > limit ? limit / norm : 1;
}

/** Sum of squares, in float64. */
export function squaredNorm(values: Float32Array, length = values.length): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[i] * values[i];
  return sum;
}
