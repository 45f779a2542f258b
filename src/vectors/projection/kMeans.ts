import { LexiscopeError } from '../../base/errors.ts';
import { createRandom, type Random } from '../../base/random.ts';
import { productRows, type RowStore } from '../rowStore.ts';
import { unitOf } from '../search.ts';
import { createPacer, type Watch } from './pacer.ts';

export interface Clusters {
  /** [rows] cluster of each point; clusters are numbered from the largest. */
  readonly assignment: Uint16Array;
  /** Points in each. */
  readonly sizes: readonly number[];
  /** The point nearest to each centre: a name for the cluster. */
  readonly medoids: readonly number[];
}

const mostRounds = 50;

/**
 * Spherical k-means (Dhillon and Modha 2001): Lloyd's rounds by cosine, from centres drawn far apart (k-means++, Arthur and Vassilvitskii 2007), until no point changes.
 * @param points unit rows
 * @param count clusters, at most the number of points
 */
export async function kMeans(points: RowStore, count: number, seed = 1, watch: Watch = {}): Promise<Clusters> {
  const { rows, dimensions } = points;
  if (!Number.isInteger(count) || count < 1 || count > Math.min(rows, 65535)) throw new LexiscopeError('bad-input', `${count} clusters of ${rows} points: expected 1 to ${Math.min(rows, 65535)}`);
  const matrix = points.matrix();
  const centres = await distantCentres(points, count, createRandom(seed), watch);
  const assignment = new Uint16Array(rows);
  const similarities = new Float32Array(rows);
  const pace = createPacer(watch, 'The clustering');
  for (let round = 0; round < mostRounds; round++) {
    const changed = assign(points, centres, count, assignment, similarities);
    if (round > 0 && changed === 0) break;
    const sums = new Float32Array(count * dimensions);
    for (let row = 0; row < rows; row++) {
      const to = assignment[row] * dimensions;
      for (let i = 0; i < dimensions; i++) sums[to + i] += matrix[row * dimensions + i];
    }
    // An empty cluster keeps its centre.
    for (let c = 0; c < count; c++) {
      const sum = sums.subarray(c * dimensions, (c + 1) * dimensions);
      if (sum.some((value) => value !== 0)) centres.set(unitOf(sum), c * dimensions);
    }
    await pace(0.2 + (0.8 * (round + 1)) / mostRounds);
  }
  return largestFirst(assignment, similarities, count);
}

/** [count, dimensions]: the first a random point, every further one drawn with a chance that grows with its distance 1 - cos from the nearest so far. */
async function distantCentres(points: RowStore, count: number, random: Random, watch: Watch): Promise<Float32Array> {
  const { rows, dimensions } = points;
  const pace = createPacer(watch, 'The clustering');
  const matrix = points.matrix();
  const centres = new Float32Array(count * dimensions);
  const distances = new Float64Array(rows).fill(Infinity);
  const cosines = new Float32Array(productRows);
  let chosen = random.below(rows);
  for (let c = 0; c < count; c++) {
    const centre = matrix.subarray(chosen * dimensions, (chosen + 1) * dimensions);
    centres.set(centre, c * dimensions);
    let total = 0;
    for (let first = 0; first < rows; first += productRows) {
      const part = Math.min(productRows, rows - first);
      points.cosines(centre, 1, first, part, cosines);
      for (let r = 0; r < part; r++) total += distances[first + r] = Math.min(distances[first + r], Math.max(0, 1 - cosines[r]));
    }
    let left = random.next() * total;
    chosen = 0;
    while (chosen < rows - 1 && left >= distances[chosen]) left -= distances[chosen++];
    await pace((0.2 * (c + 1)) / count);
  }
  return centres;
}

/** Gives every point the nearest centre. @returns how many changed */
function assign(points: RowStore, centres: Float32Array, count: number, assignment: Uint16Array, similarities: Float32Array): number {
  const cosines = new Float32Array(count * productRows);
  let changed = 0;
  for (let first = 0; first < points.rows; first += productRows) {
    const part = Math.min(productRows, points.rows - first);
    points.cosines(centres, count, first, part, cosines);
    for (let r = 0; r < part; r++) {
      let best = 0;
      for (let c = 1; c < count; c++) if (cosines[c * part + r] > cosines[best * part + r]) best = c;
      similarities[first + r] = cosines[best * part + r];
      if (assignment[first + r] !== best) changed++;
      assignment[first + r] = best;
    }
  }
  return changed;
}

function largestFirst(assignment: Uint16Array, similarities: Float32Array, count: number): Clusters {
  const sizes = new Array<number>(count).fill(0);
  const medoids = new Array<number>(count).fill(-1);
  assignment.forEach((cluster, row) => {
    sizes[cluster]++;
    if (medoids[cluster] < 0 || similarities[row] > similarities[medoids[cluster]]) medoids[cluster] = row;
  });
  const order = sizes.map((_, cluster) => cluster).filter((cluster) => sizes[cluster] > 0).sort((a, b) => sizes[b] - sizes[a] || a - b);
  const number = new Uint16Array(count);
  order.forEach((cluster, i) => (number[cluster] = i));
  return { assignment: assignment.map((cluster) => number[cluster]), sizes: order.map((cluster) => sizes[cluster]), medoids: order.map((cluster) => medoids[cluster]) };
}
