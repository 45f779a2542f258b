import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ParamsOf, ResultOf } from '../../src/protocol/rpc.ts';
import { type TrainingChanged, type TrainingInput, type TrainingMethods, trainingChanged } from '../../src/protocol/training.ts';
import type { RunSummary } from '../../src/protocol/trainingRun.ts';
import { LspClient, eventually } from './lspClient.ts';

/** Jobs have low priority: on a machine that is busy with other things a step may take minutes. */
const patienceMs = 180_000;
const settings = { epochs: 2, threads: 1, minimumCount: 1, dimensions: 8, maximumTokens: 16 };

describe('training over the language server', () => {
  let folder: string;
  let client: LspClient;
  let data: string;
  const heard: RunSummary[] = [];

  const ask = <K extends keyof TrainingMethods>(method: K, params: ParamsOf<TrainingMethods[K]>): Promise<ResultOf<TrainingMethods[K]>> => client.connection.sendRequest(method, params);
  const start = (name: string, own: Partial<TrainingInput<'start'>> = {}): Promise<RunSummary> => ask('lexiscope/training/start', { kind: 'classifier', name, preset: 'bag', source: { type: 'paths', paths: [data] }, settings, ...own });
  const until = async (run: string, holds: (summary: RunSummary) => boolean): Promise<RunSummary> => {
    for (const endMs = Date.now() + patienceMs; Date.now() < endMs; await delay(100)) {
      const { summary } = await ask('lexiscope/training/read', { run });
      if (holds(summary)) return summary;
      assert.notEqual(summary.state, 'failed', summary.error?.message);
    }
    return assert.fail(`waited in vain for run ${run}`);
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    data = path.join(folder, 'reviews.csv');
    const rows = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? `a lovely warm day ${i},good` : `a dull cold night ${i},bad`));
    await writeFile(data, `text,label\n${rows.join('\n')}\nthis row, has, too many\n`);
    client = await LspClient.start({ initializationOptions: { runsFolder: path.join(folder, 'runs') } });
    client.connection.onNotification(trainingChanged, ({ runs }: TrainingChanged) => { heard.push(...runs); });
  });
  after(async () => {
    await client.kill();
    await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 200 });
  });

  it('offers presets whose settings all have a field', async () => {
    const { presets, networkFields, embeddingFields } = await ask('lexiscope/training/choices', {});
    assert.ok(presets.length >= 16);
    for (const { kind, name, settings: own } of presets) {
      const keys = new Set((kind === 'embeddings' ? embeddingFields : networkFields).map(({ key }) => key));
      assert.deepEqual(Object.keys(own).filter((key) => !keys.has(key)), [], name);
    }
  });

  it('tells what is in the data, with bad rows by line, and which columns there are', async () => {
    const found = await ask('lexiscope/training/inspectData', { kind: 'classifier', source: { type: 'paths', paths: [data] } });
    assert.deepEqual([found.format, found.examples, found.target, found.problemCount], ['csv', 400, 'single', 1]);
    assert.deepEqual(found.labels, [{ label: 'bad', count: 200 }, { label: 'good', count: 200 }]);
    assert.deepEqual(found.columns.map(({ name, role }) => [name, role]), [['text', 'text'], ['label', 'labels']]);
    assert.deepEqual([found.problems[0].file, found.problems[0].line], [data, 402]);
    const typed = await ask('lexiscope/training/inspectData', { kind: 'classifier', source: { type: 'text', name: 'x.csv', text: 'id,remark,kind\n1,so it goes,a\n2,and so on,b\n' } });
    assert.deepEqual(typed.columns.map(({ name, role }) => [name, role]), [['id', null], ['remark', null], ['kind', null]]);
    assert.match(typed.problems[0].message, /which column is the text/);
  });

  it('describes a network before it is trained, and names the setting that is wrong', async () => {
    const sizes = { examples: 400, meanTokens: 5, distinctWords: 400, labels: 2 };
    const { layers, parameters, estimate } = await ask('lexiscope/training/describeNetwork', { kind: 'classifier', preset: 'lstm', settings: { dimensions: 10, hidden: 20 }, data: sizes });
    assert.deepEqual(layers.map(({ type, parameters: count }) => [type, count]), [['embedding', 4020], ['lstm', 4 * 20 * (10 + 20 + 1)], ['pooling', 0], ['dense', 42]]);
    assert.equal(parameters, 4020 + 2480 + 42);
    assert.ok(estimate && estimate.seconds > 0 && estimate.memoryBytes > 1e8);
    const wrong = await ask('lexiscope/training/describeNetwork', { kind: 'classifier', preset: 'lstm', settings: { rate: 0 }, data: sizes });
    assert.equal(wrong.problems[0].key, 'rate');
  });

  it('trains, tells how it goes, and has everything to show in the end', async () => {
    await ask('lexiscope/training/watch', {});
    const { id } = await start('first', { samples: ['a lovely evening'] });
    const done = await until(id, ({ state }) => state === 'finished');
    assert.equal(done.figures?.accuracy, 1);
    const { steps, epochs, samples, sampleTexts, metrics, exports } = await ask('lexiscope/training/read', { run: id });
    assert.ok(steps.length >= 1);
    assert.deepEqual(epochs.map(({ epoch }) => epoch), [1, 2]);
    assert.deepEqual([samples.length, sampleTexts], [2, [{ text: 'a lovely evening' }]]);
    assert.equal(metrics?.part, 'test');
    assert.deepEqual(metrics?.confusion?.flat().reduce((sum, count) => sum + count, 0), metrics?.examples);
    assert.deepEqual(exports, ['model', 'python', 'report']);
    const { total, answers } = await ask('lexiscope/training/answers', { run: id, gold: 'good', predicted: 'good', limit: 1 });
    assert.deepEqual([total, answers[0].gold, answers[0].file], [metrics?.confusion?.[1][1], ['good'], data]);
    assert.ok(await eventually(() => heard.some((run) => run.id === id && run.state === 'finished')));
  });

  it('lets a model be tried, exported and compared', async () => {
    const { runs: [{ id }] } = await ask('lexiscope/training/list', {});
    const { label, evidence } = await ask('lexiscope/training/tryModel', { run: id, text: 'dull and cold' });
    assert.equal(label, 'bad');
    assert.ok(evidence.length > 0 && evidence[0].weight > 0);
    const { files } = await ask('lexiscope/training/exportModel', { run: id, what: 'report', to: path.join(folder, 'report') });
    assert.match(await readFile(files[0], 'utf8'), /## Result on the test data[\s\S]*!\[loss\]\(loss\.svg\)/);
    const script = await ask('lexiscope/training/exportModel', { run: id, what: 'python', to: path.join(folder, 'first.py') });
    assert.deepEqual(script.files, [path.join(folder, 'first.py'), path.join(folder, 'first.onnx')]);
    assert.match(await readFile(script.files[0], 'utf8'), /^MODEL_FILE = "first\.onnx"$/m);
    const second = await start('second', { settings: { ...settings, rate: 0.01 } });
    const { differences } = await ask('lexiscope/training/compare', { runs: [id, second.id] });
    assert.deepEqual(differences.map(({ key, values }) => [key, values]), [['rate', [0.002, 0.01]]]);
    await until(second.id, ({ state }) => state === 'finished');
  });

  it('runs one at a time, pauses, resumes and stops', async () => {
    const long = await start('long', { settings: { ...settings, epochs: 5000, patience: 0 } });
    const waiting = await start('waiting');
    assert.deepEqual([waiting.state, waiting.place], ['queued', 1]);
    await until(long.id, ({ epoch = 0 }) => epoch > 0);
    assert.equal((await ask('lexiscope/training/pause', { run: long.id })).state, 'paused');
    await until(waiting.id, ({ state }) => state === 'finished');
    await ask('lexiscope/training/resume', { run: long.id });
    await until(long.id, ({ state }) => state === 'running');
    const stopped = await ask('lexiscope/training/stop', { run: long.id });
    assert.ok(['stopped', 'running'].includes(stopped.state));
    const kept = await until(long.id, ({ state }) => state === 'stopped');
    assert.ok(kept.output !== undefined && kept.resumable);
    assert.deepEqual(await ask('lexiscope/training/remove', { run: long.id }), { removed: true });
    await assert.rejects(ask('lexiscope/training/read', { run: long.id }), /there is no run here/);
  });

  it('says what killed a run and takes it up again', async () => {
    // Long enough that its status, written twice a second, is seen before the end on a quick machine too.
    const { id } = await start('killed', { settings: { ...settings, epochs: 800, patience: 0, checkpointSeconds: 0.2 } });
    const { pid } = await until(id, ({ epoch = 0, pid: number }) => epoch >= 3 && number !== undefined);
    process.kill(pid!, 'SIGKILL');
    const dead = await until(id, ({ state }) => state === 'interrupted');
    assert.ok(dead.resumable);
    await ask('lexiscope/training/resume', { run: id });
    const done = await until(id, ({ state }) => state === 'finished');
    const { epochs } = await ask('lexiscope/training/read', { run: id });
    assert.deepEqual(epochs.map(({ epoch }) => epoch), Array.from({ length: 800 }, (_, i) => i + 1));
    assert.equal(done.attempt, 2);
  });

  it('trains word vectors with neighbours and a map to watch', async () => {
    const { id } = await start('vectors', { kind: 'embeddings', preset: 'skipgram', settings: { dimensions: 8, minimumCount: 1, epochs: 3, threads: 1 }, pinned: ['lovely'] });
    const done = await until(id, ({ state }) => state === 'finished');
    assert.match(done.output ?? '', /vectors\.lxv$/);
    const { frames, exports } = await ask('lexiscope/training/read', { run: id });
    assert.equal(frames.at(-1)?.neighbours[0].word, 'lovely');
    assert.equal(frames.at(-1)?.map.x.length, frames.at(-1)?.map.words.length);
    assert.deepEqual(exports, ['vectors', 'report']);
    const to = path.join(folder, 'out.vec');
    await ask('lexiscope/training/exportModel', { run: id, what: 'vectors', to });
    assert.match(await readFile(to, 'utf8'), /^\d+ 8\n/);
  });

  it('says in the status what was wrong with the data', async () => {
    const { id } = await start('gone', { source: { type: 'paths', paths: [path.join(folder, 'nothing.csv')] } });
    let state = '';
    let message = '';
    for (const endMs = Date.now() + patienceMs; Date.now() < endMs && state !== 'failed'; await delay(100)) {
      const { summary } = await ask('lexiscope/training/read', { run: id });
      state = summary.state;
      message = summary.error?.message ?? '';
    }
    assert.match(message, /nothing\.csv/);
  });
});
