import { below, nextRandom } from './random';

/** A word drawn by Walker's alias method: one of `words` columns, each split between itself and its alias. */
@inline
export function drawWord(random: usize, thresholds: usize, aliases: usize, words: i32): i32 {
  const column = below(random, words);
  return nextRandom(random) < load<u32>(thresholds + (<usize>column << 2)) ? <i32>column : load<i32>(aliases + (<usize>column << 2));
}

/**
 * Copies ids to `kept`, without the words that subsampling drops (Mikolov et al. 2013): word w stays when 32 random bits are below or at
 * keep[w]. Boundaries stay. Returns how many ids were copied.
 */
export function subsample(ids: usize, length: i32, keep: usize, random: usize, kept: usize): i32 {
  let count = 0;
  for (let i = 0; i < length; i++) {
    const id = load<i32>(ids + (<usize>i << 2));
    if (id >= 0) {
      const limit = load<u32>(keep + (<usize>id << 2));
      if (limit !== u32.MAX_VALUE && nextRandom(random) > limit) continue;
    }
    store<i32>(kept + (<usize>count << 2), id);
    count++;
  }
  return count;
}

/** How many words stand within `reach` positions before (step -1) or after (step 1) position `at` without a boundary between. */
@inline
export function wordsBeside(kept: usize, length: i32, at: i32, reach: i32, step: i32): i32 {
  let count = 0;
  for (let i = at + step; count < reach && i >= 0 && i < length; i += step) {
    if (load<i32>(kept + (<usize>i << 2)) < 0) break;
    count++;
  }
  return count;
}
