// npm run bench -- jobs
// What a training job costs besides the training: how long its process takes to its first progress, and the processor time of a run with status, curves, samples,
// log and control against the same training without any of them (the two in turns, in one process).
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../src/base/files.ts';
import { createRandom } from '../src/base/random.ts';
import { readStatus, runFiles, writeDescription, writeStatus } from '../src/jobs/runFiles.ts';
import { RunFolder } from '../src/jobs/runFolder.ts';
import { runJob } from '../src/jobs/runJob.ts';
import { RunStore } from '../src/jobs/runStore.ts';
import { presetOf, startRun } from '../src/jobs/startRun.ts';
import { trainClassifier } from '../src/jobs/trainClassifier.ts';

const rounds = 5;
const texts = 4000;
const words = 30;

const root = await mkdtemp(path.join(tmpdir(), 'lexiscope-bench-'));
const data = path.join(root, 'rows.csv');
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const show = (values: readonly number[], digits: number): string => `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;

/** A run that is ready to be worked on and that nobody starts. */
async function prepare(name: string): Promise<string> {
  const store = new RunStore(path.join(root, name), () => process.pid);
  const settings = { epochs: 8, patience: 0, threads: 1, storage: 'float32' };
  return (await startRun(store, { kind: 'classifier', name, preset: 'lstm', source: { type: 'paths', paths: [data] }, reading: {}, settings, notes: '' })).folder;
}

async function processorSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Milliseconds on the clock and of the processor from the start of the job's process to its first status, and to the first row of the curve of steps. */
async function firstProgress(folder: string): Promise<Record<string, number>> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [path.join(packageRoot(import.meta.url), 'dist/job.js'), folder], { stdio: 'ignore' });
  const found: Record<string, number> = {};
  while (!('first step' in found) && child.exitCode === null) {
    const at = (name: string): void => {
      found[name] = performance.now() - startMs;
      found[`${name}, processor`] = processorMs(child.pid!);
    };
    // The description of a job that was only launched has our own number.
    if (!('first status' in found) && readStatus(folder).pid === child.pid) at('first status');
    if (existsSync(path.join(folder, runFiles.steps))) at('first step');
    await delay(2);
  }
  child.kill('SIGKILL');
  return found;
}

/** User and system time of a process and its threads: fields 14 and 15 of /proc/PID/stat, in hundredths of a second (proc(5)). */
function processorMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Processor milliseconds of a list of 200 runs, the first time and again. */
async function listTimes(): Promise<[first: number, again: number]> {
  const runs = path.join(root, 'history');
  const { settings } = presetOf('classifier', 'lstm');
  for (let i = 0; i < 200; i++) {
    const folder = path.join(runs, `run-${i}`);
    await mkdir(folder, { recursive: true });
    writeDescription(folder, { version: 1, kind: 'classifier', name: `run ${i}`, notes: 'tried again', created: i, preset: 'lstm', settings, data: ['/data/reviews.csv'] });
    writeStatus(folder, { version: 1, state: 'finished', attempt: 1, progress: 1, seconds: 12, started: 1, ended: 2, epoch: 10, epochs: 10, step: 1000, figures: { accuracy: 0.9, macroF1: 0.9, loss: 0.1 }, headline: 'accuracy', output: '/x/model.onnx' });
  }
  const store = new RunStore(runs);
  return [1000 * (await processorSeconds(() => store.list())), 1000 * (await processorSeconds(() => store.list()))];
}

try {
  const [list, again] = await listTimes();
  process.stdout.write(`processor ms of a list of 200 runs ${list.toFixed(0)}, again ${again.toFixed(0)}\n`);
  const random = createRandom(4);
  const rows = Array.from({ length: texts }, (_, i) => `${Array.from({ length: words }, () => `w${Math.floor(random.next() ** 3 * 4000)}`).join(' ')} ${i % 2 === 0 ? 'good' : 'bad'},${i % 2}`);
  await writeFile(data, `text,label\n${rows.join('\n')}\n`);
  const [job, bare]: number[][] = [[], []];
  const first: Record<string, number>[] = [];
  for (let round = 0; round < rounds; round++) {
    first.push(await firstProgress(await prepare(`first${round}`)));
    const [reported, silent] = [await prepare(`job${round}`), await prepare(`bare${round}`)];
    const [measureJob, measureBare] = [async () => job.push(await processorSeconds(() => runJob(reported))), async () => bare.push(await processorSeconds(() => trainClassifier(new RunFolder(silent))))];
    for (const measure of round % 2 === 0 ? [measureJob, measureBare] : [measureBare, measureJob]) await measure();
  }
  process.stdout.write(`${texts} texts of ${words} words, LSTM, 8 epochs, 1 thread, ${rounds} rounds; median (least to most)\n`);
  for (const name of ['first status', 'first status, processor', 'first step', 'first step, processor']) process.stdout.write(`ms from the start of the process to ${name.padEnd(24)} ${show(first.map((found) => found[name]), 0)}\n`);
  process.stdout.write(`processor seconds as a job ${show(job, 2)}, without reporting ${show(bare, 2)}; ratio of the medians ${(median(job) / median(bare)).toFixed(3)}, median of the ratios ${median(job.map((seconds, i) => seconds / bare[i])).toFixed(3)}\n`);
} finally {
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
}
