import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tableOf, trainWordVectors } from '../../../recipes/wide/wordVectors.ts';

describe('the word vectors of a recipe', () => {
  it('have a row for every token that comes often enough, whatever the tokens are', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? '3 8 3 8' : 'Rare12 5 8 5'.replace('12', String(i))));
    const { words, dimensions, vectors } = await trainWordVectors(lines, { dimensions: 4, minimumCount: 3, epochs: 1, seed: 1 });
    assert.deepEqual(new Set(words), new Set(['3', '5', '8']));
    assert.equal(vectors.length, words.length * dimensions);
    assert.ok(vectors.every(Number.isFinite));
  });

  it('begin an embedding table at the rows of their words, of the size asked for', () => {
    const table = tableOf({ words: ['4', '1'], dimensions: 2, vectors: Float32Array.of(3, 0, 0, 4) }, 6, 0.5, Number);
    const rms = Math.sqrt((9 + 16) / 4);
    assert.deepEqual([...table], [0, 0, 0, 4, 0, 0, 0, 0, 3, 0, 0, 0].map((value) => Math.fround((value * 0.5) / rms)));
  });
});
