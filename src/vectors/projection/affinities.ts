import type { NeighbourGraph } from './neighbourGraph.ts';

/** The rows of a sparse symmetric matrix that sums to 1. */
export interface Affinities {
  /** [size + 1] where each row begins. */
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
  readonly probabilities: Float32Array;
}

/**
 * The joint probabilities of t-SNE (van der Maaten and Hinton 2008, equations 1 and section 3.1) over nearest neighbours only (van der Maaten 2014): p_j|i is a normal density of the
 * distance, as wide as makes the entropy of row i the logarithm of the perplexity; p_ij = (p_j|i + p_i|j) / 2n. Squared distances of unit vectors are 2 - 2 cos.
 */
export function affinities({ size, k, neighbours, cosines }: NeighbourGraph, perplexity: number): Affinities {
  const conditional = new Float32Array(size * k);
  for (let i = 0; i < size; i++) calibrate(cosines.subarray(i * k, (i + 1) * k), perplexity, conditional.subarray(i * k, (i + 1) * k));

  // P + P^T: an entry and its mirror image meet in the same place.
  const rows: Map<number, number>[] = Array.from({ length: size }, () => new Map<number, number>());
  for (let i = 0; i < size; i++) {
    for (let at = i * k; at < (i + 1) * k; at++) {
      const j = neighbours[at];
      const half = conditional[at] / (2 * size);
      rows[i].set(j, (rows[i].get(j) ?? 0) + half);
      rows[j].set(i, (rows[j].get(i) ?? 0) + half);
    }
  }
  const starts = new Int32Array(size + 1);
  rows.forEach((row, i) => (starts[i + 1] = starts[i] + row.size));
  const joined = { starts, neighbours: new Int32Array(starts[size]), probabilities: new Float32Array(starts[size]) };
  rows.forEach((row, i) => {
    joined.neighbours.set([...row.keys()], starts[i]);
    joined.probabilities.set([...row.values()], starts[i]);
  });
  return joined;
}

/** p_j proportional to exp(-beta d_j^2), with beta by bisection so that the entropy is ln perplexity. */
function calibrate(cosines: Float32Array, perplexity: number, out: Float32Array): void {
  const aim = Math.log(perplexity);
  let [low, high, beta] = [0, Infinity, 1];
  for (let round = 0; round < 100; round++) {
    let sum = 0;
    let weighted = 0;
    for (let j = 0; j < cosines.length; j++) {
      // Relative to the nearest one, which keeps the sum from vanishing.
      const square = 2 * (cosines[0] - cosines[j]);
      out[j] = Math.exp(-beta * square);
      sum += out[j];
      weighted += out[j] * square;
    }
    for (let j = 0; j < out.length; j++) out[j] /= sum;
    const entropy = Math.log(sum) + (beta * weighted) / sum;
    if (Math.abs(entropy - aim) < 1e-5) return;
    if (entropy > aim) {
      low = beta;
      beta = high === Infinity ? beta * 2 : (low + high) / 2;
    } else {
      high = beta;
      beta = (low + high) / 2;
    }
  }
}
