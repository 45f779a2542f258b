import assert from 'node:assert/strict';
import { readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { EmbeddingCheckpoint } from '../../../src/embeddings/checkpoint.ts';
import type { Vocabulary } from '../../../src/embeddings/corpus.ts';
import { embeddingSettings } from '../../../src/embeddings/settings.ts';
import type { Checkpoint } from '../../../src/nn/checkpoint.ts';
import { readCheckpoint, writeCheckpoint } from '../../../src/nn/checkpoint.ts';
import { inFolder } from '../vectors/files.ts';
import { damaged, damages } from './damages.ts';

const checkpoint: Checkpoint = {
  state: { parameters: new Map([['table', Float32Array.of(1, -2, 3)], ['output/W', Float32Array.of(0.5)]]), moments: new Map([['table', [Float32Array.of(0, 1, 2), Float32Array.of(3, 4, 5)]]]), step: 7, random: 11 },
  averaged: new Map([['table', Float32Array.of(9, 8, 7)]]), progress: { epoch: 2 },
};

describe('a damaged checkpoint of a network', () => {
  it('is refused wherever it was cut off or changed, with the name of the file', () => inFolder(async (folder) => {
    const file = path.join(folder, 'checkpoint.lexi');
    await writeCheckpoint(file, checkpoint);
    const whole = await readFile(file);
    await fc.assert(fc.asyncProperty(damages(whole), async (damage) => {
      await writeFile(file, damaged(whole, damage));
      await assert.rejects(readCheckpoint(file), (error) => error instanceof LexiscopeError && error.code === 'bad-input' && error.message.startsWith(`${file}: not a checkpoint`));
    }));
    await writeFile(file, whole);
    assert.deepEqual(await readCheckpoint(file), checkpoint);
  }));

  it('of the version without a checksum is still read', () => inFolder(async (folder) => {
    const file = path.join(folder, 'checkpoint.lexi');
    await writeCheckpoint(file, checkpoint);
    const old = (await readFile(file)).subarray(0, -16);
    old.writeUInt32BE(1, 4);
    await writeFile(file, old);
    assert.deepEqual(await readCheckpoint(file), checkpoint);
  }));
});

describe('a damaged run of word vectors', () => {
  const settings = embeddingSettings('skipgram', {});
  const vocabulary: Vocabulary = { words: ['cat', 'dog'], counts: Float64Array.of(3, 2) };
  const matrix = Float32Array.of(1, 2, 3, 4);
  const save = async (folder: string): Promise<string> => {
    const run = await EmbeddingCheckpoint.create(folder, { settings, corpus: ['/corpus.txt'], out: '/out.vec' });
    await run.save(settings, vocabulary, [matrix], [{ epoch: 1, loss: 0.5, probeLoss: NaN }], { epoch: 1, shares: [] });
    return path.join(folder, (await readdir(folder)).find((name) => name.endsWith('.f32'))!);
  };
  const restore = async (folder: string): Promise<number[]> => {
    const restored = new Float32Array(matrix.length);
    await (await EmbeddingCheckpoint.open(folder)).restore(settings, vocabulary, [restored]);
    return [...restored];
  };

  it('is refused wherever its parameters were cut off or changed, with the name of the file', () => inFolder(async (root) => {
    const folder = path.join(root, 'run');
    const file = await save(folder);
    const whole = await readFile(file);
    await fc.assert(fc.asyncProperty(damages(whole), async (damage) => {
      await writeFile(file, damaged(whole, damage));
      await assert.rejects(restore(folder), (error) => error instanceof LexiscopeError && error.code === 'bad-input' && error.message.startsWith(file));
    }), { numRuns: 50 });
    await writeFile(file, whole);
    assert.deepEqual(await restore(folder), [...matrix]);
  }));

  it('is refused, or as it was, wherever its state was cut off or changed', () => inFolder(async (root) => {
    const folder = path.join(root, 'run');
    await save(folder);
    const file = path.join(folder, 'embedding.json');
    const whole = await readFile(file);
    await fc.assert(fc.asyncProperty(damages(whole), async (damage) => {
      await writeFile(file, damaged(whole, damage));
      await restore(folder).catch((error: unknown) => assert.ok(error instanceof LexiscopeError, String(error)));
    }), { numRuns: 50 });
  }));

  it('says so when the parameters are gone', () => inFolder(async (root) => {
    const folder = path.join(root, 'run');
    const file = await save(folder);
    await truncate(file, 0);
    await assert.rejects(restore(folder), { code: 'bad-input', message: new RegExp(`${path.basename(file)}: 0 bytes, expected 16`) });
  }));
});
