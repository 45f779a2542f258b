import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { RunStore } from '../../src/jobs/runStore.ts';
import { startRun } from '../../src/jobs/startRun.ts';
import type { RunSummary } from '../../src/protocol/trainingRun.ts';
import { runCli } from './runCli.ts';

/** Jobs have low priority: on a machine that is busy with other things a step may take minutes. */
const patienceMs = 180_000;

describe('lexiscope runs', () => {
  let folder: string;
  let data: string;
  let runs: string;
  const at = (name: string): string => path.join(folder, name);
  const list = async (where: string): Promise<RunSummary[]> => JSON.parse((await runCli(['runs', 'list', where, '--json'])).stdout) as RunSummary[];
  const until = async (id: string, holds: (run: RunSummary) => boolean): Promise<RunSummary> => {
    const store = new RunStore(runs);
    for (const endMs = Date.now() + patienceMs; Date.now() < endMs; await delay(100)) {
      const summary = store.summary(id);
      if (holds(summary)) return summary;
      assert.notEqual(summary.state, 'failed', summary.error?.message);
    }
    return assert.fail(`waited in vain for run ${id}`);
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    data = at('reviews.csv');
    runs = at('runs');
    await writeFile(data, `text,label\n${Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? `a lovely warm day ${i},good` : `a dull cold night ${i},bad`)).join('\n')}\n`);
  });
  after(() => rm(folder, { recursive: true, maxRetries: 5, retryDelay: 200 }));

  it('pauses, resumes, stops, shows and deletes the run of a process of its own', async () => {
    // Without the warm-up, which is a part of the epochs: it would last thousands.
    const settings = { epochs: 100_000, patience: 0, warmup: 0, threads: 1, minimumCount: 1, dimensions: 8, maximumTokens: 16 };
    const { id } = await startRun(new RunStore(runs), { kind: 'classifier', name: 'long', preset: 'bag', source: { type: 'paths', paths: [data] }, reading: {}, settings, notes: '' });
    const run = path.join(runs, id);
    await until(id, ({ figures }) => figures?.accuracy === 1);
    assert.match((await runCli(['runs', 'list', runs])).stdout, new RegExp(`^${id}  running 0 % epoch \\d+/100000.*  long\\n$`));
    const refused = await runCli(['runs', 'delete', run]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /this run is going on\. ?Cancel it first/);
    assert.equal((await runCli(['runs', 'pause', run])).code, 0);
    await until(id, ({ state }) => state === 'paused');
    assert.equal((await runCli(['runs', 'resume', run])).code, 0);
    await until(id, ({ state }) => state === 'running');
    assert.equal((await runCli(['runs', 'stop', run])).code, 0);
    const { output } = await until(id, ({ state }) => state === 'stopped');
    const { stdout } = await runCli(['runs', 'show', run]);
    assert.ok(stdout.includes(`result: ${output}`), stdout);
    assert.match(stdout, /  accuracy 1\.0000\n[\s\S]*Z stopped\n$/);
    assert.match(await readFile(path.join(run, 'log.txt'), 'utf8'), /Z paused\n[\s\S]*Z goes on\n/);
    const again = await runCli(['runs', 'pause', run]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /this run is stopped, not running/);
    assert.equal((await runCli(['runs', 'delete', run])).code, 0);
    assert.deepEqual(await list(runs), []);
  });

  it('lists what lexiscope train has trained, with its figures, and what of it failed', async () => {
    const train = (...more: string[]): ReturnType<typeof runCli> => runCli(['train', 'classifier', '--architecture', 'bag', '--epochs', '3', '--dimensions', '8', '--threads', '1', '--minimum-count', '1', ...more]);
    const trained = await train('--data', data, '--out', at('reviews.onnx'), '--rate', '0.05');
    assert.equal(trained.code, 0, trained.stderr);
    assert.equal((await train('--data', at('none.csv'), '--out', at('none.onnx'))).code, 1);
    const found = await list(folder);
    assert.deepEqual(found.map(({ id, state, attempt }) => [id, state, attempt]).sort(), [['none.run', 'failed', 1], ['reviews.run', 'finished', 1]]);
    const { settings, figures, examples = 0, epoch } = found.find(({ id }) => id === 'reviews.run')!;
    assert.deepEqual([settings.dimensions, settings.cell, epoch, figures?.accuracy], [8, 'none', 3, 1]);
    assert.ok(examples > 150 && examples < 200);
    assert.match((await runCli(['runs', 'show', at('none.run')])).stdout, /error: .*none\.csv/);
    assert.match(await readFile(at('none.run/log.txt'), 'utf8'), /failed/);
  });

  const failing = (what: string, args: () => string[], code: number, message: RegExp): void => {
    it(`fails with ${code} and one line: ${what}`, async () => {
      const result = await runCli(['runs', ...args()]);
      assert.deepEqual([result.code, result.stdout], [code, '']);
      assert.match(result.stderr, message);
      assert.equal(result.stderr.trimEnd().split('\n').length, 1);
    });
  };
  failing('no action', () => [], 2, /what to do is missing: list, show/);
  failing('an unknown action', () => ['burn', 'x'], 2, /runs: expected list, show.*'burn'/);
  failing('no run', () => ['show'], 2, /runs show: the run is missing/);
  failing('a folder without a run', () => ['stop', folder], 1, /there is no run here/);
});
