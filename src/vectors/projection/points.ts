import { RowStore } from '../rowStore.ts';
import { unitOf } from '../search.ts';
import type { VectorSpace } from '../space.ts';

/** The unit vectors of some rows of a space, in the given order: a store of their own, so that a map of them needs nothing else. */
export function pointsOf(space: VectorSpace, rows: ArrayLike<number>): RowStore {
  const { dimensions } = space;
  const store = emptyStore(rows.length, dimensions);
  const matrix = store.matrix();
  for (let i = 0; i < rows.length; i++) space.addUnit(rows[i], 1, matrix.subarray(i * dimensions, (i + 1) * dimensions));
  store.computeNorms();
  return store;
}

/** Vectors that are no words', as unit vectors. @param vectors each [dimensions]; a vector of zeros stays */
export function pointsFrom(vectors: readonly Float32Array[], dimensions: number): RowStore {
  const store = emptyStore(vectors.length, dimensions);
  const matrix = store.matrix();
  vectors.forEach((vector, i) => matrix.set(unitOf(vector), i * dimensions));
  store.computeNorms();
  return store;
}

function emptyStore(rows: number, dimensions: number): RowStore {
  const store = new RowStore(dimensions);
  store.resize(rows);
  return store;
}
