import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ResponseError} from 'vscode-languageserver-protocol/node';
import { CancellationTokenSource, ErrorCodes, LSPErrorCodes, WorkDoneProgress, WorkDoneProgressCreateRequest } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { packageRoot } from '../../src/base/files.ts';
import { createRandom } from '../../src/base/random.ts';
import type { DocumentAnalysis, DocumentRange } from '../../src/protocol/analysis.ts';
import { serverCommands } from '../../src/protocol/commands.ts';
import { writeTinyModel } from '../support/tinyModel.ts';
import { LspClient, eventually, isAlive } from './lspClient.ts';

/** A model that reads only letters that few languages share: enough to know what a right answer is. */
const votes = { w: [9, 0, 0], k: [9, 0, 0], é: [0, 9, 0], ç: [0, 9, 0], ß: [0, 0, 9], ü: [0, 0, 9] };
const english = 'wk wk wkw kwk wkwk kkww wwkk wk kw wkwkwk';
const french = 'éç çé ééç ççé éçéç çéçé éé çç éçéç';
const german = 'ßü üß ßßü üüß ßüßü üßüß ßß üü ßüßüß';

let folder: string;
let model: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-server-'));
  model = path.join(folder, 'tiny.onnx');
  await writeTinyModel(model, { labels: ['en', 'fr', 'de'], votes, metadata: { task: 'language', input: { maximumTokens: 400, overlap: 0 } } });
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs a test with a server of its own, which is gone afterwards. */
async function withClient(work: (client: LspClient) => Promise<void>, options?: Parameters<typeof LspClient.start>[0]): Promise<void> {
  const client = await LspClient.start(options);
  try {
    await work(client);
  } finally {
    await client.kill();
  }
}

const sliceOf = (text: string, { start, end }: DocumentRange): string => {
  const document = TextDocument.create('file:///x', 'plaintext', 1, text);
  return text.slice(document.offsetAt(start), document.offsetAt(end));
};

/** A document that takes the model a while: 8,000 paragraphs, none like another, so that no answer is known from before. */
function longDocument(seed = 1): string {
  const random = createRandom(seed);
  const word = (letters: string): string => Array.from({ length: 3 + random.below(7) }, () => letters[random.below(letters.length)]).join('');
  return Array.from({ length: 8000 }, (_, i) => Array.from({ length: 60 }, () => word(i % 2 === 0 ? 'wk' : 'éç')).join(' ')).join('\n\n');
}
const longText = longDocument();

describe('the language server over standard input and output', () => {
  it('says who it is and what it can do', () => withClient(async ({ initialized }) => {
    await Promise.resolve();
    assert.equal(initialized.serverInfo?.name, 'Lexiscope');
    assert.deepEqual(initialized.capabilities.executeCommandProvider?.commands, Object.keys(serverCommands));
  }));

  it('leaves commands to an editor extension that has its own', () => withClient(async ({ initialized }) => {
    await Promise.resolve();
    assert.equal(initialized.capabilities.executeCommandProvider, undefined);
  }, { initializationOptions: { ownCommands: true } }));

  it('detects the language of an open document, with runners-up', () => withClient(async (client) => {
    await client.open('file:///a.txt', french);
    const answer = await client.analyze('file:///a.txt', { model });
    assert.equal(answer.label, 'fr');
    assert.equal(answer.verdict, 'certain');
    assert.equal(answer.version, 1);
    assert.deepEqual(answer.scores.map(({ label }) => label).sort(), ['de', 'en', 'fr']);
    assert.ok(answer.confidence > 0.9 && answer.scores[0].score === answer.confidence);
  }));

  it('answers the same to workspace/executeCommand', () => withClient(async (client) => {
    await client.open('file:///a.txt', german);
    const params = { command: 'lexiscope.detectLanguage', arguments: [{ textDocument: { uri: 'file:///a.txt' }, model }] };
    const { elapsedMs: _a, ...byCommand } = await client.connection.sendRequest<DocumentAnalysis>('workspace/executeCommand', params);
    const { elapsedMs: _b, ...byRequest } = await client.analyze('file:///a.txt', { model });
    assert.deepEqual(byCommand, byRequest);
    assert.equal(byCommand.label, 'de');
  }));

  it('tells the languages of a mixed document apart, paragraph by paragraph, with exact ranges', () => withClient(async (client) => {
    const text = `${english}\n\n${french}\n${french}\r\n\r\n  ${german}\n`;
    await client.open('file:///mixed.txt', text);
    const { segments, shares } = await client.analyze('file:///mixed.txt', { model });
    assert.deepEqual(segments.map(({ label, range }) => [label, sliceOf(text, range)]), [['en', english], ['fr', `${french}\n${french}`], ['de', german]]);
    assert.deepEqual(shares.map(({ label }) => label), ['fr', 'en', 'de']);
    assert.ok(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  }));

  it('reads only the prose of Markdown', () => withClient(async (client) => {
    const text = `---\ntitle: ${english}\n---\n\n${french}\n\n\`\`\`\n${english}\n${english}\n\`\`\`\n`;
    await client.open('file:///a.md', text, 'markdown');
    const { label, segments } = await client.analyze('file:///a.md', { model });
    assert.equal(label, 'fr');
    assert.deepEqual(segments.map(({ range }) => sliceOf(text, range)), [french]);
  }));

  it('reads only the range that it is asked about', () => withClient(async (client) => {
    const text = `${english}\n\n${french}\n`;
    await client.open('file:///a.txt', text);
    const range = { start: { line: 2, character: 0 }, end: { line: 2, character: french.length } };
    const answer = await client.analyze('file:///a.txt', { model, ranges: [range] });
    assert.equal(answer.label, 'fr');
    assert.deepEqual(answer.ranges, [range]);
    assert.deepEqual(answer.segments.map((segment) => segment.range), [range]);
  }));

  it('answers only candidates when it is given some', () => withClient(async (client) => {
    await client.open('file:///a.txt', french);
    const { label, scores } = await client.analyze('file:///a.txt', { model, candidates: ['en', 'de'] });
    assert.notEqual(label, 'fr');
    assert.equal(scores.length, 2);
  }));

  it('says that an empty document is not enough text', () => withClient(async (client) => {
    await client.open('file:///a.txt', ' \n\n ');
    const { verdict, segments } = await client.analyze('file:///a.txt', { model });
    assert.equal(verdict, 'not-enough-text');
    assert.deepEqual(segments, []);
  }));

  it('waits for a document that is opened a moment after the request', () => withClient(async (client) => {
    const asked = client.analyze('file:///late.txt', { model });
    await delay(100);
    await client.open('file:///late.txt', german);
    assert.equal((await asked).label, 'de');
  }));

  it('follows incremental edits and answers for the version it has', () => withClient(async (client) => {
    await client.open('file:///a.txt', `${english}\n`);
    const version = await client.edit('file:///a.txt', { start: { line: 0, character: 0 }, end: { line: 0, character: english.length } }, french);
    const answer = await client.analyze('file:///a.txt', { model });
    assert.equal(answer.version, version);
    assert.equal(answer.label, 'fr');
  }));

  it('answers for the version that it was asked about when the document changes meanwhile', () => withClient(async (client) => {
    await client.open('file:///a.txt', longText);
    const asked = client.analyze('file:///a.txt', { model });
    const version = await client.edit('file:///a.txt', { start: { line: 0, character: 0 }, end: { line: 8000, character: 0 } }, '');
    const answer = await asked;
    assert.equal(version, 2);
    assert.equal(answer.version, 1);
    assert.equal(answer.segments.length, 8000);
    assert.equal(answer.segments[7999].range.start.line, 15998);
  }));
});

describe('long work', () => {
  it('reports rising progress under the token of the request', () => withClient(async (client) => {
    const kinds: string[] = [];
    const percentages: number[] = [];
    client.connection.onProgress(WorkDoneProgress.type, 'mine', (value) => {
      kinds.push(value.kind);
      if (value.kind === 'report') percentages.push(value.percentage ?? -1);
    });
    await client.open('file:///a.txt', longText);
    await client.analyze('file:///a.txt', { model, workDoneToken: 'mine' });
    assert.deepEqual([kinds[0], kinds.at(-1)], ['begin', 'end']);
    assert.ok(percentages.length > 0);
    assert.deepEqual(percentages, [...percentages].sort((a, b) => a - b));
    assert.ok(percentages.every((value) => value >= 0 && value <= 100));
  }));

  it('asks a client that shows progress for a progress bar, which can cancel it', () => withClient(async (client) => {
    client.connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
      setTimeout(() => void client.connection.sendNotification('window/workDoneProgress/cancel', { token }), 20);
    });
    await client.open('file:///a.txt', `${longText}\n\n${longDocument(2)}`);
    const params = { command: 'lexiscope.detectLanguage', arguments: [{ textDocument: { uri: 'file:///a.txt' }, model }] };
    await assert.rejects(client.connection.sendRequest('workspace/executeCommand', params), { code: LSPErrorCodes.RequestCancelled });
  }, { workDoneProgress: true }));

  it('ends when it is cancelled, and the server goes on', () => withClient(async (client) => {
    await client.open('file:///long.txt', longText);
    await client.open('file:///short.txt', german);
    const source = new CancellationTokenSource();
    const long = client.analyze('file:///long.txt', { model, token: source.token });
    await delay(150);
    source.cancel();
    await assert.rejects(long, { code: LSPErrorCodes.RequestCancelled });
    assert.equal((await client.analyze('file:///short.txt', { model })).label, 'de');
  }));

  it('does not keep a short document waiting', () => withClient(async (client) => {
    await client.open('file:///long.txt', longText);
    await client.open('file:///short.txt', german);
    let longDone = false;
    const long = client.analyze('file:///long.txt', { model }).then(() => (longDone = true));
    await delay(50);
    assert.equal((await client.analyze('file:///short.txt', { model })).label, 'de');
    assert.equal(longDone, false);
    await long;
  }));
});

describe('requests that cannot be answered', () => {
  const codes: [string, unknown, number][] = [
    ['no parameters', null, ErrorCodes.InvalidParams],
    ['an unknown task', { task: 'poetry', textDocument: { uri: 'file:///a.txt' } }, ErrorCodes.InvalidParams],
    ['a range of strings', { task: 'language', textDocument: { uri: 'file:///a.txt' }, ranges: [{ start: 'here', end: 'there' }] }, ErrorCodes.InvalidParams],
    ['a line before the first', { task: 'language', textDocument: { uri: 'file:///a.txt' }, ranges: [{ start: { line: -1, character: 0 }, end: { line: 0, character: 0 } }] }, ErrorCodes.InvalidParams],
    ['a document that is not open', { task: 'language', textDocument: { uri: 'file:///other.txt' } }, LSPErrorCodes.RequestFailed],
    ['a model that does not exist', { task: 'language', textDocument: { uri: 'file:///a.txt' }, model: '/nowhere/model.onnx' }, LSPErrorCodes.RequestFailed],
    ['a candidate that the model does not know', 'candidate', ErrorCodes.InvalidParams],
  ];

  it('end with an error that says what was wrong, and the server goes on', () => withClient(async (client) => {
    await client.open('file:///a.txt', french);
    for (const [what, given, code] of codes) {
      const params = given === 'candidate' ? { task: 'language', textDocument: { uri: 'file:///a.txt' }, model, candidates: ['en', 'klingon'] } : given;
      await assert.rejects(client.connection.sendRequest('lexiscope/analyze', params), (error: ResponseError) => error.code === code && error.message.length > 10, what);
    }
    await assert.rejects(client.connection.sendRequest('workspace/executeCommand', { command: 'rm -rf' }), { code: LSPErrorCodes.RequestFailed });
    await assert.rejects(client.connection.sendRequest('workspace/executeCommand', { command: 7 }), { code: ErrorCodes.InvalidParams });
    await assert.rejects(client.connection.sendRequest('lexiscope/unknown', {}), { code: ErrorCodes.MethodNotFound });
    assert.equal((await client.analyze('file:///a.txt', { model })).label, 'fr');
  }));

  it('may be no JSON at all', () => withClient(async (client) => {
    client.process.stdin?.write('Content-Length: 9\r\n\r\n{"broken}');
    await client.open('file:///a.txt', french);
    assert.equal((await client.analyze('file:///a.txt', { model })).label, 'fr');
  }));
});

describe('a crash of the inference process', () => {
  it('costs one answer, with an error that says so, and the next request is answered', async (test) => {
    if (process.platform !== 'linux') {
      test.skip('finds the process by /proc');
      return;
    }
    await withClient(async (client) => {
      await client.open('file:///a.txt', longText);
      await client.open('file:///b.txt', french);
      const lost = client.analyze('file:///a.txt', { model });
      assert.ok(await eventually(() => client.inferencePids().length === 1));
      await delay(200);
      process.kill(client.inferencePids()[0], 'SIGKILL');
      await assert.rejects(lost, (error: ResponseError<{ code: string; hint?: string }>) => /SIGKILL/.test(error.message) && error.data?.code === 'failed' && Boolean(error.data.hint));
      assert.equal((await client.analyze('file:///b.txt', { model })).label, 'fr');
    });
  });
});

describe('the end of the server', () => {
  for (const [how, end] of [
    ['shutdown and exit', async (client: LspClient): Promise<void> => assert.equal(await client.stop(), 0)],
    ['exit without shutdown', async (client: LspClient): Promise<void> => {
      const exited = once(client.process, 'exit');
      await client.connection.sendNotification('exit');
      assert.deepEqual(await exited, [1, null]);
    }],
    ['the end of its input', async (client: LspClient): Promise<void> => {
      const exited = once(client.process, 'exit');
      client.process.stdin?.end();
      await exited;
    }],
    ['a kill', async (client: LspClient): Promise<void> => client.kill()],
  ] as const) {
    it(`by ${how} leaves no process behind, even in the middle of work`, () => withClient(async (client) => {
      await client.open('file:///a.txt', longText);
      client.analyze('file:///a.txt', { model }).catch(() => undefined);
      await eventually(() => client.inferencePids().length === 1);
      await delay(150);
      const pids = client.inferencePids();
      if (process.platform === 'linux') assert.equal(pids.length, 1);
      await end(client);
      for (const pid of pids) assert.ok(await eventually(() => !isAlive(pid)), `process ${pid} is still there`);
    }));
  }

  it('started without a transport says how to start it', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(packageRoot(import.meta.url), 'dist/server.js')], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /--stdio/);
  });
});
