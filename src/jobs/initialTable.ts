import { LexiscopeError } from '../base/errors.ts';
import { createRandom } from '../base/random.ts';
import type { Network } from '../nn/architecture.ts';
import { createParameters } from '../nn/parameters.ts';
import type { TokenizerSpec } from '../text/tokenizerSpec.ts';
import { readVectors } from '../vectors/read.ts';

/**
 * An embedding table with the vectors of a file for the words that it has, and fresh ones for the others, scaled to their mean length.
 * @returns [vocabulary, dimensions]
 * @throws LexiscopeError where the file's vectors do not fit the network, or none of its words is in the vocabulary
 */
export async function initialTable(file: string, tokenizer: TokenizerSpec, network: Network, seed: number, signal: AbortSignal | undefined): Promise<Float32Array> {
  if (tokenizer.kind !== 'words' || !network.table) throw new LexiscopeError('bad-input', `${file}: word vectors need the words tokenizer and an embedding table`);
  const { space } = await readVectors(file, { signal });
  const [, dimensions] = network.table.shape;
  if (space.store.dimensions !== dimensions) {
    throw new LexiscopeError('bad-input', `${file}: its vectors have ${space.store.dimensions} dimensions, the network's embedding has ${dimensions}`, { hint: `Give --dimensions ${space.store.dimensions}.` });
  }
  const table = createParameters([network.table], createRandom(seed)).get(network.table.name)!;
  const row = new Float32Array(dimensions);
  let found = 0;
  let squares = 0;
  const known = new Set<number>();
  tokenizer.vocabulary.forEach((word, i) => {
    const index = space.words.indexOf(word);
    if (index < 0) return;
    space.copyRow(index, row);
    table.set(row, (i + 2) * dimensions);
    known.add(i + 2);
    found++;
    for (const value of row) squares += value * value;
  });
  if (found === 0) throw new LexiscopeError('bad-input', `${file}: none of the vocabulary's ${tokenizer.vocabulary.length} words has a vector in this file`);
  // Fresh rows: uniform in +-bound has the variance bound^2 / 3.
  const bound = Math.sqrt((3 * squares) / (found * dimensions));
  const freshBound = 0.5 / Math.sqrt(dimensions);
  for (let id = 1; id < table.length / dimensions; id++) {
    if (known.has(id)) continue;
    for (let j = 0; j < dimensions; j++) table[id * dimensions + j] *= bound / freshBound;
  }
  return table;
}
