// npm run bench -- supervised [--data PATH] [--seeds 1,2,3] [--threads 1]
// `lexiscope train supervised` beside `fasttext supervised`: the same lines, settings and threads, each side a process of its own, alternating. A fifth of
// the texts is held out; both models are tested by the fasttext program. CPU seconds and peak memory of the whole process by GNU time.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readExamples } from '../src/corpora/readExamples.ts';
import { hashSplit } from '../src/corpora/split.ts';

const { values: options } = parseArgs({ options: {
  data: { type: 'string', default: '../shared/data/ag-news-10k/train.jsonl.gz' }, seeds: { type: 'string', default: '1,2,3' }, threads: { type: 'string', default: '1' },
} });

interface Measured {
  readonly cpu: number;
  readonly megabytes: number;
}

/** Names of the options on each side. */
const settings = {
  words: { ours: ['--epochs', '10', '--rate', '0.5'], peer: ['-epoch', '10', '-lr', '0.5'] },
  'words and bigrams': { ours: ['--epochs', '10', '--rate', '0.5', '--word-ngrams', '2', '--buckets', '200000'], peer: ['-epoch', '10', '-lr', '0.5', '-wordNgrams', '2', '-bucket', '200000'] },
  'words and n-grams 3-6': { ours: ['--epochs', '10', '--rate', '0.5', '--min-n', '3', '--max-n', '6', '--buckets', '200000'], peer: ['-epoch', '10', '-lr', '0.5', '-minn', '3', '-maxn', '6', '-bucket', '200000'] },
};

function timed(command: string, args: readonly string[]): Measured {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', 'TIME %U %S %M', command, ...args], { encoding: 'utf8' });
  const [, user, system, kilobytes] = /TIME ([\d.]+) ([\d.]+) (\d+)/.exec(stderr) ?? [];
  if (status !== 0 || user === undefined) throw new Error(`${command} ended with code ${status}: ${stderr}`);
  return { cpu: Number(user) + Number(system), megabytes: Number(kilobytes) / 1024 };
}

/** P@1 as the fasttext program finds it; with one label a text the accuracy. */
function accuracyOf(model: string, test: string): number {
  return Number(/P@1\s+([\d.]+)/.exec(execFileSync('fasttext', ['test', model, test], { encoding: 'utf8' }))?.[1]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function linesOf(folder: string): Promise<{ training: string; test: string; counts: string }> {
  const split = hashSplit({ fraction: 0.2, seed: 1 });
  const lines: [training: string[], test: string[]] = [[], []];
  for await (const example of readExamples(options.data)) {
    const words = example.text.toLowerCase().match(/\p{L}+/gu);
    if (!words || example.labels.length === 0) continue;
    lines[split.isValidation(example) ? 1 : 0].push(`${example.labels.map((label) => `__label__${label.replaceAll(/\s+/g, '_')}`).join(' ')} ${words.join(' ')}\n`);
  }
  const [training, test] = [path.join(folder, 'training.txt'), path.join(folder, 'test.txt')];
  await writeFile(training, lines[0].join(''));
  await writeFile(test, lines[1].join(''));
  return { training, test, counts: `${lines[0].length} texts for training, ${lines[1].length} for testing` };
}

const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-supervised-'));
try {
  const { training, test, counts } = await linesOf(folder);
  console.log(`${options.data}: ${counts}, ${options.threads} threads, Node ${process.version}`);
  const [ours, peer] = [path.join(folder, 'ours.bin'), path.join(folder, 'peer')];
  for (const [name, { ours: ourArgs, peer: peerArgs }] of Object.entries(settings)) {
    const found = { peer: [] as (Measured & { accuracy: number })[], ours: [] as (Measured & { accuracy: number })[] };
    for (const seed of options.seeds.split(',')) {
      const theirs = timed('fasttext', ['supervised', '-input', training, '-output', peer, '-thread', options.threads, '-seed', seed, '-verbose', '0', ...peerArgs]);
      found.peer.push({ ...theirs, accuracy: accuracyOf(`${peer}.bin`, test) });
      const own = timed(process.execPath, ['dist/cli.js', 'train', 'supervised', '--data', training, '--validation', '0', '--out', ours, '--threads', options.threads, '--seed', seed, ...ourArgs]);
      found.ours.push({ ...own, accuracy: accuracyOf(ours, test) });
    }
    for (const [side, of] of Object.entries(found)) {
      console.log(`${name.padEnd(22)} ${side.padEnd(5)} ${mean(of.map(({ cpu }) => cpu)).toFixed(2)} CPU s, ${Math.round(mean(of.map(({ megabytes }) => megabytes)))} MB, accuracy ${
        mean(of.map(({ accuracy }) => accuracy)).toFixed(4)} (${of.map(({ accuracy }) => accuracy.toFixed(3)).join(', ')})`);
    }
    console.log(`${name.padEnd(22)} peer / ours: CPU ${(mean(found.peer.map(({ cpu }) => cpu)) / mean(found.ours.map(({ cpu }) => cpu))).toFixed(2)}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
