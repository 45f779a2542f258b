import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '../../src/base/random.ts';
import type { ParamsOf, ResultOf } from '../../src/protocol/rpc.ts';
import type { TrainingMethods } from '../../src/protocol/training.ts';
import type { RunSummary } from '../../src/protocol/trainingRun.ts';
import { mounting, onSmallDisk } from '../support/smallDisk.ts';
import { LspClient } from './lspClient.ts';

const common = { epochs: 2, threads: 1, minimumCount: 1, maximumTokens: 16 };

describe('a disk that is full, under the runs of the training panel', () => {
  let folder: string;
  let data: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-full-'));
    data = path.join(folder, 'rows.csv');
    const random = createRandom(3);
    const word = (): string => `w${random.below(300)}`;
    await writeFile(data, `text,label\n${Array.from({ length: 400 }, (_, i) => `${i % 2 === 0 ? 'warm' : 'cold'} ${word()} ${word()} ${word()},${i % 2 === 0 ? 'good' : 'bad'}\n`).join('')}`);
  });
  after(() => rm(folder, { recursive: true, maxRetries: 5, retryDelay: 200 }));

  /** The requests of the panel to a server whose runs lie on a small disk; `makeRoom` lets it grow. */
  async function withSmallDisk(size: string, work: (panel: Panel, runs: string, makeRoom: () => Promise<void>) => Promise<void>): Promise<void> {
    const [disk, room] = [path.join(folder, `disk-${size}`), path.join(folder, `room-${size}`)];
    await mkdir(disk);
    const runs = path.join(disk, 'runs');
    const client = await LspClient.start({ through: onSmallDisk(disk, size, room), initializationOptions: { runsFolder: runs } });
    try {
      await work(new Panel(client, data), runs, () => writeFile(room, ''));
    } finally {
      await client.kill();
    }
  }

  it('refuses a run that cannot be begun with a line that names its folder, and leaves nothing of it', mounting, () => withSmallDisk('4k', async (panel, runs) => {
    await assert.rejects(panel.start('big', 'lstm', {}), (error: Error) => error.message.includes(runs) && /the disk is full/.test(error.message));
    assert.deepEqual((await panel.ask('lexiscope/training/list', {})).runs, []);
  }));

  it('ends a run with a line that names its folder; what was saved is there, and with room again it goes on to the end', mounting, () => withSmallDisk('800k', async (panel, runs, makeRoom) => {
    const small = await panel.until((await panel.start('small', 'bag', { dimensions: 8 })).id, 'finished');
    const tried = { run: small.id, text: 'warm w1 w2' };
    const { label } = await panel.ask('lexiscope/training/tryModel', tried);

    const { id } = await panel.start('big', 'lstm', { dimensions: 64, hidden: 64, checkpointSeconds: 0 });
    const failed = await panel.until(id, 'failed');
    assert.ok(failed.error?.message.includes(path.join(runs, id)), failed.error?.message);
    assert.match(failed.error?.message ?? '', /the disk is full/);
    assert.match(failed.error?.hint ?? '', /Make room, then resume/);
    assert.ok(failed.resumable);

    const { runs: listed } = await panel.ask('lexiscope/training/list', {});
    assert.deepEqual(listed.map(({ name, state }) => [name, state]), [['big', 'failed'], ['small', 'finished']]);
    assert.equal((await panel.ask('lexiscope/training/tryModel', tried)).label, label);
    assert.deepEqual((await panel.ask('lexiscope/training/read', { run: small.id })).epochs.map(({ epoch }) => epoch), [1, 2]);

    await makeRoom();
    await delay(1000); // It grows within a tenth of a second.
    await panel.ask('lexiscope/training/resume', { run: id });
    const done = await panel.until(id, 'finished');
    assert.deepEqual((await panel.ask('lexiscope/training/read', { run: id })).epochs.map(({ epoch }) => epoch), [1, 2]);
    assert.equal(done.figures?.accuracy, 1);
  }));
});

/** What the training panel asks of the server. */
class Panel {
  private readonly client: LspClient;
  private readonly data: string;

  constructor(client: LspClient, data: string) {
    this.client = client;
    this.data = data;
  }

  ask<K extends keyof TrainingMethods>(method: K, params: ParamsOf<TrainingMethods[K]>): Promise<ResultOf<TrainingMethods[K]>> {
    return this.client.connection.sendRequest(method, params);
  }

  start(name: string, preset: string, settings: Record<string, number>): Promise<RunSummary> {
    return this.ask('lexiscope/training/start', { kind: 'classifier', name, preset, source: { type: 'paths', paths: [this.data] }, settings: { ...common, ...settings } });
  }

  /** Waits until a run has ended, as it should. */
  async until(run: string, state: RunSummary['state']): Promise<RunSummary> {
    for (const endMs = Date.now() + 60_000; Date.now() < endMs; await delay(100)) {
      const { summary } = await this.ask('lexiscope/training/read', { run });
      if (summary.state === state) return summary;
      assert.ok(['queued', 'running'].includes(summary.state), `${summary.state}: ${summary.error?.message}`);
    }
    return assert.fail(`waited in vain for run ${run}`);
  }
}
