import { createRandom, shuffle } from '../base/random.ts';
import type { EncodedExample, ExampleSource } from './examples.ts';
import { tokensOf } from './examples.ts';

export interface BatchOptions {
  /** Texts in a batch. */
  readonly batchSize: number;
  /** At most this many tokens with padding, so that a batch of long texts does not outgrow the memory. */
  readonly maximumTokensPerBatch: number;
  /** Examples that are sorted by length together; more means less padding, fewer a better shuffle. */
  readonly window: number;
  readonly seed: number;
}

/**
 * Length-bucketed batches: a window of examples is sorted by length (with a little noise, so that batches differ
 * between epochs), cut into batches of similar length, and the batches are shuffled. The order depends on the seed
 * and the epoch alone.
 */
export async function* batches(source: ExampleSource, epoch: number, options: BatchOptions): AsyncGenerator<EncodedExample[]> {
  const random = createRandom(options.seed ^ Math.imul(epoch + 1, 0x9e3779b1));
  let window: EncodedExample[] = [];
  for await (const example of source.examples(epoch)) {
    if (tokensOf(example) === 0) continue;
    window.push(example);
    if (window.length >= options.window) {
      yield* cut(window, options, random);
      window = [];
    }
  }
  yield* cut(window, options, random);
}

function cut(window: EncodedExample[], options: BatchOptions, random: ReturnType<typeof createRandom>): EncodedExample[][] {
  const keyed = window.map((example) => ({ example, key: tokensOf(example) * (1 + 0.1 * random.next()) }));
  keyed.sort((a, b) => a.key - b.key);
  const result: EncodedExample[][] = [];
  let batch: EncodedExample[] = [];
  let longest = 0;
  for (const { example } of keyed) {
    const length = Math.max(longest, tokensOf(example));
    if (batch.length === options.batchSize || (batch.length > 0 && length * (batch.length + 1) > options.maximumTokensPerBatch)) {
      result.push(batch);
      batch = [];
      longest = 0;
    }
    batch.push(example);
    longest = Math.max(longest, tokensOf(example));
  }
  if (batch.length > 0) result.push(batch);
  return shuffle(result, random);
}
