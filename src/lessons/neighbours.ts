import type { Neighbours } from '../protocol/lessons.ts';

const shown = 5;

/** The nearest words of each word by cosine; a vector of zeros is near to nothing. @param vectors [words, dimensions] row-major */
export function neighbours(words: readonly string[], vectors: ArrayLike<number>, dimensions: number): Neighbours[] {
  const product = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < dimensions; k++) sum += vectors[i * dimensions + k] * vectors[j * dimensions + k];
    return sum;
  };
  const lengths = words.map((_, i) => Math.sqrt(product(i, i)));
  return words.map((word, i) => ({
    word,
    near: words.flatMap((other, j) => (j === i || lengths[i] * lengths[j] === 0 ? [] : [{ word: other, cosine: product(i, j) / (lengths[i] * lengths[j]) }]))
      .sort((a, b) => b.cosine - a.cosine).slice(0, shown),
  }));
}
