import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EncodedCorpus } from '../../../src/embeddings/corpus.ts';
import { bagsOfWords, wordDocumentTable } from '../../../src/embeddings/countTables.ts';
import type { CountTable } from '../../../src/embeddings/countTables.ts';
import { TokenLog } from '../../../src/embeddings/tokenLog.ts';

/** Two texts: a b a c | c b | */
function corpus(): EncodedCorpus {
  const ids = new TokenLog(1 << 20);
  for (const id of [0, 1, 0, 2, -1, 2, 1, -1]) ids.append(id);
  return { ids, vocabulary: { words: ['a', 'b', 'c'], counts: Float64Array.of(2, 2, 2) }, tokenCount: 6, knownCount: 6 };
}

function dense(table: CountTable, columns: number): number[][] {
  return Array.from({ length: table.rows }, (_, row) => {
    const values = new Array<number>(columns).fill(0);
    for (let cell = table.starts[row]; cell < table.starts[row + 1]; cell++) values[table.columns[cell]] = table.counts[cell];
    return values;
  });
}

describe('tables of counts', () => {
  it('hold the bag of words of every text', () => {
    assert.deepEqual([...bagsOfWords(corpus())].map(({ words, counts }) => [[...words], [...counts]]), [[[0, 1, 2], [2, 1, 1]], [[1, 2], [1, 1]]]);
  });

  it('hold the documents of every word', () => {
    assert.deepEqual(dense(wordDocumentTable(corpus()), 2), [[2, 0], [1, 1], [1, 1]]);
  });
});
