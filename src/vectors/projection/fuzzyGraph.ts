import type { NeighbourGraph } from './neighbourGraph.ts';

/** Undirected weighted edges, each once. */
export interface Edges {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  /** (0, 1] */
  readonly weights: Float32Array;
}

/** As umap-learn: the search for sigma ends so near to its aim, or after so many halvings. */
const tolerance = 1e-5;
const halvings = 64;
/** Sigma is at least this part of the mean distance. */
const leastScale = 1e-3;

/**
 * UMAP's fuzzy simplicial set (McInnes et al. 2018, algorithms 2 and 3), on cosine distances d = 1 - cos. The membership of j in the neighbourhood of i is
 * exp(-max(0, d_ij - rho_i) / sigma_i), where rho_i is the distance of the nearest neighbour and sigma_i makes the memberships of i sum to log2(k); both directions
 * are joined as probabilities, a + b - a b.
 */
export function fuzzyGraph({ size, k, neighbours, cosines }: NeighbourGraph): Edges {
  const distances = cosines.map((cosine) => Math.max(0, 1 - cosine));
  const overall = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  const memberships = new Float32Array(size * k);
  for (let i = 0; i < size; i++) {
    const row = distances.subarray(i * k, (i + 1) * k);
    const rho = row.find((distance) => distance > 0) ?? 0;
    const own = row.reduce((sum, distance) => sum + distance, 0) / k;
    const sigma = Math.max(scaleOf(row, rho), leastScale * (rho > 0 ? own : overall), Number.MIN_VALUE);
    for (let j = 0; j < k; j++) memberships[i * k + j] = Math.exp(-Math.max(0, row[j] - rho) / sigma);
  }
  return joined(size, k, neighbours, memberships);
}

/** Sigma by bisection. umap-learn counts the point itself among its k neighbours, hence log2(k + 1). */
function scaleOf(distances: Float32Array, rho: number): number {
  const aim = Math.log2(distances.length + 1);
  let [low, high, sigma] = [0, Infinity, 1];
  for (let i = 0; i < halvings; i++) {
    let sum = 0;
    for (const distance of distances) sum += distance > rho ? Math.exp(-(distance - rho) / sigma) : 1;
    if (Math.abs(sum - aim) < tolerance) break;
    if (sum > aim) {
      high = sigma;
      sigma = (low + high) / 2;
    } else {
      low = sigma;
      sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
    }
  }
  return sigma;
}

function joined(size: number, k: number, neighbours: Int32Array, memberships: Float32Array): Edges {
  /** The membership of `to` in the neighbourhood of `of`. */
  const membership = (of: number, to: number): number => {
    for (let at = of * k; at < (of + 1) * k; at++) if (neighbours[at] === to) return memberships[at];
    return 0;
  };
  const heads = new Int32Array(size * k);
  const tails = new Int32Array(size * k);
  const weights = new Float32Array(size * k);
  let edges = 0;
  for (let i = 0; i < size; i++) {
    for (let at = i * k; at < (i + 1) * k; at++) {
      const j = neighbours[at];
      const back = membership(j, i);
      // An edge with both directions is taken once, by its lower end.
      if (back > 0 && j < i) continue;
      const there = memberships[at];
      if (there === 0) continue;
      heads[edges] = i;
      tails[edges] = j;
      weights[edges++] = there + back - there * back;
    }
  }
  return { heads: heads.subarray(0, edges), tails: tails.subarray(0, edges), weights: weights.subarray(0, edges) };
}
