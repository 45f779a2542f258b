import type { Verdict } from '../protocol/lessons.ts';

/** x W + b. @param x [n] @param weights [n, m] row-major @param bias [m] */
export function dense(x: ArrayLike<number>, weights: Float32Array, bias: Float32Array): Float64Array {
  const y = Float64Array.from(bias);
  for (let i = 0; i < x.length; i++) for (let j = 0; j < y.length; j++) y[j] += x[i] * weights[i * y.length + j];
  return y;
}

export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** exp(z) / sum of exp(z'), with the largest taken off first so that nothing overflows. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const largest = Math.max(...Array.from(logits));
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

export function verdictOf(labels: readonly string[], logits: Float64Array): Verdict {
  return { labels, logits: [...logits], probabilities: [...softmax(logits)] };
}
