import { LexiscopeError } from '../base/errors.ts';
import { singularValueDecomposition } from './denseSvd.ts';
import type { VectorSpace } from './space.ts';

/** Two spaces brought to cover each other as well as a rotation can. */
export interface Alignment {
  /** [dimensions, dimensions] row-major, orthogonal: unit row vector of the first space times this lies near that of the second. */
  readonly rotation: Float64Array;
  /** Words of both spaces, with the cosine of the rotated first vector and the second; those that moved most (the smallest cosine) first. */
  readonly words: readonly { readonly word: string; readonly rows: readonly [number, number]; readonly cosine: number }[];
}

/**
 * Orthogonal Procrustes (Schönemann 1966): with A and B the unit vectors of the words common to both spaces, the rotation R that makes |A R - B| least is U V^T, where
 * A^T B = U S V^T.
 * With fewer words in common than dimensions, R turns only what they span and takes the rest to zero.
 * @param limit only the first so many words of the first space are compared
 * @throws LexiscopeError `bad-input` for different dimensions, or no common word
 */
export function alignSpaces(first: VectorSpace, second: VectorSpace, limit = Infinity): Alignment {
  const { dimensions } = first;
  if (second.dimensions !== dimensions) {
    throw new LexiscopeError('bad-input', `${first.name} has ${dimensions} dimensions and ${second.name} ${second.dimensions}: only spaces of the same can be aligned`);
  }
  const rows: [number, number][] = [];
  const product = new Float64Array(dimensions * dimensions);
  const a = new Float32Array(dimensions);
  const b = new Float32Array(dimensions);
  for (let row = 0; row < Math.min(limit, first.size); row++) {
    const other = second.indexOf(first.word(row));
    if (other < 0) continue;
    rows.push([row, other]);
    unitRow(first, row, a);
    unitRow(second, other, b);
    for (let i = 0, at = 0; i < dimensions; i++) for (let j = 0; j < dimensions; j++, at++) product[at] += a[i] * b[j];
  }
  if (rows.length === 0) throw new LexiscopeError('bad-input', `${first.name} and ${second.name} have no word in common`);
  const { u, v } = singularValueDecomposition(product, dimensions, dimensions);
  const rotation = new Float64Array(dimensions * dimensions);
  for (let i = 0; i < dimensions; i++) {
    for (let j = 0; j < dimensions; j++) for (let k = 0; k < dimensions; k++) rotation[i * dimensions + j] += u[i * dimensions + k] * v[j * dimensions + k];
  }
  const words = rows.map(([row, other]) => {
    unitRow(first, row, a);
    unitRow(second, other, b);
    let cosine = 0;
    for (let i = 0; i < dimensions; i++) for (let j = 0; j < dimensions; j++) cosine += a[i] * rotation[i * dimensions + j] * b[j];
    return { word: first.word(row), rows: [row, other] as const, cosine };
  });
  return { rotation, words: words.sort((x, y) => x.cosine - y.cosine) };
}

function unitRow(space: VectorSpace, row: number, out: Float32Array): void {
  out.fill(0);
  space.addUnit(row, 1, out);
}
