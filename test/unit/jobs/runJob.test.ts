import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readRun } from '../../../src/jobs/readRun.ts';
import { readStatus, runFiles, sendControl } from '../../../src/jobs/runFiles.ts';
import { readRows } from '../../../src/jobs/rows.ts';
import { runJob } from '../../../src/jobs/runJob.ts';
import { RunStore } from '../../../src/jobs/runStore.ts';
import { startRun } from '../../../src/jobs/startRun.ts';
import type { RunDetails, TrainingParams } from '../../../src/protocol/training.ts';
import { epochRowSchema } from '../../../src/protocol/trainingRun.ts';

const everything = { steps: 0, epochs: 0, samples: 0, frames: 0, logLines: 50 };

describe('a job', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    await writeFile(at('reviews.csv'), `text,label\n${Array.from({ length: 120 }, (_, i) => (i % 2 === 0 ? `a lovely warm day ${i},good` : `a dull cold night ${i},bad`)).join('\n')}\n`);
    const sentence = (i: number): string => [['the', 'DET'], [`noun${i % 18}`, 'NOUN'], [['sees', 'likes', 'hears', 'finds', 'meets'][i % 5], 'VERB'], ['.', 'PUNCT']].map(([word, tag], t) => `${t + 1}\t${word}\t_\t${tag}\t_\t_\t_\t_\t_\t_\n`).join('');
    await writeFile(at('tags.conllu'), Array.from({ length: 90 }, (_, i) => `${sentence(i)}\n`).join(''));
    await writeFile(at('corpus.txt'), Array.from({ length: 1500 }, (_, i) => ['cats and dogs run and sleep', 'dogs and horses run', 'red and blue and green', 'the sky is blue and the grass is green'][i % 4]).join('\n'));
  });
  after(() => rm(folder, { recursive: true, maxRetries: 5, retryDelay: 100 }));

  /** A run that waits for this process to work on it. */
  const prepare = async (kind: TrainingParams<'start'>['kind'], preset: string, data: string, settings: TrainingParams<'start'>['settings']): Promise<string> => {
    const store = new RunStore(await mkdtemp(at('runs-')), () => process.pid);
    return (await startRun(store, { kind, name: preset, preset, source: { type: 'paths', paths: [at(data)] }, reading: {}, settings: { threads: 1, ...settings }, notes: '' })).folder;
  };
  const detailsOf = (run: string): RunDetails => readRun(new RunStore(path.dirname(run)).summary(path.basename(run)), { run: path.basename(run), ...everything });
  /** Works on the run, and stops it after so many epochs. */
  const runUntil = async (run: string, epochs: number): Promise<void> => {
    let done = false;
    const working = runJob(run).finally(() => { done = true; });
    while (!done && readRows(path.join(run, runFiles.epochs), epochRowSchema).length < epochs) await delay(2);
    sendControl(run, 'stop');
    await working;
  };

  it('trains a tagger, with tags of sample sentences and a confusion matrix of tokens', async () => {
    const run = await prepare('tagger', 'tagger', 'tags.conllu', { epochs: 4, dimensions: 8, hidden: 8, buckets: 500, rate: 0.03, maximumTokens: 16 });
    assert.equal(await runJob(run), 'finished');
    const { summary, samples, sampleTexts, metrics, epochs } = detailsOf(run);
    assert.deepEqual([summary.kind, summary.headline, epochs.length, samples.length], ['tagger', 'accuracy', 4, 4]);
    assert.deepEqual(samples[3].answers[0].tags?.length, sampleTexts[0].tokens?.length);
    assert.deepEqual(metrics?.labels.map(({ label }) => label), ['DET', 'NOUN', 'PUNCT', 'VERB']);
    assert.equal(metrics?.confusion?.flat().reduce((sum, count) => sum + count, 0), 4 * metrics.examples);
    assert.ok(summary.figures!.accuracy > 0.9, String(summary.figures!.accuracy));
  });

  it('decomposes mutual information, and shows singular values and a map', async () => {
    const run = await prepare('embeddings', 'ppmi-svd', 'corpus.txt', { dimensions: 4, minimumCount: 1, sample: 0 });
    assert.equal(await runJob(run), 'finished');
    const { summary, singularValues, frames, exports } = detailsOf(run);
    assert.deepEqual([singularValues.length, singularValues.every((value, i) => i === 0 || value <= singularValues[i - 1])], [4, true]);
    assert.equal(frames.at(-1)?.map.words.length, summary.words);
    assert.deepEqual(exports, ['vectors', 'report']);
  });

  it('has the same network after a stop in the middle and a resume as without', async () => {
    const settings = { epochs: 60, patience: 0, minimumCount: 1, dimensions: 8, maximumTokens: 16, batchSize: 8 };
    const [whole, stopped] = [await prepare('classifier', 'bag', 'reviews.csv', settings), await prepare('classifier', 'bag', 'reviews.csv', settings)];
    await runJob(whole);
    await runUntil(stopped, 3);
    assert.equal(readStatus(stopped).state, 'stopped');
    assert.equal(await runJob(stopped), 'finished');
    const [best, again] = await Promise.all([whole, stopped].map((run) => readFile(path.join(run, 'best.lexi'))));
    assert.ok(best.equals(again));
    assert.deepEqual(detailsOf(stopped).epochs.map(({ epoch, loss, figures }) => ({ epoch, loss, figures })), detailsOf(whole).epochs.map(({ epoch, loss, figures }) => ({ epoch, loss, figures })));
    assert.equal(readStatus(stopped).attempt, 2);
  });

  it('has the same word vectors after a stop in the middle and a resume as without', async () => {
    const settings = { dimensions: 8, minimumCount: 1, epochs: 60 };
    const [whole, stopped] = [await prepare('embeddings', 'skipgram', 'corpus.txt', settings), await prepare('embeddings', 'skipgram', 'corpus.txt', settings)];
    await runJob(whole);
    await runUntil(stopped, 2);
    assert.equal(readStatus(stopped).state, 'stopped');
    assert.equal(await runJob(stopped), 'finished');
    const [vectors, again] = await Promise.all([whole, stopped].map((run) => readFile(path.join(run, 'vectors.lxv'))));
    assert.ok(vectors.equals(again));
    assert.deepEqual(detailsOf(stopped).epochs.map(({ epoch }) => epoch), Array.from({ length: 60 }, (_, i) => i + 1));
  });

  it('that is stopped before it has trained has no model, or the one that it had', async () => {
    const run = await prepare('classifier', 'bag', 'reviews.csv', { epochs: 500, patience: 0, minimumCount: 1, dimensions: 8, maximumTokens: 16 });
    const stopWhileReading = async (): Promise<void> => {
      sendControl(run, 'stop');
      await runJob(run);
    };
    await stopWhileReading();
    assert.deepEqual([readStatus(run).state, detailsOf(run).exports], ['cancelled', []]);
    await runUntil(run, 2);
    const { output, figures, state } = readStatus(run);
    assert.equal(state, 'stopped');
    await stopWhileReading();
    const after = readStatus(run);
    assert.deepEqual([after.state, after.output, after.figures], ['stopped', output, figures]);
    assert.deepEqual(detailsOf(run).exports, ['model', 'python', 'report']);
    assert.ok(detailsOf(run).summary.resumable);
  });
});
