import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { initialTable } from '../../../src/jobs/initialTable.ts';
import { createNetwork, presets } from '../../../src/nn/architecture.ts';
import type { Network } from '../../../src/nn/architecture.ts';
import type { WordsSpec } from '../../../src/text/tokenizerSpec.ts';

const tokenizer: WordsSpec = { kind: 'words', normalization: { unicode: 'NFC', lowerCase: true }, vocabulary: ['red', 'blue', 'unseen'], punctuation: false, foldDigits: false, unknownBuckets: 0 };

function networkOf(dimensions: number): Network {
  return createNetwork({ ...presets.bag, embedding: { kind: 'table', dimensions } }, { vocabularySize: 5, logits: 2, maximumTokens: 8 });
}

describe('an embedding table from a vector file', () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    file = path.join(folder, 'vectors.vec');
    await writeFile(file, '3 2\nblue 3 4\nred 1 2\ngreen 5 6\n');
  });
  after(() => rm(folder, { recursive: true }));

  it('has the vectors of the vocabulary\'s words in their rows, and zeros for padding', async () => {
    const table = await initialTable(file, tokenizer, networkOf(2), 1, undefined);
    assert.deepEqual([...table.subarray(4, 8)], [1, 2, 3, 4]);
    assert.deepEqual([...table.subarray(0, 2)], [0, 0]);
  });

  it('draws the other rows in the size of the known ones', async () => {
    const table = await initialTable(file, tokenizer, networkOf(2), 1, undefined);
    const bound = Math.sqrt((3 * (1 + 4 + 9 + 16)) / 4);
    for (const value of [table[2], table[3], table[8], table[9]]) assert.ok(value !== 0 && Math.abs(value) <= bound + 1e-6);
  });

  it('refuses vectors of another length, and a file without any of the words', async () => {
    await assert.rejects(initialTable(file, tokenizer, networkOf(3), 1, undefined), { code: 'bad-input', message: /have 2 dimensions.*has 3/ });
    await assert.rejects(initialTable(file, { ...tokenizer, vocabulary: ['yellow', 'pink', 'grey'] }, networkOf(2), 1, undefined), { message: /none of the vocabulary's 3 words/ });
  });
});
