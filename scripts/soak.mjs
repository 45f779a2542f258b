// npm run soak -- [--minutes 120] [--seed 1]: random real use of the language server, as an editor would: documents opened, edited and closed, analyses, hovers, neighbours,
// requests cancelled, trainings started, paused, resumed and cancelled. Watches memory and open files of its processes (Linux), and fails where the server's
// memory grows by more than the bounds below between the second and the last quarter of the time, where open files pile up, or where a run is lost.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CancellationTokenSource, StreamMessageReader, StreamMessageWriter, createProtocolConnection } from 'vscode-languageserver-protocol/node';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '120' }, seed: { type: 'string', default: '1' } } });
const endMs = Date.now() + Number(values.minutes) * 60_000;
/** Growth in MB that is no leak: caches that fill (65,536 texts a model, documents that are open), and a heap that is not collected yet. */
const bounds = { 'server.js': 64, 'inference.js': 256, 'vectors.js': 128 };
const openFilesBound = 10;

let state = Number(values.seed) >>> 0;
/** mulberry32: [0, n) */
function below(n) {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
}
const pick = (list) => list[below(list.length)];

const sentences = [
  'It has rained since this morning, and the cat sleeps.', 'The committee will publish its report in the spring.', 'Wheat prices rose after the harvest failed.', 'I loved every minute of this film.',
  'Il pleut depuis ce matin et le chat dort.', 'Det regnar sedan i morse och katten sover.', 'Es regnet seit heute Morgen, und die Katze schläft.', 'WIN a free prize now, call this number!',
];
const text = (count) => Array.from({ length: count }, () => `${pick(sentences)} ${pick(sentences)}${below(3) === 0 ? '\n\n' : ' '}`).join('');

const folder = mkdtempSync(path.join(os.tmpdir(), 'lexiscope-soak-'));
const data = path.join(folder, 'rows.csv');
writeFileSync(data, `text,label\n${Array.from({ length: 2000 }, (_, i) => `${i % 2 === 0 ? 'warm bright' : 'cold dark'} day ${'abcdefgh'[i % 8]} of ${'xyz'[i % 3]},${i % 2 === 0 ? 'good' : 'bad'}\n`).join('')}`);
const server = spawn(process.execPath, ['dist/server.js', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, LEXISCOPE_CACHE: path.join(folder, 'cache') } });
const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
connection.onUnhandledNotification(() => undefined);
connection.onRequest('workspace/configuration', ({ items }) => items.map(() => ({ hover: {} })));
connection.listen();
let died;
server.on('exit', (code, signal) => { died = signal ?? code; });
await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: { workspace: { configuration: true } }, initializationOptions: { runsFolder: path.join(folder, 'runs') } });
await connection.sendNotification('initialized', {});

const documents = new Map();
const counts = {};
const failures = {};
const started = new Set();

/** Some requests are cancelled a moment after they were sent. */
async function ask(method, params) {
  const source = new CancellationTokenSource();
  if (below(6) === 0) setTimeout(() => source.cancel(), below(300));
  return connection.sendRequest(method, params, source.token);
}
const anyUri = () => pick([...documents.keys()]);
const positionIn = (uri) => {
  const lines = documents.get(uri).text.split('\n');
  const line = below(lines.length);
  return { line, character: below(lines[line].length + 1) };
};
const anyRun = () => pick([...started]);

/** Name -> [how often, what is done]. */
const actions = {
  open: [4, async () => {
    if (documents.size >= 6) return;
    const uri = `file:///soak/${below(1000)}.${pick(['md', 'txt'])}`;
    if (documents.has(uri)) return;
    const content = text(1 + below(200));
    documents.set(uri, { version: 1, text: content });
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: uri.endsWith('md') ? 'markdown' : 'plaintext', version: 1, text: content } });
  }],
  close: [2, async () => {
    if (documents.size < 2) return;
    const uri = anyUri();
    documents.delete(uri);
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }],
  edit: [30, async () => {
    const uri = anyUri();
    const document = documents.get(uri);
    const position = positionIn(uri);
    const added = below(4) === 0 ? `\n\n${text(1)}` : 'x';
    const lines = document.text.split('\n');
    lines[position.line] = lines[position.line].slice(0, position.character) + added + lines[position.line].slice(position.character);
    documents.set(uri, { version: document.version + 1, text: lines.join('\n') });
    await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: document.version + 1 }, contentChanges: [{ range: { start: position, end: position }, text: added }] });
  }],
  analyze: [12, () => ask('lexiscope/analyze', { task: pick(['language', 'language', 'topics', 'spam', 'sentiment']), textDocument: { uri: anyUri() } })],
  hover: [20, () => { const uri = anyUri(); return ask('textDocument/hover', { textDocument: { uri }, position: positionIn(uri) }); }],
  models: [1, () => ask('lexiscope/models', { files: [] })],
  train: [1, async () => {
    const { id } = await connection.sendRequest('lexiscope/training/start', { kind: 'classifier', name: `soak ${started.size}`, preset: pick(['bag', 'lstm']), source: { type: 'paths', paths: [data] }, settings: { epochs: 2, threads: 1, minimumCount: 1, dimensions: 8, maximumTokens: 16 } });
    started.add(id);
  }],
  control: [1, () => (started.size > 0 ? connection.sendRequest(`lexiscope/training/${pick(['pause', 'resume', 'cancel', 'stop'])}`, { run: anyRun() }) : undefined)],
  read: [2, () => (started.size > 0 ? ask('lexiscope/training/read', { run: anyRun() }) : undefined)],
};
const bag = Object.entries(actions).flatMap(([name, [weight]]) => Array.from({ length: weight }, () => name));
/** Cancelled on purpose; a run that is over cannot be paused; one task does not fit a language. */
const expected = /cancel|this run is|not English|languages? that|reads? only|changed/i;

/** Memory (MB) and open files of the server and of its children by the name of their bundle. */
function measure() {
  const found = {};
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  for (const pid of [server.pid, ...children]) {
    try {
      const name = path.basename(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').find((argument) => argument.endsWith('.js')) ?? '?');
      if (!(name in bounds)) continue;
      const entry = (found[name] ??= { megabytes: 0, files: 0 });
      entry.megabytes += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
      entry.files += readdirSync(`/proc/${pid}/fd`).length;
    } catch (error) {
      // It has just ended.
      if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
    }
  }
  return found;
}

const samples = [];
const canMeasure = process.platform === 'linux';
for (let next = Date.now(); Date.now() < endMs && died === undefined; await delay(below(120))) {
  const name = documents.size === 0 ? 'open' : pick(bag);
  counts[name] = (counts[name] ?? 0) + 1;
  try {
    await actions[name][1]();
  } catch (error) {
    if (!expected.test(error.message)) failures[`${name}: ${error.message}`] = (failures[`${name}: ${error.message}`] ?? 0) + 1;
  }
  if (canMeasure && Date.now() >= next) {
    samples.push(measure());
    next = Date.now() + 5000;
  }
}

const problems = Object.entries(failures).map(([what, times]) => `${times} x ${what}`);
if (died !== undefined) problems.push(`the server ended (${died})`);

// No run may be lost: each is known, and none failed or was interrupted.
if (died === undefined) {
  for (const run of started) {
    const { summary } = await connection.sendRequest('lexiscope/training/read', { run });
    if (summary.state === 'failed' || summary.state === 'interrupted') problems.push(`run ${run} is ${summary.state}: ${summary.error?.message ?? ''}`);
    if (['running', 'queued', 'paused'].includes(summary.state)) await connection.sendRequest('lexiscope/training/cancel', { run }).catch(() => undefined);
  }
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const quarter = Math.floor(samples.length / 4);
for (const [name, bound] of Object.entries(bounds)) {
  const over = (from, to, key) => median(samples.slice(from, to).flatMap((sample) => (sample[name] ? [sample[name][key]] : [])));
  const [memory, memoryAtEnd] = [over(quarter, 2 * quarter, 'megabytes'), over(3 * quarter, samples.length, 'megabytes')];
  const [files, filesAtEnd] = [over(quarter, 2 * quarter, 'files'), over(3 * quarter, samples.length, 'files')];
  if (memory === undefined || memoryAtEnd === undefined) continue;
  process.stdout.write(`${name.padEnd(14)} second quarter ${memory.toFixed(0)} MB, ${files} open files; last quarter ${memoryAtEnd.toFixed(0)} MB, ${filesAtEnd} open files\n`);
  if (memoryAtEnd - memory > bound) problems.push(`${name} grew by ${(memoryAtEnd - memory).toFixed(0)} MB (allowed: ${bound})`);
  if (filesAtEnd - files > openFilesBound) problems.push(`${name} holds ${filesAtEnd - files} more open files`);
}
process.stdout.write(`${JSON.stringify(counts)}; ${started.size} runs\n${problems.length === 0 ? 'no problem' : problems.join('\n')}\n`);

if (died === undefined) {
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
}
connection.dispose();
await delay(2000);
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
process.exit(problems.length === 0 ? 0 : 1);
