/** Outside these bounds a temperature says that the logits carry nothing, or that the validation set has no mistake. */
const lowest = 0.05;
const highest = 20;

/**
 * Temperature scaling for a softmax (Guo et al. 2017): the T > 0 that minimises the negative log-likelihood of
 * softmax(logits / T) on held-out data. It changes no answer, only how sure each one is.
 * The targets are smoothed as Platt (1999) does it: n texts without a mistake say that mistakes are rarer than 1 / (n + 2), not that there are none.
 * @param logits [n, labels], row-major; -Infinity for a label that a text cannot have
 * @param gold [n] label indices
 */
export function fitSoftmaxTemperature(logits: ArrayLike<number>, gold: ArrayLike<number>): number {
  const n = gold.length;
  const labels = logits.length / n;
  const missed = 1 / (n + 2);
  return minimise(n, (beta) => {
    let slope = 0;
    let curvature = 0;
    for (let i = 0; i < n; i++) {
      const row = i * labels;
      let maximum = -Infinity;
      for (let j = 0; j < labels; j++) maximum = Math.max(maximum, logits[row + j]);
      let sum = 0;
      let mean = 0;
      let square = 0;
      let total = 0;
      let others = -1;
      for (let j = 0; j < labels; j++) {
        const z = logits[row + j] - maximum;
        if (z === -Infinity) continue;
        others++;
        const weight = Math.exp(beta * z);
        sum += weight;
        mean += weight * z;
        square += weight * z * z;
        total += z;
      }
      mean /= sum;
      const own = logits[row + gold[i]] - maximum;
      slope += mean - (others > 0 ? (1 - missed) * own + (missed * (total - own)) / others : own);
      curvature += square / sum - mean * mean;
    }
    return { slope, curvature };
  });
}

/**
 * The same for independent sigmoids, each a text of its own: binary and multi-label targets.
 * @param logits [n, labels], row-major
 * @param gold [n, labels]: 1 where the label holds, else 0
 */
export function fitSigmoidTemperature(logits: ArrayLike<number>, gold: ArrayLike<number>): number {
  const missed = 1 / (gold.length + 2);
  return minimise(gold.length, (beta) => {
    let slope = 0;
    let curvature = 0;
    for (let i = 0; i < logits.length; i++) {
      const z = logits[i];
      const p = 1 / (1 + Math.exp(-beta * z));
      const target = gold[i] === 1 ? 1 - missed : gold[i] === 0 ? missed : gold[i];
      slope += (p - target) * z;
      curvature += p * (1 - p) * z * z;
    }
    return { slope, curvature };
  });
}

/**
 * Both likelihoods are convex in beta = 1 / T: Newton's method on their derivative, kept inside a bracket that bisection
 * would narrow, since far from the minimum the second derivative vanishes.
 */
function minimise(n: number, derivatives: (beta: number) => { slope: number; curvature: number }): number {
  if (n === 0) return 1;
  let low = 1 / highest;
  let high = 1 / lowest;
  let beta = 1;
  for (let step = 0; step < 100; step++) {
    const { slope, curvature } = derivatives(beta);
    if (slope > 0) high = beta;
    else low = beta;
    const newton = beta - slope / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - beta) < 1e-7 * beta) break;
    beta = next;
  }
  return 1 / beta;
}
