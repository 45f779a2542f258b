import type { EncodedExample } from '../../src/nn/examples.ts';
import type { NgramPath } from '../../src/nn/ngramPath.ts';
import { ngramRows } from '../../src/nn/ngramPath.ts';

/** A text as the n-gram path of a network sees it: rows of its table and how much each counts. */
export interface Bag {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

/** Counts of the text's hashed n-grams, divided by sqrt(order x tokens) as in src/nn/ngramPath.ts. */
export function bagOf(ids: Int32Array, path: NgramPath): Bag {
  const counts = new Map<number, number>();
  for (const row of ngramRows(ids, path)) counts.set(row, (counts.get(row) ?? 0) + 1);
  const scale = 1 / Math.sqrt(Math.max(1, path.order * ids.length));
  return { rows: Int32Array.from(counts.keys()), values: Float32Array.from(counts.values(), (count) => count * scale) };
}

export function bagsOf(examples: readonly EncodedExample[], path: NgramPath): Bag[] {
  return examples.map(({ ids }) => bagOf(ids, path));
}

/**
 * ln((1 + n) / (1 + texts with the row)) + 1 for each row; 0 for rows in fewer than `least` texts, which leaves them out.
 * A linear model is trained on bags scaled by these and has them folded into its weights afterwards.
 */
export function inverseDocumentFrequencies(bags: readonly Bag[], buckets: number, least: number): Float32Array {
  const texts = new Int32Array(buckets);
  for (const { rows } of bags) for (const row of rows) texts[row]++;
  return Float32Array.from(texts, (count) => (count < least ? 0 : Math.log((1 + bags.length) / (1 + count)) + 1));
}
