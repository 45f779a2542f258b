import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { CancellationTokenSource, LSPErrorCodes, type ResponseError } from 'vscode-languageserver-protocol/node';
import { createRandom } from '../../src/base/random.ts';
import { encodeModel } from '../../src/onnx/encode.ts';
import { GraphBuilder } from '../../src/onnx/graphBuilder.ts';
import { formatMetadata } from '../../src/onnx/metadata.ts';
import { tinyMetadata, writeTinyModel } from '../support/tinyModel.ts';
import { LspClient, eventually, isAlive } from './lspClient.ts';

const uri = 'file:///a.txt';
const text = 'aab abba bab aaba. '.repeat(200);
const tiny = { labels: ['a', 'b'], votes: { a: [1, 0], b: [0, 1] } };
const onLinux = { skip: process.platform === 'linux' ? false : 'finds the processes by /proc' };

let folder: string;
let model: string;
let vectors: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-faults-'));
  model = path.join(folder, 'tiny.onnx');
  vectors = path.join(folder, 'tiny.vec');
  await writeTinyModel(model, tiny);
  await writeFile(vectors, 'abba 1 0\nbab 0.9 0.1\naab 0 1\n');
});
after(() => rm(folder, { recursive: true, force: true }));

async function withClient(work: (client: LspClient) => Promise<void>): Promise<void> {
  const client = await LspClient.start({ initializationOptions: { runsFolder: path.join(folder, 'runs') }, configuration: { vectors: { spaces: [vectors], space: vectors }, hover: {} } });
  try {
    await client.open(uri, text);
    await work(client);
  } finally {
    await client.kill();
  }
}
const analyze = (client: LspClient): Promise<unknown> => client.analyze(uri, { task: 'custom', model });
const hover = (client: LspClient): Promise<unknown> => client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 5 } });

describe('the server whose processes are killed at random moments under load', onLinux, () => {
  it('answers every request or says what happened, and is the same server afterwards', { timeout: 120_000 }, () => withClient(async (client) => {
    const random = createRandom(10);
    const outcomes: Promise<unknown>[] = [];
    for (let kill = 0; kill < 6; kill++) {
      for (let i = 0; i < 5; i++) outcomes.push((i % 2 === 0 ? analyze : hover)(client).catch((error: unknown) => error));
      await delay(random.below(400));
      for (const pid of client.inferencePids()) if (random.below(2) === 0) process.kill(pid, 'SIGKILL');
    }
    for (const outcome of await Promise.all(outcomes)) {
      if (outcome instanceof Error) assert.match(outcome.message, /ended unexpectedly \(signal SIGKILL\)/);
    }
    assert.equal(isAlive(client.process.pid!), true);
    // What was asked before the last kill was noticed says so; asked again, it is answered.
    const again = async (ask: typeof analyze): Promise<unknown> => ask(client).catch(() => ask(client));
    assert.equal((await again(analyze) as { label: string }).label, 'a');
    assert.ok(await again(hover));
  }));

  it('leaves no process behind when it is killed itself, at any moment', { timeout: 120_000 }, async () => {
    const random = createRandom(11);
    for (let kill = 0; kill < 3; kill++) {
      await withClient(async (client) => {
        void analyze(client).catch(() => undefined);
        void hover(client).catch(() => undefined);
        await delay(random.below(600));
        const pids = client.inferencePids();
        await client.kill();
        for (const pid of pids) assert.ok(await eventually(() => !isAlive(pid), 10_000), `process ${pid} is still there`);
      });
    }
  });
});

describe('a model that never ends', () => {
  it('is ended when it is cancelled, and the next request is answered', { timeout: 120_000 }, () => withClient(async (client) => {
    const endless = path.join(folder, 'endless.onnx');
    const g = new GraphBuilder('endless');
    const ids = g.input('ids', 'int32', ['batch', 'time']);
    const lengths = g.cast(g.unsqueeze(g.input('lengths', 'int32', ['batch']), 1), 1);
    const body = new GraphBuilder('body', g.bodyPrefix('body'));
    body.input('round', 'int64', []);
    const goOn = body.input('goOn', 'bool', []);
    const sum = body.input('sum', 'float32', ['batch', 2]);
    body.output('goOnNext', body.op('Identity', [goOn]), 'bool', []);
    body.output('sumNext', body.add(sum, body.scalar(1)), 'float32', ['batch', 2]);
    const start = g.add(g.mul(lengths, g.scalar(0)), g.op('Expand', [g.reduceSum(g.cast(ids, 1), [1], true), g.integers(1, 2)]));
    const [looped] = g.ops('Loop', [undefined, undefined, start], 1, { body: { graph: body.build() } });
    g.output('logits', looped, 'float32', ['batch', 2]);
    await writeFile(endless, encodeModel({ graph: g.build(), opset: 17, irVersion: 8, producer: '', metadata: formatMetadata(tinyMetadata(tiny)) }));
    const cancel = new CancellationTokenSource();
    const answer = client.analyze(uri, { task: 'custom', model: endless, token: cancel.token });
    await delay(1500);
    cancel.cancel();
    await assert.rejects(answer, (error: ResponseError) => error.code === LSPErrorCodes.RequestCancelled);
    assert.equal((await analyze(client) as { label: string }).label, 'a');
  }));
});

describe('messages that no editor sends', () => {
  const methods = [
    'textDocument/didOpen', 'textDocument/didChange', 'textDocument/didClose', 'workspace/didChangeConfiguration', '$/cancelRequest', '$/setTrace', 'initialized', 'nonsense', '__proto__',
    'textDocument/hover', 'workspace/executeCommand', 'lexiscope/analyze', 'lexiscope/analyzeAll', 'lexiscope/explain', 'lexiscope/live', 'lexiscope/endLive', 'lexiscope/models', 'lexiscope/classifyFiles',
    'lexiscope/resultRows', 'lexiscope/exportResult', 'lexiscope/spaces/list', 'lexiscope/spaces/neighbours', 'lexiscope/spaces/vectors', 'lexiscope/spaces/project', 'lexiscope/spaces/load',
    'lexiscope/training/inspectData', 'lexiscope/training/describeNetwork', 'lexiscope/training/start', 'lexiscope/training/read', 'lexiscope/training/remove', 'lexiscope/training/answers',
  ];
  /** Never a path that could be one of this machine's. */
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, true, -1, 1e300, '', uri, 'language', '\0/nowhere', 'x'.repeat(1000), []), fc.double({ noNaN: true }), fc.array(tie('any'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(fc.constantFrom('textDocument', 'uri', 'position', 'line', 'character', 'text', 'version', 'contentChanges', 'range', 'start', 'end', 'task', 'ranges', 'model', 'command', 'arguments', 'settings', 'lexiscope', 'word', 'space', 'run', 'id', 'file', 'files', 'top', '__proto__'), tie('any'), { maxKeys: 5 }),
  })).any;

  it('are answered with an error or passed over; no request stays without an answer, and the server goes on', { timeout: 120_000 }, () => withClient(async (client) => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...methods), value, fc.boolean(), async (method, params, isRequest) => {
      const sent = params as object;
      if (!isRequest) return client.connection.sendNotification(method, sent);
      await client.connection.sendRequest(method, sent).catch((error: unknown) => assert.ok(error instanceof Error && error.message.length > 0));
    }), { numRuns: 150 });
    assert.equal(isAlive(client.process.pid!), true);
    await client.open('file:///b.txt', text);
    assert.equal((await client.analyze('file:///b.txt', { task: 'custom', model }) as { label: string }).label, 'a');
  }));

  it('of which the frame is broken end the server, with a reason', async () => {
    const client = await LspClient.start();
    const exited = once(client.process, 'exit');
    client.process.stdin?.write('Content-Length: many\r\n\r\n{}');
    assert.deepEqual(await exited, [1, null]);
    client.connection.dispose();
  });
});

describe('files that vanish', () => {
  it('while they are used are named in a clear error', () => withClient(async (client) => {
    const gone = path.join(folder, 'gone.onnx');
    await writeTinyModel(gone, tiny);
    assert.ok(await client.analyze(uri, { task: 'custom', model: gone }));
    await rm(gone);
    assert.equal(existsSync(gone), false);
    await assert.rejects(client.analyze(uri, { task: 'custom', model: gone, force: true }), (error: Error) => error.message.includes(gone) && !/\bstat\b|internal/.test(error.message));
  }));
});
