import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { JobControl } from '../../../src/jobs/jobControl.ts';
import { lockHolder, takeLock } from '../../../src/jobs/processLock.ts';
import { readStatus, runFiles, sendControl, writeDescription, writeStatus } from '../../../src/jobs/runFiles.ts';
import { enqueue, pumpQueue } from '../../../src/jobs/runQueue.ts';
import { RunStore } from '../../../src/jobs/runStore.ts';
import { turnedTowards } from '../../../src/jobs/embeddingFrames.ts';

describe('processes that share runs', () => {
  let root: string;
  before(async () => { root = await mkdtemp(path.join(tmpdir(), 'lexiscope-')); });
  after(() => rm(root, { recursive: true }));

  it('lock a run once, and take the lock of a dead process', async () => {
    const file = path.join(root, 'lock');
    const lock = takeLock(file);
    assert.equal(lockHolder(file), process.pid);
    assert.equal(takeLock(file), undefined);
    lock?.release();
    await writeFile(file, '999999999 ');
    takeLock(file)!.release();
    assert.deepEqual(await readdir(root), []);
  });

  it('hold a job in a pause until it is to go on, and end it without a result', async () => {
    const folder = await mkdtemp(path.join(root, 'control-'));
    const states: boolean[] = [];
    const control = new JobControl(folder, (paused) => states.push(paused));
    assert.equal(control.gate(), undefined);
    sendControl(folder, 'pause');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const waiting = control.gate();
    assert.ok(waiting);
    sendControl(folder, 'resume');
    await waiting;
    assert.deepEqual(states, [true, false]);
    sendControl(folder, 'cancel');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.throws(() => control.gate(), { code: 'cancelled' });
    assert.ok(control.stop.aborted);
    control.dispose();
  });

  it('start waiting runs in order, one at a time, and know which ones died', async () => {
    const runs = path.join(root, 'runs');
    const store = new RunStore(runs);
    for (const [i, id] of ['first', 'second'].entries()) {
      const folder = path.join(runs, id);
      await mkdir(folder, { recursive: true });
      writeStatus(folder, { version: 1, state: 'queued', attempt: 0, progress: 0, seconds: 0 });
      writeDescription(folder, { version: 1, kind: 'classifier', name: id, notes: '', created: i, preset: 'bag', settings: {}, data: [] });
      enqueue(folder);
      await writeFile(path.join(folder, runFiles.queued), String(i));
    }
    const launched: string[] = [];
    const launch = (folder: string): number => {
      launched.push(path.basename(folder));
      return process.pid;
    };
    pumpQueue(runs, launch);
    pumpQueue(runs, launch);
    assert.deepEqual(launched, ['first']);
    assert.deepEqual((await store.list()).map(({ id, state, place }) => [id, state, place]), [['second', 'queued', 1], ['first', 'running', null]]);
    const folder = path.join(runs, 'first');
    writeStatus(folder, { ...readStatus(folder), pid: 999999999, processIdentity: undefined });
    assert.equal(store.summary('first').state, 'interrupted');
    pumpQueue(runs, launch);
    assert.deepEqual(launched, ['first', 'second']);
  });

  it('turn a map so that it covers the one before', () => {
    const map = Float32Array.of(1, 0, 0, 2, -1, -1);
    const [cos, sin] = [Math.cos(2), Math.sin(2)];
    // Turned by two radians and mirrored.
    const moved = Float32Array.from(map, (_, at) => (at % 2 === 0 ? cos * map[at] - sin * map[at + 1] : -(sin * map[at - 1] + cos * map[at])));
    turnedTowards(map, moved).forEach((value, i) => assert.ok(Math.abs(value - map[i]) < 1e-5));
  });
});
