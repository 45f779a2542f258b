// node scripts/build.mjs && node scripts/run.mjs bench/reading.ts [--fifty] [--files 10000]
// Times of the server's analyses as an editor sees them. Beside the clock's time stands the processor time of server and inference process
// together: on a machine that does other work as well, the former says little.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { CancellationTokenSource, ProgressType } from 'vscode-languageserver-protocol/node';
import type { DocumentAnalyses, DocumentAnalysis, PartialAnalysis, Task } from '../src/protocol/analysis.ts';
import type { FolderResult, ResultPage } from '../src/protocol/folder.ts';
import type { LiveAnalysis } from '../src/protocol/live.ts';
import { LspClient } from '../test/server/lspClient.ts';
import { freshText, thousandWords } from './sampleTexts.ts';

const { values } = parseArgs({ options: { fifty: { type: 'boolean' }, files: { type: 'string', default: '2000' } } });
const client = await LspClient.start();
const request = <T>(method: string, params: unknown): Promise<T> => client.connection.sendRequest<T>(method, params);
const pids = (): number[] => [client.process.pid!, ...client.inferencePids()];

/** Processor time so far, in ms; the kernel counts in 10 ms. */
function processorMs(): number {
  return pids().reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return sum + 10 * (Number(fields[11]) + Number(fields[12]));
  }, 0);
}
function residentMegabytes(): string {
  return pids().map((pid) => `${Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024)} MB`).join(' + ');
}
const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];

/** Runs something several times and shows the median of its times, and the processor time of each. */
async function measure(what: string, times: number, work: (i: number) => Promise<unknown>): Promise<void> {
  const wall: number[] = [];
  const before = processorMs();
  for (let i = 0; i < times; i++) {
    const startMs = performance.now();
    await work(i);
    wall.push(performance.now() - startMs);
  }
  console.log(`${what.padEnd(70)} ${median(wall).toFixed(0).padStart(6)} ms, processor ${((processorMs() - before) / times).toFixed(0).padStart(5)} ms`);
}

const { models } = await request<{ models: readonly { id: string }[] }>('lexiscope/models', {});
console.log(`models: ${models.map(({ id }) => id).join(', ')}; load ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores`);
await client.open('file:///warm.txt', thousandWords(1));
await request('lexiscope/analyzeAll', { textDocument: { uri: 'file:///warm.txt' }, force: true });

await measure('1,000 words: every analysis that is installed', 10, async (i) => {
  const uri = `file:///all${i}.txt`;
  await client.open(uri, thousandWords(500 + i));
  await request<DocumentAnalyses>('lexiscope/analyzeAll', { textDocument: { uri }, force: true });
});

const megabyte = freshText(9, ({ characters }) => characters >= 1e6);
const asMarkdown = freshText(11, ({ characters }) => characters >= 1e6).replace(/\n\n/g, (() => { let n = 0; return (end: string): string => (n++ % 8 === 0 ? `\n\n## Part ${n}\n\n` : end); })());
for (const [languageId, text] of [['plaintext', megabyte], ['markdown', asMarkdown]] as const) {
  const uri = `file:///megabyte.${languageId}`;
  await client.open(uri, text, languageId);
  let firstMs = 0;
  const startMs = performance.now();
  client.connection.onProgress(new ProgressType<PartialAnalysis>(), uri, () => { firstMs ||= performance.now() - startMs; });
  await measure(`1 MB of ${languageId}: languages, segment by segment`, 1, () => client.analyze(uri, { partialResultToken: uri }));
  console.log(`${'  first segments'.padEnd(70)} ${firstMs.toFixed(0).padStart(6)} ms`);
  for (const task of ['language', 'sentiment'] satisfies Task[]) {
    if (!models.some(({ id }) => id === task)) continue;
    let since: number | undefined;
    const follow = async (): Promise<void> => {
      since = (await request<LiveAnalysis>('lexiscope/live', { task, textDocument: { uri }, force: true, ...(since !== undefined && { since }) })).version;
    };
    await measure(`1 MB of ${languageId}: ${task}, followed for the first time`, 1, follow);
    await measure(`  a word typed in the middle, and the answer (${task})`, 30, async (i) => {
      const at = { line: 2000 + 2 * i, character: 0 };
      await client.edit(uri, { start: at, end: at }, `mot${i} `);
      await follow();
    });
    await measure(`  a paragraph more at the top (${task})`, 10, async (i) => {
      const at = { line: 0, character: 0 };
      await client.edit(uri, { start: at, end: at }, `Nous avons vu ${i} bateaux dans le port ce matin.\n\n`);
      await follow();
    });
  }
}

const cancelled: number[] = [];
for (let i = 0; i < 5; i++) {
  const uri = `file:///cancel${i}.txt`;
  await client.open(uri, freshText(40 + i, ({ characters }) => characters >= 2e6));
  const source = new CancellationTokenSource();
  const work = client.analyze(uri, { token: source.token }).catch(() => undefined);
  await delay(150 + 100 * i);
  const startMs = performance.now();
  source.cancel();
  await work;
  cancelled.push(performance.now() - startMs);
}
console.log(`${'from a cancel to the answer'.padEnd(70)} ${median(cancelled).toFixed(0).padStart(6)} ms (longest ${Math.max(...cancelled).toFixed(0)})`);

const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-bench-'));
try {
  const files = Number(values.files);
  for (let i = 0; i < files; i++) await writeFile(path.join(folder, `${i}.txt`), freshText(1000 + i, ({ words }) => words >= 100));
  const task = models.some(({ id }) => id === 'topics') ? 'topics' : 'language';
  let result: FolderResult | undefined;
  await measure(`${files} files of 100 words: ${task}`, 1, async () => {
    result = await request<FolderResult>('lexiscope/classifyFiles', { task, force: true, uris: [pathToFileURL(folder).href], resultFolder: path.join(folder, 'results') });
  });
  console.log(`  memory of server + inference process: ${residentMegabytes()}`);
  await measure('  a page of 100 rows, sorted by confidence', 5, () => request<ResultPage>('lexiscope/resultRows', { resultFile: result!.resultFile, sortBy: 'confidence', offset: 500, limit: 100 }));
} finally {
  await rm(folder, { recursive: true });
}

if (values.fifty) {
  const uri = 'file:///fifty.txt';
  // The same 2 MB over and over: what is measured is what a long text costs beside the model's work, which is remembered.
  await client.open(uri, freshText(77, ({ characters }) => characters >= 2e6).repeat(25));
  for (const task of ['language', 'sentiment'] satisfies Task[]) {
    await measure(`50 MB of text: ${task}`, 1, async () => {
      const { segments, words } = await request<DocumentAnalysis>('lexiscope/analyze', { task, force: true, textDocument: { uri } });
      console.log(`  ${words} words, ${segments.length} segments`);
    });
    console.log(`  memory of server + inference process: ${residentMegabytes()}`);
  }
}
await client.stop();
