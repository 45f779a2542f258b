import { LexiscopeError } from '../../base/errors.ts';
import { productRows, type RowStore } from '../rowStore.ts';
import { TopRows } from '../topRows.ts';
import { createPacer, type Watch } from './pacer.ts';

/** The k nearest other points of every point, by cosine. */
export interface NeighbourGraph {
  readonly size: number;
  readonly k: number;
  /** [size, k] nearest first; of equally near ones the lower row first. */
  readonly neighbours: Int32Array;
  /** [size, k] */
  readonly cosines: Float32Array;
}

/** Points whose neighbours are looked for together: their products with a block of rows stay in the cache. */
const queriesAtOnce = 64;

/**
 * Exact nearest neighbours, all products by the SIMD kernel in blocks of 64 x 256: n^2 d multiplications.
 * @param points unit rows
 * @throws LexiscopeError `bad-input` for k below 1 or not below the number of points; `cancelled`
 */
export async function neighbourGraph(points: RowStore, k: number, watch: Watch = {}): Promise<NeighbourGraph> {
  const { rows: size, dimensions } = points;
  if (!Number.isInteger(k) || k < 1 || k >= size) throw new LexiscopeError('bad-input', `${k} neighbours of ${size} points: expected 1 to ${size - 1}`);
  const pace = createPacer(watch, 'The search for neighbours');
  const matrix = points.matrix();
  const neighbours = new Int32Array(size * k);
  const cosines = new Float32Array(size * k);
  const products = new Float32Array(queriesAtOnce * productRows);
  for (let from = 0; from < size; from += queriesAtOnce) {
    const count = Math.min(queriesAtOnce, size - from);
    const queries = matrix.subarray(from * dimensions, (from + count) * dimensions);
    const best = Array.from({ length: count }, () => new TopRows(k));
    for (let first = 0; first < size; first += productRows) {
      const rows = Math.min(productRows, size - first);
      points.cosines(queries, count, first, rows, products);
      for (let q = 0; q < count; q++) offerBlock(best[q], products, q * rows, rows, first, from + q);
    }
    best.forEach((top, q) => top.sorted().forEach(({ row, score }, i) => {
      neighbours[(from + q) * k + i] = row;
      cosines[(from + q) * k + i] = Math.max(-1, Math.min(1, score));
    }));
    await pace((from + count) / size);
  }
  return { size, k, neighbours, cosines };
}

/** Offers `rows` products from `at` on, which are those of the rows from `first` on, but not that of the point with itself. */
function offerBlock(best: TopRows, products: Float32Array, at: number, rows: number, first: number, self: number): void {
  let { threshold } = best;
  for (let r = 0; r < rows; r++) {
    if (products[at + r] <= threshold || first + r === self) continue;
    best.offer(first + r, products[at + r]);
    ({ threshold } = best);
  }
}
