import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { WordTable } from '../../../src/vectors/wordTable.ts';

describe('WordTable', () => {
  it('finds every word by its row and every row by its word', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 300 }), (words) => {
        const table = WordTable.from(words);
        assert.equal(table.size, words.length);
        assert.deepEqual([...table], words);
        words.forEach((word, row) => assert.equal(table.indexOf(word), row));
      }),
      { numRuns: 60 },
    );
  });

  it('grows past its first capacity', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `word${i}`);
    const table = WordTable.from(words);
    assert.equal(table.indexOf('word19999'), 19_999);
    assert.equal(table.indexOf('word20000'), -1);
  });

  it('keeps the first row of a word that comes twice', () => {
    const table = WordTable.from(['a', 'b', 'a']);
    assert.equal(table.indexOf('a'), 0);
    assert.equal(table.word(2), 'a');
  });

  it('ends its search in a forged table without a free slot', () => {
    const table = WordTable.from(['a']);
    const forged = new WordTable(table.text, table.offsets, new Uint32Array(16).fill(1));
    assert.equal(forged.indexOf('b'), -1);
  });
});
