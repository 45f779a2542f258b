import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { DocumentAnalysis } from '../../src/protocol/analysis.ts';
import type { RunSummary } from '../../src/protocol/trainingRun.ts';
import { LspClient } from './lspClient.ts';

const dist = path.resolve('dist');
const uri = 'file:///letter.txt';
const english = 'It has rained since this morning, and the cat sleeps on the warm windowsill.';
const isCutOff = spawnSync('unshare', ['-rn', 'true']).status === 0;
/** ONNX Runtime's telemetry waits some nine seconds before its first attempt, and is quiet where it sees that it is being tested. */
const waitForTelemetryMs = 15_000;
const asAtHome = ['CI', 'GITHUB_ACTIONS', 'TF_BUILD', 'ORT_RUNNING_UNIT_TESTS', 'ORT_DISABLE_TELEMETRY'].flatMap((name) => ['-u', name]);
const isWatched = isCutOff && spawnSync('strace', ['-f', '-e', 'trace=network', 'true']).status === 0;

describe('a bundle', () => {
  const bundles = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /^(webview\/)?\w+\.c?js$/.test(name.replaceAll('\\', '/')));

  it('holds no code that makes code out of text, and nothing that fetches', () => {
    assert.ok(bundles.length >= 12, bundles.join());
    for (const name of bundles) {
      const source = readFileSync(path.join(dist, name), 'utf8');
      const found = source.match(/\beval\(|\bnew Function\(|(?<![\w.])Function\(["'`]|\bfetch\(|\bXMLHttpRequest\b|\bnew WebSocket\b|\bEventSource\(|\bimportScripts\b|\bsendBeacon\b|(?:require\(|from )["'](?:node:)?(?:https?|http2|dgram|tls|dns)["']/g);
      assert.deepEqual(found, null, name);
    }
  });

  it('knows addresses only as names and in comments', () => {
    for (const name of bundles) {
      const addresses = readFileSync(path.join(dist, name), 'utf8').match(/\bhttps?:\/\/[\w.-]+/g) ?? [];
      // Namespaces of XML, and what libraries say in messages and comments.
      const known = /^https?:\/\/(www\.w3\.org|encoding\.spec\.whatwg\.org\.?|vscode-elements\.github\.io|github\.com)$/;
      assert.deepEqual(addresses.filter((address) => !known.test(address)), [], name);
    }
  });

  it('opens sockets only where an editor asks the server or its client for one', () => {
    const withSockets = bundles.filter((name) => /require\("(node:)?net"\)|from "(node:)?net"/.test(readFileSync(path.join(dist, name), 'utf8')));
    assert.deepEqual(withSockets.sort(), ['languageClient.cjs', 'server.js']);
  });
});

describe('everything that the server does', { skip: isCutOff ? false : 'not possible here: needs unshare -rn' }, () => {
  let folder: string;
  before(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-offline-')); });
  after(() => rm(folder, { recursive: true, maxRetries: 5, retryDelay: 200 }));

  /** An analysis, a hover over word vectors and a training, each in its process. */
  async function work(through: readonly string[], waitMs = 0): Promise<void> {
    const vectors = path.join(folder, 'tiny.vec');
    const data = path.join(folder, 'rows.csv');
    await writeFile(vectors, 'cat 1 0\ndog 0.9 0.1\nrain 0 1\n');
    await writeFile(data, `text,label\n${Array.from({ length: 60 }, (_, i) => `${i % 2 === 0 ? 'warm' : 'cold'} day ${i},${i % 2 === 0 ? 'good' : 'bad'}\n`).join('')}`);
    const client = await LspClient.start({ through, initializationOptions: { runsFolder: path.join(folder, 'runs') }, configuration: { vectors: { spaces: [vectors], space: vectors }, hover: {} } });
    try {
      await client.open(uri, english);
      const { label } = await client.connection.sendRequest<DocumentAnalysis>('lexiscope/analyze', { task: 'language', textDocument: { uri } });
      assert.equal(label, 'en');
      assert.ok(await client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: english.indexOf('cat') + 1 } }));
      const { id } = await client.connection.sendRequest<RunSummary>('lexiscope/training/start', { kind: 'classifier', name: 'offline', preset: 'bag', source: { type: 'paths', paths: [data] }, settings: { epochs: 1, threads: 1, minimumCount: 1, dimensions: 8, maximumTokens: 16 } });
      for (;;) {
        const { summary: { state, error } } = await client.connection.sendRequest<{ summary: RunSummary }>('lexiscope/training/read', { run: id });
        assert.notEqual(state, 'failed', error?.message);
        if (state === 'finished') break;
        await delay(200);
      }
      await delay(waitMs);
    } finally {
      await client.kill();
    }
  }

  it('works with the network cut off', { timeout: 120_000 }, () => work(['unshare', '-rn']));

  it('asks the system for no connection', { skip: isWatched ? false : 'not possible here: needs strace', timeout: 240_000 }, async () => {
    const trace = path.join(folder, 'trace.txt');
    const home = path.join(folder, 'home');
    await work(['env', ...asAtHome, `HOME=${home}`, 'unshare', '-rn', 'strace', '-f', '-qq', '-e', 'trace=execve,socket,connect,bind,listen,sendto', '-o', trace], waitForTelemetryMs);
    const calls = (await readFile(trace, 'utf8')).split('\n');
    assert.ok(calls.filter((line) => / execve\(.* = 0$/.test(line)).length >= 4, 'server, inference, vectors and training were all watched');
    assert.deepEqual(calls.filter((line) => /AF_INET|AF_NETLINK/.test(line)), []);
    assert.ok(!existsSync(path.join(home, '.cache/Microsoft')), 'ONNX Runtime keeps no identifier of the machine');
  });
});
