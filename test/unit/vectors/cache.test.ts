import assert from 'node:assert/strict';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pruneCache, readVectorsCached, type CachedResult } from '../../../src/vectors/cache.ts';
import { inFolder } from './files.ts';

/** A file of vectors and a cache beside it. */
async function withCache(use: (at: { file: string; cacheFolder: string; load: () => Promise<CachedResult>; copy: () => Promise<string> }) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'vectors.txt');
    const cacheFolder = path.join(folder, 'cache');
    await writeFile(file, 'cat 1 2\ndog 3 4\ncat 9 9\n');
    await use({ file, cacheFolder, load: () => readVectorsCached(file, { cacheFolder }), copy: async () => path.join(cacheFolder, (await readdir(cacheFolder))[0]) });
  });
}

describe('the cached copy', () => {
  it('is used from the second time on and says the same', async () => {
    await withCache(async ({ load }) => {
      const first = await load();
      const second = await load();
      assert.deepEqual([first.fromCache, second.fromCache], [false, true]);
      assert.equal(second.format, 'glove-text');
      assert.deepEqual([...second.space.words], ['cat', 'dog']);
      assert.deepEqual([...second.space.row(1)], [3, 4]);
      assert.ok(Math.abs(second.space.cosine(0, 1) - first.space.cosine(0, 1)) < 1e-12);
      assert.equal(second.space.indexOf('dog'), 1);
      assert.equal(first.warnings.length, 1);
      assert.deepEqual(second.warnings, first.warnings);
    });
  });

  it('is replaced when the content changes, even when size and time stay', async () => {
    await withCache(async ({ file, load }) => {
      await load();
      const { atime, mtime } = await stat(file);
      await writeFile(file, 'cat 1 2\ndog 3 5\ncat 9 9\n');
      await utimes(file, atime, mtime);
      const changed = await load();
      assert.equal(changed.fromCache, false);
      assert.deepEqual([...changed.space.row(1)], [3, 5]);
      assert.equal((await load()).fromCache, true);
    });
  });

  it('survives a mere change of time', async () => {
    await withCache(async ({ file, load }) => {
      await load();
      await utimes(file, new Date(), new Date(Date.now() + 60_000));
      assert.equal((await load()).fromCache, true);
    });
  });

  it('is replaced when it is damaged, cut off or of another version', async () => {
    await withCache(async ({ load, copy }) => {
      await load();
      const whole = await readFile(await copy());
      const damaged = Buffer.from(whole);
      damaged[whole.length - 100] ^= 1;
      const newer = Buffer.from(whole);
      newer.writeUInt32LE(2, 8);
      for (const bytes of [damaged, newer, whole.subarray(0, 50), Buffer.alloc(0)]) {
        await writeFile(await copy(), bytes);
        const { fromCache, space } = await load();
        assert.equal(fromCache, false);
        assert.equal(space.size, 2);
        assert.equal((await load()).fromCache, true);
      }
    });
  });

  it('is left alone by reads of a part', async () => {
    await withCache(async ({ file, cacheFolder }) => {
      const { space, fromCache } = await readVectorsCached(file, { cacheFolder, limit: 1 });
      assert.deepEqual([space.size, fromCache], [1, false]);
      await assert.rejects(readdir(cacheFolder));
    });
  });

  it('that cannot be written costs a warning only', async () => {
    await withCache(async ({ file }) => {
      const { space, warnings } = await readVectorsCached(file, { cacheFolder: path.join(file, 'not-a-folder') });
      assert.equal(space.size, 2);
      assert.match(warnings.at(-1)!, /^the cached copy could not be written/);
    });
  });

  it('goes when its source is gone or too many are kept', async () => {
    await withCache(async ({ file, cacheFolder, load }) => {
      await load();
      assert.equal(await pruneCache(cacheFolder), 0);
      assert.ok((await pruneCache(cacheFolder, 0)) > 0);
      await load();
      await rm(file);
      assert.ok((await pruneCache(cacheFolder)) > 0);
      assert.deepEqual(await readdir(cacheFolder), []);
    });
  });
});
