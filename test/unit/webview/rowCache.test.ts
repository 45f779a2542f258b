import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ResultRow } from '../../../src/protocol/folder.ts';
import type { RowSelection } from '../../../src/protocol/folderPage.ts';
import { RowCache } from '../../../webview/folder/rowCache.ts';

const filter = { sortBy: 'row', descending: false, show: 'all' } as const;
const rowAt = (row: number): ResultRow => ({ row, uri: `file:///${row}`, text: '', label: null, labels: [], confidence: 0, scores: [], verdict: 'certain', words: 0 });

/** A server with `total` rows that counts what it is asked. */
function server(total: number): { asked: number[]; fetchRows: (selection: RowSelection) => Promise<{ rows: ResultRow[]; total: number }> } {
  const asked: number[] = [];
  return {
    asked,
    fetchRows: ({ offset, limit, descending }) => {
      asked.push(offset);
      const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => rowAt(descending ? total - 1 - offset - i : offset + i));
      return Promise.resolve({ rows, total });
    },
  };
}

describe('the rows of a table in sight', () => {
  it('are fetched a page at a time, each once', async () => {
    const { asked, fetchRows } = server(10_000);
    const cache = new RowCache(filter, fetchRows, () => undefined);
    cache.need(0, 30);
    cache.need(0, 30);
    await setImmediate();
    cache.need(90, 130);
    await setImmediate();
    assert.deepEqual(asked, [0, 100]);
    assert.equal(cache.total, 10_000);
    assert.equal(cache.at(120)?.row, 120);
    assert.equal(cache.at(5000), undefined);
  });

  it('are all that is held: what was left behind goes', async () => {
    const { fetchRows } = server(10_000);
    const cache = new RowCache(filter, fetchRows, () => undefined);
    for (let first = 0; first < 10_000; first += 100) {
      cache.need(first, first + 50);
      await setImmediate();
    }
    const held = Array.from({ length: 100 }, (_, page) => cache.at(page * 100)).filter((row) => row !== undefined);
    assert.ok(held.length <= 40, `${held.length} pages`);
    assert.equal(cache.at(9999)?.row, 9999);
  });

  it('stay until those of the new order are here; answers for the old order are dropped', async () => {
    const { fetchRows } = server(200);
    const late: (() => void)[] = [];
    const cache = new RowCache(filter, async (selection) => {
      await new Promise<void>((resolve) => late.push(resolve));
      return fetchRows(selection);
    }, () => undefined);
    cache.need(0, 20);
    cache.reset({ ...filter, descending: true }, 0, 20);
    for (const answer of [...late].reverse()) {
      answer();
      await setImmediate();
    }
    assert.equal(cache.at(0)?.row, 199);
  });

  it('say why they could not be had', async () => {
    let changes = 0;
    const cache = new RowCache(filter, () => Promise.reject(new Error('the file is gone')), () => changes++);
    cache.need(0, 10);
    await setImmediate();
    assert.equal(cache.failure, 'the file is gone');
    assert.equal(changes, 1);
    cache.need(0, 10);
    await setImmediate();
    assert.equal(changes, 1, 'asked again only after a reset');
  });
});
