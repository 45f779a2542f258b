import { leadingComponents } from '../../src/vectors/leadingComponents.ts';
import { VectorSpace } from '../../src/vectors/space.ts';

export interface JoinSettings {
  /** Of the second space against the first: the joined cosine is (cos1 + weight^2 cos2) / (1 + weight^2). */
  readonly weight: number;
  /** Principal components kept of the joined dimensions. */
  readonly dimensions: number;
  /** The most frequent so many words are kept. */
  readonly words: number;
}

/**
 * Two spaces of the same words as one: the unit vectors side by side, centred and turned to their principal components (Yin and Schuetze 2016 do the same by
 * SVD). What counting and what prediction get wrong differs, so the mean of their cosines is better than either.
 */
export async function joinSpaces(first: VectorSpace, second: VectorSpace, { weight, dimensions, words }: JoinSettings): Promise<VectorSpace> {
  const size = Math.min(words, first.size);
  const width = first.dimensions + second.dimensions;
  const rows = new Float32Array(size * width);
  for (let row = 0; row < size; row++) {
    const other = second.indexOf(first.word(row));
    if (other < 0) throw new Error(`${first.word(row)} is in one of the spaces only`);
    first.addUnit(row, 1, rows.subarray(row * width, row * width + first.dimensions));
    second.addUnit(other, weight, rows.subarray(row * width + first.dimensions, (row + 1) * width));
  }
  const kept = Array.from({ length: size }, (_, row) => first.word(row));
  const counts = first.counts?.slice(0, size);
  const { coordinates } = await leadingComponents(rows, size, width, dimensions);
  return VectorSpace.from(kept, coordinates, dimensions, { name: 'joined', ...(counts && { counts }) });
}
