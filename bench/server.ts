// node scripts/build.mjs && node scripts/run.mjs bench/server.ts
// Times of the language server over standard input and output, as an editor sees them. Every text is new to the server.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CancellationTokenSource, WorkDoneProgress } from 'vscode-languageserver-protocol/node';
import { LspClient } from '../test/server/lspClient.ts';
import { fiveMegabytes, thousandWords } from './sampleTexts.ts';

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (what: string, values: number[]): void => {
  console.log(`${what.padEnd(66)} ${median(values).toFixed(0).padStart(6)} ms (median of ${values.length}; ${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`);
};
async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
function residentMegabytes(pid: number): string {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return `${Math.round(Number(kilobytes) / 1024)} MB`;
}

const cold: number[] = [];
for (let i = 0; i < 5; i++) {
  const text = thousandWords(100 + i);
  let client: LspClient | undefined;
  cold.push(await timed(async () => {
    client = await LspClient.start();
    await client.open('file:///cold.txt', text);
    await client.analyze('file:///cold.txt');
  }));
  await client?.stop();
}
show('1,000 words from a cold start (server, inference process, model)', cold);

const client = await LspClient.start();
await client.open('file:///first.txt', thousandWords(1));
await client.analyze('file:///first.txt');
const warm: number[] = [];
for (let i = 0; i < 20; i++) {
  await client.open(`file:///warm${i}.txt`, thousandWords(200 + i));
  warm.push(await timed(() => client.analyze(`file:///warm${i}.txt`)));
}
show('1,000 words, warm', warm);
const edited: number[] = [];
for (let i = 0; i < 10; i++) {
  await client.edit('file:///warm0.txt', { start: { line: 10, character: 3 }, end: { line: 10, character: 3 } }, 'x');
  edited.push(await timed(() => client.analyze('file:///warm0.txt')));
}
show('the same after an edit of one letter', edited);

const long = fiveMegabytes(7);
await client.open('file:///long.txt', long);
let reports = 0;
let firstReportMs = 0;
const startMs = performance.now();
client.connection.onProgress(WorkDoneProgress.type, 'long', ({ kind }) => {
  if (kind === 'report' && reports++ === 0) firstReportMs = performance.now() - startMs;
});
const running = timed(() => client.analyze('file:///long.txt', { workDoneToken: 'long' }));
const meanwhile: number[] = [];
let done = false;
void running.then(() => (done = true));
for (let i = 0; !done && i < 200; i++) {
  // Any request that needs only the server's main thread, as a hover does.
  meanwhile.push(await timed(() => client.connection.sendRequest('workspace/executeCommand', { command: 'none' }).catch(() => undefined)));
  await delay(50);
}
const longMs = await running;
console.log(`${`${(long.length / 1e6).toFixed(1)} MB document`.padEnd(66)} ${longMs.toFixed(0).padStart(6)} ms, ${reports} progress reports, the first after ${firstReportMs.toFixed(0)} ms`);
show('a request to the server meanwhile', meanwhile);
console.log(`memory: server ${residentMegabytes(client.process.pid!)}, inference process ${client.inferencePids().map(residentMegabytes).join()}`);
await client.edit('file:///long.txt', { start: { line: 10, character: 3 }, end: { line: 10, character: 3 } }, 'x');
console.log(`${'the same after an edit of one letter'.padEnd(66)} ${(await timed(() => client.analyze('file:///long.txt'))).toFixed(0).padStart(6)} ms`);

const cancelled: number[] = [];
for (let i = 0; i < 10; i++) {
  const uri = `file:///cancel${i}.txt`;
  await client.open(uri, fiveMegabytes(300 + i));
  const source = new CancellationTokenSource();
  const work = client.analyze(uri, { token: source.token }).catch(() => undefined);
  await delay(100 + 150 * i);
  cancelled.push(await timed(() => { source.cancel(); return work; }));
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
}
show('from a cancel to the answer', cancelled);
await client.stop();
