import { forEachNgram } from '../vectors/subwords.ts';
import type { SubwordSettings } from '../vectors/subwords.ts';

/** The input rows of every word of a subword model: its own row (its number), then those of its n-grams. */
export interface SubwordLists {
  /** [words + 1] */
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  /** Row words + i holds the n-grams that hash to buckets[i]: only buckets in use have rows. */
  readonly buckets: Int32Array;
}

/** n-grams hashed as in fastText; rows are numbered in order of first use, so that the rows of frequent words lie together. */
export function subwordLists(words: readonly string[], settings: SubwordSettings): SubwordLists {
  const rowOfBucket = new Map<number, number>();
  const buckets: number[] = [];
  const rows: number[] = [];
  const starts = new Int32Array(words.length + 1);
  words.forEach((word, w) => {
    rows.push(w);
    forEachNgram(word, settings, (bucket) => {
      let row = rowOfBucket.get(bucket);
      if (row === undefined) {
        row = words.length + buckets.length;
        rowOfBucket.set(bucket, row);
        buckets.push(bucket);
      }
      rows.push(row);
    });
    starts[w + 1] = rows.length;
  });
  return { starts, rows: Int32Array.from(rows), buckets: Int32Array.from(buckets) };
}
