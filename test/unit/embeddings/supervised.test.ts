import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import { defaultSupervisedSettings, predictLabels, trainSupervised } from '../../../src/embeddings/supervised.ts';
import type { SupervisedExample } from '../../../src/embeddings/supervisedExamples.ts';
import { writeSupervisedModel } from '../../../src/embeddings/supervisedFile.ts';
import { readVectors } from '../../../src/vectors/read.ts';

/** Same words in both labels; only their order tells: "not good" and "good not". */
function ordered(count: number, seed: number): SupervisedExample[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const positive = random.next() < 0.5;
    const filler = `w${random.below(5)}`;
    return { tokens: positive ? [filler, 'good', 'not'] : [filler, 'not', 'good'], labels: [positive ? 'yes' : 'no'] };
  });
}

function topical(count: number, seed: number): SupervisedExample[] {
  const random = createRandom(seed);
  const words = { animals: ['cats', 'dogs', 'horses'], colours: ['reddish', 'bluish', 'greenish'], numbers: ['one', 'two', 'three'] };
  const labels = Object.keys(words) as (keyof typeof words)[];
  return Array.from({ length: count }, () => {
    const label = labels[random.below(3)];
    return { tokens: Array.from({ length: 4 }, () => words[label][random.below(3)]), labels: [label] };
  });
}

function accuracy(model: Parameters<typeof predictLabels>[0], examples: readonly SupervisedExample[]): number {
  return examples.filter(({ tokens, labels }) => predictLabels(model, tokens)[0].label === labels[0]).length / examples.length;
}

const settings = { ...defaultSupervisedSettings, dimensions: 10, buckets: 1000, rate: 0.5 };

describe('the supervised mode', () => {
  it('learns labels from words; probabilities sum to 1 and the loss falls', async () => {
    const model = await trainSupervised(() => topical(500, 1), settings);
    assert.equal(accuracy(model, topical(100, 2)), 1);
    const probabilities = predictLabels(model, ['cats']);
    assert.ok(Math.abs(probabilities.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-9);
    assert.ok(model.losses.at(-1)! < model.losses[0] / 3);
  });

  it('learns the order of words by word n-grams only', async () => {
    assert.ok(accuracy(await trainSupervised(() => ordered(500, 1), settings), ordered(200, 2)) < 0.7);
    assert.equal(accuracy(await trainSupervised(() => ordered(500, 1), { ...settings, wordNgrams: 2 }), ordered(200, 2)), 1);
  });

  it('knows unseen words by their character n-grams', async () => {
    const model = await trainSupervised(() => topical(500, 1), { ...settings, minimumNgram: 3, maximumNgram: 4 });
    assert.equal(predictLabels(model, ['yellowish'])[0].label, 'colours');
  });

  it('gives the same model for the same seed', async () => {
    const [a, b] = await Promise.all([1, 2].map(() => trainSupervised(() => topical(200, 1), settings)));
    assert.deepEqual(a.input, b.input);
    assert.deepEqual(a.output, b.output);
  });

  it('takes examples sorted by label, of which a folder a label has no other', async () => {
    const sorted = topical(500, 1).sort((a, b) => a.labels[0].localeCompare(b.labels[0]));
    assert.equal(accuracy(await trainSupervised(() => sorted, settings), topical(100, 2)), 1);
  });

  it('trains with several threads on one model', async () => {
    assert.equal(accuracy(await trainSupervised(() => topical(2000, 1), { ...settings, threads: 3 }), topical(100, 2)), 1);
  });

  it('keeps what is trained when it is stopped, and says that it is not all', async () => {
    const abort = new AbortController();
    const model = await trainSupervised(() => topical(500, 1), settings, { signal: abort.signal, onProgress: ({ part }) => part > 0.5 && abort.abort() });
    assert.equal(model.completed, false);
    assert.equal(model.losses.length, 2);
    assert.equal(accuracy(model, topical(100, 2)), 1);
    await assert.rejects(trainSupervised(() => topical(500, 1), settings, { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });

  it('is written as a fastText model', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-supervised-'));
    try {
      const model = await trainSupervised(() => topical(200, 1), { ...settings, wordNgrams: 2 });
      const file = path.join(folder, 'model.bin');
      await writeSupervisedModel(file, model);
      const { space } = await readVectors(file);
      const row = model.features.words.findIndex(({ word }) => word === 'cats');
      assert.deepEqual([...space.row(space.indexOf('cats'))], [...model.input.subarray(row * 10, row * 10 + 10)]);
      assert.ok((await readFile(file)).includes('__label__animals\0'));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('needs two labels', async () => {
    await assert.rejects(trainSupervised(() => [{ tokens: ['a'], labels: ['x'] }], settings), /1 labels in the data; a classifier needs at least 2/);
  });
});
