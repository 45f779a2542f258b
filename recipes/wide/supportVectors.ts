import { createRandom, shuffle } from '../../src/base/random.ts';
import type { Bag } from './ngramBags.ts';

/** One linear function a label: score_k(x) = sum over rows of x_r scale_r w_rk + bias_k. */
export interface Planes {
  readonly labels: number;
  /** [rows, labels], the scales folded in */
  readonly weights: Float32Array;
  /** [labels] */
  readonly biases: Float32Array;
}

export interface SupportVectorSettings {
  /** C of the positive examples and of the negative ones. */
  readonly cost: number;
  readonly iterations: number;
  /** Scales of the rows; 0 leaves a row out. */
  readonly scales: Float32Array;
}

/**
 * Linear support vector machines with squared hinge loss, one a label: min 1/2 |w|^2 + C sum_i max(0, 1 - y_i w x_i)^2, by dual coordinate
 * descent (Hsieh et al. 2008: D_ii = 1 / 2C, U = infinity), all labels of an example at once since they share its rows. The bias
 * belongs to a feature that is 1 everywhere.
 * @param labelsOf indices of the labels of each example
 */
export function trainPlanes(bags: readonly Bag[], labelsOf: readonly ArrayLike<number>[], labels: number, { cost, iterations, scales }: SupportVectorSettings): Planes {
  const n = bags.length;
  const diagonal = 1 / (2 * cost);
  const weights = new Float32Array(scales.length * labels);
  const biases = new Float32Array(labels);
  const alpha = new Float32Array(n * labels);
  const scaled = bags.map(({ rows, values }) => values.map((value, k) => value * scales[rows[k]]));
  const squares = Float64Array.from(scaled, (values) => values.reduce((sum, value) => sum + value * value, 1));
  const order = Int32Array.from(bags, (_, i) => i);
  const random = createRandom(17);
  const scores = new Float64Array(labels);
  const signs = new Float64Array(labels);
  for (let iteration = 0; iteration < iterations; iteration++) {
    shuffle(order, random);
    for (const i of order) {
      const { rows } = bags[i];
      const values = scaled[i];
      signs.fill(-1);
      for (let j = 0; j < labelsOf[i].length; j++) signs[labelsOf[i][j]] = 1;
      scores.set(biases);
      addRows(weights, rows, values, scores);
      let moved = false;
      for (let k = 0; k < labels; k++) {
        const at = i * labels + k;
        const before = alpha[at];
        alpha[at] = Math.max(0, before - (signs[k] * scores[k] - 1 + diagonal * before) / (squares[i] + diagonal));
        // From here on the step that the plane takes.
        scores[k] = signs[k] * (alpha[at] - before);
        biases[k] += scores[k];
        moved ||= scores[k] !== 0;
      }
      if (!moved) continue;
      for (let j = 0; j < rows.length; j++) {
        const value = values[j];
        if (value === 0) continue;
        for (let k = 0, at = rows[j] * labels; k < labels; k++, at++) weights[at] += scores[k] * value;
      }
    }
  }
  for (let row = 0; row < scales.length; row++) for (let k = 0; k < labels; k++) weights[row * labels + k] *= scales[row];
  return { labels, weights, biases };
}

function addRows(weights: Float32Array, rows: Int32Array, values: Float32Array, sums: Float64Array): void {
  const labels = sums.length;
  for (let j = 0; j < rows.length; j++) {
    const value = values[j];
    if (value === 0) continue;
    for (let k = 0, at = rows[j] * labels; k < labels; k++, at++) sums[k] += weights[at] * value;
  }
}

/** Scores [bags, labels], row-major. */
export function scoresOf({ labels, weights, biases }: Planes, bags: readonly Bag[]): Float32Array {
  const all = new Float32Array(bags.length * labels);
  const sums = new Float64Array(labels);
  for (const [i, { rows, values }] of bags.entries()) {
    sums.set(biases);
    addRows(weights, rows, values, sums);
    all.set(sums, i * labels);
  }
  return all;
}
