import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { peekShape } from '../../../src/vectors/peek.ts';
import { VectorSpace } from '../../../src/vectors/space.ts';
import { writeVectors } from '../../../src/vectors/write.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lexiscope-peek-'));
});
after(() => rmSync(folder, { recursive: true }));

describe('a look at the beginning of a file of vectors', () => {
  const space = VectorSpace.from(['a', 'b'], Float32Array.of(1, 2, 3, 4, 5, 6), 3);

  it('tells words and dimensions where the file announces them', async () => {
    for (const [name, format] of [['a.vec', 'word2vec-text'], ['a.bin', 'word2vec-binary'], ['a.lxv', 'lexiscope']] as const) {
      const file = path.join(folder, name);
      await writeVectors(file, space, format);
      assert.deepEqual(await peekShape(file), { rows: 2, dimensions: 3 }, name);
    }
  });

  it('tells nothing of other files', async () => {
    const glove = path.join(folder, 'glove.txt');
    await writeVectors(glove, space, 'glove-text');
    assert.equal(await peekShape(glove), null);
    const zipped = path.join(folder, 'b.vec.gz');
    await writeVectors(zipped, space, 'word2vec-text');
    assert.equal(await peekShape(zipped), null);
    const empty = path.join(folder, 'empty.vec');
    writeFileSync(empty, '');
    assert.equal(await peekShape(empty), null);
  });

  it('names a file that is missing or damaged', async () => {
    await assert.rejects(peekShape(path.join(folder, 'none.vec')), { code: 'not-found' });
    const cut = path.join(folder, 'cut.lxv');
    writeFileSync(cut, 'LXVECTOR\u0001');
    await assert.rejects(peekShape(cut), { code: 'bad-input', message: /cut\.lxv/ });
  });
});
