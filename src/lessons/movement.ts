import type { Movement } from '../protocol/lessons.ts';
import { principalComponents } from '../vectors/denseSvd.ts';
import { neighbours } from './neighbours.ts';

/** So many frames can be stepped through. */
const mostFrames = 20;

/** The epochs after which vectors are kept: 0, then evenly up to the last. */
export function framesOf(epochs: number): Set<number> {
  return new Set(Array.from({ length: mostFrames + 1 }, (_, i) => Math.round((i * epochs) / mostFrames)));
}

/** A model's vectors as they are now, [words, dimensions] row-major. */
export function vectorsOf(model: { copyVector(word: number, out: Float32Array): void }, words: number, dimensions: number): Float32Array {
  const vectors = new Float32Array(words * dimensions);
  for (let word = 0; word < words; word++) model.copyVector(word, vectors.subarray(word * dimensions, (word + 1) * dimensions));
  return vectors;
}

/**
 * Vectors on their way, all on the two first principal components of the last ones, so that movement is the words' and not the axes'.
 * @param frames [words, dimensions] row-major each, as they were after `epochs`
 */
export function movement(words: readonly string[], dimensions: number, epochs: readonly number[], frames: readonly Float32Array[], losses: readonly number[]): Movement {
  const last = frames[frames.length - 1];
  const { axes, means } = principalComponents(last, words.length, dimensions);
  const known = axes.length / dimensions;
  const along = (frame: Float32Array, word: number, axis: number): number => {
    let sum = 0;
    if (axis < known) for (let k = 0; k < dimensions; k++) sum += (frame[word * dimensions + k] - means[k]) * axes[axis * dimensions + k];
    return sum;
  };
  return {
    words, epochs, losses, neighbours: neighbours(words, last, dimensions),
    frames: frames.map((frame) => words.map((_, word) => [along(frame, word, 0), along(frame, word, 1)] as const)),
  };
}
