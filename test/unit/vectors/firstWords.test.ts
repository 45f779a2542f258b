import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readVectors } from '../../../src/vectors/read.ts';
import { writeVectors } from '../../../src/vectors/write.ts';

describe('the first words of a space', () => {
  it('are read from our own format as from any other', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-first-'));
    try {
      const text = path.join(folder, 'four.vec');
      await writeFile(text, '4 2\nhouse 1 0\nhut 0.9 0.1\nriver 0 1\nstream 0.1 0.9\n');
      const own = path.join(folder, 'four.lxv');
      await writeVectors(own, (await readVectors(text)).space, 'lexiscope');
      const [fromText, fromOwn] = [await readVectors(text, { limit: 3 }), await readVectors(own, { limit: 3 })];
      assert.equal(fromOwn.space.size, 3);
      const row = new Float32Array(2);
      const other = new Float32Array(2);
      for (let at = 0; at < 3; at++) {
        fromText.space.copyRow(at, row);
        fromOwn.space.copyRow(at, other);
        assert.equal(fromOwn.space.word(at), fromText.space.word(at));
        assert.deepEqual(other, row);
      }
      assert.equal((await readVectors(own, { limit: 9 })).space.size, 4);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
