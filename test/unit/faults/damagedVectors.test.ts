import assert from 'node:assert/strict';
import { chmod, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { readVectorsCached } from '../../../src/vectors/cache.ts';
import { peekShape } from '../../../src/vectors/peek.ts';
import { readVectors } from '../../../src/vectors/read.ts';
import { writeVectors } from '../../../src/vectors/write.ts';
import { inFolder, spaceOf, withFile } from '../vectors/files.ts';
import { damaged, damages } from './damages.ts';

const space = spaceOf({ cat: [1, 2, 3], dog: [4, 5, 6], été: [-1, 0.25, 1e-3] });
const isOurs = (error: unknown): boolean => {
  assert.ok(error instanceof LexiscopeError, error instanceof Error ? error.stack : String(error));
  return true;
};

describe('a damaged file of vectors', () => {
  for (const [name, format] of [['a.vec', 'word2vec-text'], ['a.bin', 'word2vec-binary'], ['glove.txt', 'glove-text'], ['a.vec.gz', 'word2vec-text']] as const) {
    it(`(${name}) is read or refused with an error of ours, wherever it was cut off or changed`, () => inFolder(async (folder) => {
      const file = path.join(folder, name);
      await writeVectors(file, space, format);
      const whole = await readFile(file);
      await fc.assert(fc.asyncProperty(damages(whole), async (damage) => {
        await writeFile(file, damaged(whole, damage));
        await readVectors(file).then(({ space: { size, dimensions } }) => assert.ok(size >= 0 && dimensions > 0), isOurs);
        await peekShape(file).catch(isOurs);
      }), { numRuns: 60 });
    }));
  }

  it('(our own) is refused, wherever it was cut off or changed', () => inFolder(async (folder) => {
    const file = path.join(folder, 'a.lxv');
    await writeVectors(file, space, 'lexiscope');
    const whole = await readFile(file);
    await fc.assert(fc.asyncProperty(damages(whole), async (damage) => {
      await writeFile(file, damaged(whole, damage));
      // With its first bytes changed it is no file of our own any more, and read as text.
      await readVectors(file).then(({ format }) => assert.notEqual(format, 'lexiscope'), isOurs);
    }), { numRuns: 60 });
  }));

  it('in the cache costs nothing: the vectors are read from their source', () => inFolder(async (folder) => {
    const file = path.join(folder, 'a.vec');
    const cacheFolder = path.join(folder, 'cache');
    await writeVectors(file, space, 'word2vec-text');
    await readVectorsCached(file, { cacheFolder });
    const [copy] = await readdir(cacheFolder);
    const whole = await readFile(path.join(cacheFolder, copy));
    await fc.assert(fc.asyncProperty(damages(whole), async (damage) => {
      await writeFile(path.join(cacheFolder, copy), damaged(whole, damage));
      const { space: read, fromCache } = await readVectorsCached(file, { cacheFolder });
      assert.deepEqual([fromCache, ...read.words], [false, 'cat', 'dog', 'été']);
      assert.deepEqual(await readFile(path.join(cacheFolder, copy)), whole);
    }), { numRuns: 30 });
  }));
});

describe('a hostile file of vectors', () => {
  const refused = async (name: string, content: string | Uint8Array, message: RegExp): Promise<void> => {
    await withFile(name, content, (file) => assert.rejects(readVectors(file), (error) => isOurs(error) && message.test((error as Error).message) && (error as Error).message.startsWith(file)));
  };

  it('that promises 10^12 rows is refused before any room is made for them', async () => {
    await refused('a.vec', '1000000000000 300\ncat 1 2 3\n', /./);
    await refused('a.bin', Buffer.concat([Buffer.from('1000000000000 300\ncat '), Buffer.alloc(1200)]), /./);
    await refused('a.vec.gz', gzipSync('1000000000000 300\ncat 1 2 3\n'), /./);
  });

  it('that promises 10^9 dimensions too', async () => {
    await refused('a.vec', '1 1000000000\ncat 1 2 3\n', /./);
    await refused('a.bin', '1 1000000000\ncat abc', /./);
  });

  it('that unpacks into 64 MB of a single line does not fill the memory', async () => {
    await refused('a.vec.gz', gzipSync(Buffer.concat([Buffer.from('2 3\n'), Buffer.alloc(64 << 20, 0x61)])), /./);
  });
});

describe('a file of vectors that cannot be had', () => {
  it('is named: one that is not there, a folder, one that has vanished between', () => inFolder(async (folder) => {
    await assert.rejects(readVectors(path.join(folder, 'none.vec')), { code: 'not-found', message: /none\.vec/ });
    await assert.rejects(readVectors(folder), (error) => isOurs(error) && (error as Error).message.startsWith(folder));
    const file = path.join(folder, 'a.vec');
    await writeVectors(file, space, 'word2vec-text');
    await readVectorsCached(file, { cacheFolder: path.join(folder, 'cache') });
    await rm(file);
    await assert.rejects(readVectorsCached(file, { cacheFolder: path.join(folder, 'cache') }), { code: 'not-found' });
  }));

  it('is named: one that may not be read', { skip: process.platform === 'win32' ? 'not possible here: Windows has no such permissions' : false }, () => inFolder(async (folder) => {
    const file = path.join(folder, 'a.vec');
    await writeVectors(file, space, 'word2vec-text');
    await chmod(file, 0);
    // Root may read everything, so for this moment we are nobody.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await assert.rejects(readVectors(file), { code: 'not-found', message: /EACCES/ });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }));

  it('is read without its cache where that folder cannot be made, with a warning', () => inFolder(async (folder) => {
    const file = path.join(folder, 'a.vec');
    await writeVectors(file, space, 'word2vec-text');
    await writeFile(path.join(folder, 'taken'), '');
    const { space: read, warnings } = await readVectorsCached(file, { cacheFolder: path.join(folder, 'taken', 'cache') });
    assert.equal(read.size, 3);
    assert.match(warnings.join(), /cached copy could not be written/);
  }));
});
