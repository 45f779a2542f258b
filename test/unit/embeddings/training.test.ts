import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import { EmbeddingCheckpoint } from '../../../src/embeddings/checkpoint.ts';
import { algorithms, embeddingSettings } from '../../../src/embeddings/settings.ts';
import type { Algorithm } from '../../../src/embeddings/settings.ts';
import { trainEmbeddings } from '../../../src/embeddings/train.ts';
import type { TrainedEmbeddings } from '../../../src/embeddings/train.ts';
import { readVectors } from '../../../src/vectors/read.ts';

let folder: string;
let corpus: string;

/**
 * A language of two topics: every sentence takes its words from one of them, and some from neither. Words of one topic must come out near each other.
 */
const topics = [['cat', 'dog', 'mouse', 'horse', 'goat'], ['red', 'blue', 'green', 'white', 'black']];
const fillers = ['the', 'of', 'and', 'is'];

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-training-'));
  corpus = path.join(folder, 'corpus.txt');
  const random = createRandom(1);
  const sentences = Array.from({ length: 3000 }, () => {
    const topic = topics[random.below(2)];
    return Array.from({ length: 8 }, () => (random.next() < 0.3 ? fillers[random.below(fillers.length)] : topic[random.below(topic.length)])).join(' ');
  });
  await writeFile(corpus, sentences.join('\n'));
});
after(() => rm(folder, { recursive: true }));

const small = { dimensions: 10, window: 4, minimumCount: 1, sample: 0 };
const subword = { minimumNgram: 3, maximumNgram: 4, buckets: 500 };

function settingsFor(algorithm: Algorithm, own: Record<string, unknown> = {}): ReturnType<typeof embeddingSettings> {
  const subwords = algorithm.startsWith('fasttext') ? subword : {};
  return embeddingSettings(algorithm, { ...small, ...subwords, ...(algorithm === 'ppmi-svd' ? {} : { epochs: 3 }), ...own });
}

function matrixOf(table: TrainedEmbeddings): Float32Array {
  const matrix = new Float32Array(table.size * table.dimensions);
  for (let row = 0; row < table.size; row++) table.copyRow(row, matrix.subarray(row * table.dimensions, (row + 1) * table.dimensions));
  return matrix;
}

/** Mean cosine of pairs within topics, less that of pairs across. */
function separation(table: TrainedEmbeddings): number {
  const vector = (word: string): Float32Array => {
    const row = table.vocabulary.words.indexOf(word);
    const values = new Float32Array(table.dimensions);
    table.copyRow(row, values);
    const norm = Math.hypot(...values);
    return values.map((value) => value / norm);
  };
  const cosine = (a: string, b: string): number => vector(a).reduce((sum, value, i) => sum + value * vector(b)[i], 0);
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const within = topics.flatMap((topic) => topic.flatMap((a, i) => topic.slice(i + 1).map((b) => cosine(a, b))));
  const across = topics[0].flatMap((a) => topics[1].map((b) => cosine(a, b)));
  return mean(within) - mean(across);
}

describe('training word vectors', () => {
  for (const algorithm of algorithms) {
    it(`by ${algorithm} brings words of one topic together`, async () => {
      const own = algorithm === 'ppmi-svd' ? { dimensions: 3 } : { epochs: algorithm === 'glove' ? 40 : 8, rate: 0.1 };
      const trained = await trainEmbeddings([corpus], settingsFor(algorithm, own));
      assert.equal(trained.size, 14);
      assert.ok(trained.completed);
      // GloVe learns from the pairs that it saw and not from those that never came, so nothing drives the topics apart.
      assert.ok(separation(trained) > (algorithm === 'glove' ? 0.15 : 0.5), `within - across = ${separation(trained)}`);
      for (let i = 1; i < trained.epochs.length; i++) assert.ok(Number.isFinite(trained.epochs[i].loss));
      if (trained.epochs.length > 0) assert.ok(trained.epochs.at(-1)!.probeLoss < trained.epochs[0].probeLoss);
    });

    it(`by ${algorithm} gives the same bits in every run with one thread and a seed, and others with another seed`, async () => {
      const [first, second, other] = await Promise.all([1, 1, 2].map((seed) => trainEmbeddings([corpus], settingsFor(algorithm, { seed }))));
      assert.deepEqual(matrixOf(first), matrixOf(second));
      assert.notDeepEqual(matrixOf(first), matrixOf(other));
    });
  }

  for (const algorithm of ['skipgram', 'fasttext-cbow', 'glove', 'ppmi-svd'] as const) {
    it(`by ${algorithm} gives the same bits with three threads in deterministic mode`, async () => {
      const own = { threads: 3, ...(algorithm === 'skipgram' || algorithm === 'fasttext-cbow' ? { deterministic: true } : {}) };
      const [first, second] = await Promise.all([1, 2].map(() => trainEmbeddings([corpus], settingsFor(algorithm, own))));
      assert.deepEqual(matrixOf(first), matrixOf(second));
    });
  }

  it('with hierarchical softmax brings words of one topic together, too', async () => {
    assert.ok(separation(await trainEmbeddings([corpus], settingsFor('skipgram', { negative: 0, epochs: 8, rate: 0.1 }))) > 0.5);
    assert.ok(separation(await trainEmbeddings([corpus], settingsFor('cbow', { negative: 0, epochs: 8, rate: 0.1 }))) > 0.5);
  });

  it('on several threads without locks learns as well', async () => {
    assert.ok(separation(await trainEmbeddings([corpus], settingsFor('skipgram', { threads: 3, epochs: 8, rate: 0.1 }))) > 0.5);
  });

  for (const algorithm of ['skipgram', 'fasttext-skipgram', 'glove'] as const) {
    it(`by ${algorithm}, stopped and resumed, keeps what it had and ends with the vectors of a run without a stop`, async () => {
      const run = path.join(folder, `run-${algorithm}`);
      const settings = settingsFor(algorithm);
      const stop = new AbortController();
      const out = path.join(folder, 'out.vec');
      const stopped = await trainEmbeddings([corpus], settings, {
        signal: stop.signal,
        // GloVe goes on from the last whole epoch, the others from the very batch.
        ...(algorithm === 'glove' ? { onEpoch: () => stop.abort() } : { onProgress: ({ phase, part }) => { if (phase === 'training' && part > 0.4) stop.abort(); } }),
      }, await EmbeddingCheckpoint.create(run, { settings, corpus: [corpus], out }));
      assert.ok(!stopped.completed);
      const checkpoint = await EmbeddingCheckpoint.open(run);
      assert.deepEqual(checkpoint.settings, settings);
      assert.equal(checkpoint.out, out);
      const resumed = await trainEmbeddings(checkpoint.corpus, checkpoint.settings, {}, checkpoint);
      const whole = await trainEmbeddings([corpus], settings);
      assert.ok(resumed.completed);
      assert.deepEqual(matrixOf(resumed), matrixOf(whole));
      assert.deepEqual(resumed.epochs.map(({ loss }) => loss.toFixed(9)), whole.epochs.map(({ loss }) => loss.toFixed(9)));
    });
  }

  it('refuses to go on with another corpus or in a folder that is taken', async () => {
    const run = path.join(folder, 'run-other');
    const settings = settingsFor('skipgram', { epochs: 1 });
    await trainEmbeddings([corpus], settings, {}, await EmbeddingCheckpoint.create(run, { settings, corpus: [corpus], out: 'x.vec' }));
    const other = path.join(folder, 'other.txt');
    await writeFile(other, 'another corpus');
    await assert.rejects(trainEmbeddings([other], settings, {}, await EmbeddingCheckpoint.open(run)), /the corpus has changed/);
    await assert.rejects(EmbeddingCheckpoint.create(run, { settings, corpus: [corpus], out: 'x.vec' }), /a run is kept here already/);
  });

  it('is cancelled without result when it is aborted before it begins', async () => {
    await assert.rejects(trainEmbeddings([corpus], settingsFor('skipgram'), { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });

  it('writes fastText models that give vectors to seen and unseen words', async () => {
    const trained = await trainEmbeddings([corpus], settingsFor('fasttext-skipgram'));
    const file = path.join(folder, 'model.bin');
    await trained.writeModel!(file);
    const { space } = await readVectors(file);
    assert.equal(space.size, 14);
    const expected = new Float32Array(10);
    trained.copyRow(trained.vocabulary.words.indexOf('horse'), expected);
    space.vectorOf('horse')!.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-6));
    const unseen = space.vectorOf('horses')!;
    assert.ok(unseen.some((value) => value !== 0));
    assert.equal(space.counts![0], trained.vocabulary.counts[0]);
  });
});

describe('settings', () => {
  it('of another algorithm or out of range are refused by name', () => {
    assert.throws(() => embeddingSettings('ppmi-svd', { negative: 5 }), /ppmi-svd has no setting negative/);
    assert.throws(() => embeddingSettings('skipgram', { dimensions: 0 }), /dimensions/);
    assert.throws(() => embeddingSettings('fasttext-cbow', { minimumNgram: 5, maximumNgram: 3 }), /maximumNgram 3 is below minimumNgram 5/);
  });
});
