import { LexiscopeError } from '../base/errors.ts';
import { productRows } from './rowStore.ts';
import type { VectorSpace } from './space.ts';
import { TopRows } from './topRows.ts';

export interface Neighbour {
  readonly row: number;
  readonly word: string;
  /** Cosine, or what the method scores by. */
  readonly score: number;
}

export interface SearchOptions {
  /** How many; default 10. */
  readonly top?: number | undefined;
  /** Only words of these frequency ranks, 1 the most frequent, both included. */
  readonly ranks?: { readonly from?: number | undefined; readonly to?: number | undefined } | undefined;
  /** Rows that may not be answers. */
  readonly exclude?: ReadonlySet<number> | undefined;
  /** Further restrictions: only rows for which this is true. */
  readonly accept?: ((row: number) => boolean) | undefined;
}

/** The words nearest to a vector by cosine, nearest first: exact, by a scan of all rows. @param vector [dimensions], any length but 0 */
export function nearest(space: VectorSpace, vector: Float32Array, options: SearchOptions = {}): Neighbour[] {
  const query = unitOf(checkedVector(space, vector));
  const { from, to } = rowRange(space, options);
  const best = new TopRows(topOf(options));
  space.store.scan(query, from, to, (found, rows, cosines) => {
    for (let i = 0; i < found; i++) if (isAllowed(rows[i], options)) best.offer(rows[i], cosines[i]);
    return best.threshold;
  });
  return neighboursOf(space, best);
}

/** As `nearest`, for several vectors. */
export function nearestToEach(space: VectorSpace, vectors: readonly Float32Array[], options: SearchOptions = {}): Neighbour[][] {
  return vectors.map((vector) => nearest(space, vector, options));
}

/**
 * Calls `use(first, rows, cosines)` with the cosines [count, rows] of all queries with a block of rows.
 * @param queries unit vectors, [count, dimensions]
 */
export function forEachBlock(
  space: VectorSpace, queries: Float32Array, count: number, options: SearchOptions, use: (first: number, rows: number, cosines: Float32Array) => void,
): void {
  const { from, to } = rowRange(space, options);
  const cosines = new Float32Array(count * productRows);
  for (let first = from; first < to; first += productRows) {
    const rows = Math.min(productRows, to - first);
    space.store.cosines(queries, count, first, rows, cosines);
    use(first, rows, cosines);
  }
}

/** How many neighbours are asked for. @throws LexiscopeError `bad-input` for less than 1 */
export function topOf(options: SearchOptions): number {
  const top = options.top ?? 10;
  if (!Number.isInteger(top) || top < 1) throw new LexiscopeError('bad-input', `top must be a whole number of at least 1, not ${top}`);
  return top;
}

export function isAllowed(row: number, options: SearchOptions): boolean {
  return !options.exclude?.has(row) && (options.accept === undefined || options.accept(row));
}

export function neighboursOf(space: VectorSpace, best: TopRows): Neighbour[] {
  // Rounding in float32 may pass 1 by a hair.
  return best.sorted().map(({ row, score }) => ({ row, word: space.word(row), score: Math.abs(score) > 1 && Math.abs(score) < 1.0001 ? Math.sign(score) : score }));
}

function rowRange(space: VectorSpace, options: SearchOptions): { from: number; to: number } {
  const from = options.ranks?.from ?? 1;
  const to = options.ranks?.to ?? space.size;
  if (from < 1 || to < from) throw new LexiscopeError('bad-input', `frequency ranks ${from} to ${to}: expected a range from 1 on`);
  return { from: Math.min(from - 1, space.size), to: Math.min(to, space.size) };
}

function checkedVector(space: VectorSpace, vector: Float32Array): Float32Array {
  if (vector.length !== space.dimensions) throw new LexiscopeError('bad-input', `a vector of ${vector.length} values for a space of ${space.dimensions} dimensions`);
  return vector;
}

/** The vector divided by its length; a vector of zeros stays. */
export function unitOf(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const factor = square > 0 ? 1 / Math.sqrt(square) : 0;
  return vector.map((value) => value * factor);
}
