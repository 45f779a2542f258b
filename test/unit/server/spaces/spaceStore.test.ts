import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cancelled } from '../../../../src/base/errors.ts';
import { SpaceStore } from '../../../../src/server/spaces/spaceStore.ts';
import type { ReadOptions, ReadResult } from '../../../../src/vectors/read.ts';
import { VectorSpace } from '../../../../src/vectors/space.ts';

let folder: string;
let file: string;
before(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lexiscope-store-'));
  file = path.join(folder, 'a.vec');
  writeFileSync(file, 'a 1\n');
});
after(() => rmSync(folder, { recursive: true }));

const read = (): ReadResult => ({ space: VectorSpace.from(['a'], Float32Array.of(1), 1), format: 'glove-text', warnings: [] });

/** Readings that end when they are told to. */
function readings(): { readonly started: { options: ReadOptions; finish: () => void }[]; readonly reader: (file: string, options: ReadOptions) => Promise<ReadResult> } {
  const started: { options: ReadOptions; finish: () => void }[] = [];
  const reader = (_file: string, options: ReadOptions): Promise<ReadResult> => new Promise((resolve, reject) => {
    options.signal?.addEventListener('abort', () => reject(cancelled('reading')));
    started.push({ options, finish: () => resolve(read()) });
  });
  return { started, reader };
}
describe('the store of loaded spaces', () => {
  it('reads a file once for all who ask, and tells each how far it is', async () => {
    const { started, reader } = readings();
    const store = new SpaceStore(reader);
    const parts: number[] = [];
    const both = [store.load(file), store.load(file, { progress: (part) => parts.push(part) })];
    assert.equal(started.length, 1);
    started[0].options.onProgress?.(0.5);
    started[0].finish();
    const [a, b] = await Promise.all(both);
    assert.equal(a.space, b.space);
    assert.deepEqual(parts, [0.5]);
    await store.load(file);
    assert.equal(started.length, 1);
  });

  it('goes on reading while anyone waits, and ends when the last has gone', async () => {
    const { started, reader } = readings();
    const store = new SpaceStore(reader);
    const [one, two] = [new AbortController(), new AbortController()];
    const waiting = [store.load(file, { signal: one.signal }), store.load(file, { signal: two.signal })];
    for (const load of waiting) load.catch(() => undefined);
    one.abort();
    assert.equal(started[0].options.signal?.aborted, false);
    two.abort();
    assert.equal(started[0].options.signal?.aborted, true);
    await assert.rejects(waiting[1], { code: 'cancelled' });
    const again = store.load(file);
    assert.equal(started.length, 2);
    started[1].finish();
    await again;
  });

  it('reads a file again once it has changed, or was closed', async () => {
    let reads = 0;
    const store = new SpaceStore(() => {
      reads++;
      return Promise.resolve(read());
    });
    await store.load(file);
    writeFileSync(file, 'a 1\nb 2\n');
    await store.load(file);
    assert.equal(reads, 2);
    assert.equal(store.close(file), true);
    assert.equal(store.close(file), false);
    await store.load(file);
    assert.equal(reads, 3);
  });

  it('forgets a failure, and names a file that is not there', async () => {
    let fail = true;
    const store = new SpaceStore(() => (fail ? Promise.reject(new Error('bad')) : Promise.resolve(read())));
    await assert.rejects(store.load(file), /bad/);
    fail = false;
    await store.load(file);
    await assert.rejects(store.load(path.join(folder, 'none.vec')), { code: 'not-found', message: /none\.vec/ });
  });
});
