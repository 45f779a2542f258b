import type { FoundWord } from './lookup.ts';
import { unitOf } from './search.ts';
import type { VectorSpace } from './space.ts';
import { cosineOf, knownWords, unitVector } from './words.ts';

/** A comparison of two texts and how much of them it could take into account. */
export interface TextComparison {
  readonly value: number;
  /** Words found in the space, of each text. */
  readonly found: readonly [number, number];
}

/** Cosine of the mean vectors of two texts, unknown words left out. @returns undefined when a text has no known word */
export function meanSimilarity(space: VectorSpace, first: readonly string[], second: readonly string[]): TextComparison | undefined {
  const [a, b] = [knownWords(space, first), knownWords(space, second)];
  if (a.length === 0 || b.length === 0) return undefined;
  return { value: cosineOf(unitOf(meanVector(space, a)), unitOf(meanVector(space, b))), found: [a.length, b.length] };
}

/** The mean of the words' vectors as trained, [dimensions]. */
export function meanVector(space: VectorSpace, words: readonly FoundWord[]): Float32Array {
  const mean = new Float32Array(space.dimensions);
  for (const { row, word } of words) {
    const vector = row >= 0 ? space.row(row) : space.subwords!.vectorOf(word)!;
    for (let i = 0; i < mean.length; i++) mean[i] += vector[i] / words.length;
  }
  return mean;
}

/**
 * Relaxed word mover's distance (Kusner et al. 2015): each word of a text travels to the nearest word of the other, d = |u - v| of unit vectors; the
 * larger of the two directions' means, a lower bound of the word mover's distance. 0 for texts of the same words, at most 2.
 * @returns undefined when a text has no known word
 */
export function relaxedMoversDistance(space: VectorSpace, first: readonly string[], second: readonly string[]): TextComparison | undefined {
  const a = knownWords(space, first).map((found) => unitVector(space, found));
  const b = knownWords(space, second).map((found) => unitVector(space, found));
  if (a.length === 0 || b.length === 0) return undefined;
  const nearestToA = new Float64Array(a.length).fill(Infinity);
  const nearestToB = new Float64Array(b.length).fill(Infinity);
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let square = 0;
      for (let k = 0; k < a[i].length; k++) square += (a[i][k] - b[j][k]) ** 2;
      const distance = Math.sqrt(square);
      nearestToA[i] = Math.min(nearestToA[i], distance);
      nearestToB[j] = Math.min(nearestToB[j], distance);
    }
  }
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { value: Math.max(mean(nearestToA), mean(nearestToB)), found: [a.length, b.length] };
}
