import { createRandom } from '../base/random.ts';
import { LexiscopeError } from '../base/errors.ts';
import type { TokenizerSpec } from '../text/tokenizerSpec.ts';
import { readVectors } from '../vectors/read.ts';

/** A starting embedding table and how much of the vocabulary it covers. */
export interface InitialTable {
  /** [vocabulary, dimensions] */
  readonly table: Float32Array;
  readonly dimensions: number;
  /** Words of the vocabulary that have a vector. */
  readonly found: number;
}

/**
 * The rows of a vector file (word2vec, GloVe or fastText format) for a model's vocabulary. Words without a vector get
 * small random ones of the same mean length; padding is zero.
 * @throws LexiscopeError `unsupported` for a tokenizer without a word vocabulary; what `readVectors` throws
 */
export async function initialTable(file: string, tokenizer: TokenizerSpec, seed: number, signal?: AbortSignal): Promise<InitialTable> {
  if (tokenizer.kind !== 'words') throw new LexiscopeError('unsupported', `${file}: ready-made vectors need the tokenizer "words", found "${tokenizer.kind}"`);
  const { space } = await readVectors(file, { signal });
  const { dimensions } = space;
  const { vocabulary, unknownBuckets } = tokenizer;
  const table = new Float32Array((vocabulary.length + 2 + unknownBuckets) * dimensions);
  const random = createRandom(seed);
  const missing: number[] = [1];
  let found = 0;
  let squares = 0;
  for (const [i, word] of vocabulary.entries()) {
    const row = space.words.indexOf(word);
    if (row < 0) {
      missing.push(i + 2);
      continue;
    }
    const target = table.subarray((i + 2) * dimensions, (i + 3) * dimensions);
    space.copyRow(row, target);
    squares += target.reduce((sum, x) => sum + x * x, 0);
    found++;
  }
  for (let bucket = 0; bucket < unknownBuckets; bucket++) missing.push(vocabulary.length + 2 + bucket);
  const deviation = found === 0 ? 0.1 : Math.sqrt(squares / found / dimensions);
  for (const row of missing) for (let e = 0; e < dimensions; e++) table[row * dimensions + e] = 0.5 * deviation * random.normal();
  return { table, dimensions, found };
}
