import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { encodeGraph } from '../../../src/onnx/modelFile.ts';
import { createSession } from '../../../src/onnx/runtime.ts';
import { tinyGraph } from '../../support/tinyModel.ts';

const model = { labels: ['calm', 'loud'], votes: { '!': [0, 1], '.': [1, 0] } };

describe('ONNX Runtime', { skip: process.platform === 'win32' ? 'it has no telemetry of its own on Windows' : false }, () => {
  let home: string;
  before(async () => { home = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-home-')); });
  after(() => rm(home, { recursive: true, maxRetries: 5, retryDelay: 200 }));

  it('leaves no identifier of the machine and no record of what was run', async () => {
    // Its telemetry is also quiet where it thinks that it is being tested.
    for (const name of ['CI', 'GITHUB_ACTIONS', 'TF_BUILD', 'ORT_RUNNING_UNIT_TESTS', 'XDG_CACHE_HOME']) delete process.env[name];
    process.env.HOME = home;
    process.env.TMPDIR = home;
    const session = await createSession(encodeGraph(tinyGraph(model)));
    await session.run({ ids: { data: Int32Array.of(2), shape: [1, 1] }, lengths: { data: Int32Array.of(1), shape: [1] } });
    await session.dispose();
    assert.deepEqual(await readdir(home), []);
  });
});
