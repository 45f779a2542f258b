// npm run bench -- embeddingsScaling [--corpus PATH] [--out bench/embeddings-scaling.svg]
// How the CPU time of skip-gram, and of PPMI + SVD, grows with the corpus, the vocabulary, the dimensions and the threads (with the deterministic mode beside).
// Every run is a process of its own; the figures go to standard output and to a plot.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readTexts } from '../src/corpora/readTexts.ts';
import { embeddingSettings } from '../src/embeddings/settings.ts';
import type { Algorithm } from '../src/embeddings/settings.ts';
import { trainEmbeddings } from '../src/embeddings/train.ts';

interface Job {
  readonly algorithm: Algorithm;
  readonly corpus: string;
  readonly own: Readonly<Record<string, unknown>>;
}

interface Measured {
  readonly cpu: number;
  readonly wall: number;
  readonly megabytes: number;
}

interface Point extends Measured {
  readonly x: number;
}

const { values: options } = parseArgs({ options: {
  job: { type: 'string' }, corpus: { type: 'string', default: '../shared/data/corpora/simplewiki' }, out: { type: 'string', default: 'bench/embeddings-scaling.svg' },
} });

async function measure({ algorithm, corpus, own }: Job): Promise<Measured> {
  const before = performance.now();
  await trainEmbeddings([corpus], embeddingSettings(algorithm, { ...(algorithm !== 'ppmi-svd' && { epochs: 1 }), ...own }));
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1e6, wall: (performance.now() - before) / 1000, megabytes: process.resourceUsage().maxRSS / 1024 };
}

async function inChild(job: Job): Promise<Measured> {
  const child = fork(process.argv[1], ['--job', JSON.stringify(job)]);
  const [measured] = (await once(child, 'message')) as [Measured];
  return measured;
}

/** The first `tokens` words of the corpus. */
async function head(target: string, tokens: number): Promise<void> {
  const out = createWriteStream(target);
  let written = 0;
  for await (const { text } of readTexts(options.corpus)) {
    out.write(`${text}\n`);
    written += text.split(' ').length;
    if (written >= tokens) break;
  }
  out.end();
  await once(out, 'close');
}

function chart(title: string, unit: string, series: Readonly<Record<string, readonly Point[]>>, left: number): string {
  const [width, height, colors] = [230, 150, ['#1f77b4', '#d62728', '#2ca02c', '#9467bd']];
  const points = Object.values(series).flat();
  const largestX = Math.max(...points.map(({ x }) => x));
  const largestY = Math.max(...points.map(({ cpu }) => cpu));
  const at = ({ x, cpu }: Point): string => `${((x / largestX) * width).toFixed(1)},${(height - (cpu / largestY) * height).toFixed(1)}`;
  const lines = Object.entries(series).map(([name, values], i) => `<polyline fill="none" stroke="${colors[i]}" stroke-width="2" points="${values.map(at).join(' ')}"/>
${values.map((point) => `<circle cx="${at(point).split(',')[0]}" cy="${at(point).split(',')[1]}" r="3" fill="${colors[i]}"/>`).join('')}
<text x="6" y="${14 + 14 * i}" fill="${colors[i]}">${name}</text>`);
  return `<g transform="translate(${left},40)"><text x="0" y="-14" font-weight="bold">${title}</text><path d="M0,0V${height}H${width}" fill="none" stroke="#888"/>
${lines.join('\n')}<text x="${width}" y="${height + 16}" text-anchor="end">${largestX.toLocaleString('en')} ${unit}</text><text x="-4" y="6" text-anchor="end">${largestY.toFixed(1)}</text></g>`;
}

async function compare(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-scaling-'));
  try {
    const million = 1_000_000;
    const corpora = new Map<number, string>();
    for (const tokens of [million / 2, million, 2 * million, 4 * million]) {
      const file = path.join(folder, `${tokens}.txt`);
      await head(file, tokens);
      corpora.set(tokens, file);
    }
    const run = async (label: string, x: number, tokens: number, algorithm: Algorithm, own: Record<string, unknown>): Promise<Point> => {
      const point = { x, ...(await inChild({ algorithm, corpus: corpora.get(tokens)!, own })) };
      console.log(`${label.padEnd(34)} ${String(x).padStart(9)}: ${point.cpu.toFixed(2)} CPU s, ${point.wall.toFixed(1)} s, ${Math.round(point.megabytes)} MB`);
      return point;
    };
    const sweep = async (label: string, xs: readonly number[], each: (x: number) => [tokens: number, algorithm: Algorithm, own: Record<string, unknown>]): Promise<Point[]> => {
      const points: Point[] = [];
      for (const x of xs) points.push(await run(label, x, ...each(x)));
      return points;
    };
    const both = async (name: string, xs: readonly number[], tokensAndSettings: (x: number) => [number, Record<string, unknown>]): Promise<Record<string, Point[]>> => ({
      skipgram: await sweep(`skipgram, ${name}`, xs, (x) => [tokensAndSettings(x)[0], 'skipgram', tokensAndSettings(x)[1]]),
      'ppmi-svd': await sweep(`ppmi-svd, ${name}`, xs, (x) => [tokensAndSettings(x)[0], 'ppmi-svd', tokensAndSettings(x)[1]]),
    });
    const charts = [
      chart('CPU s by tokens', 'tokens', await both('tokens', [...corpora.keys()], (x) => [x, {}]), 60),
      chart('CPU s by words in the vocabulary', 'words', await both('words', [5000, 10_000, 20_000], (x) => [2 * million, { minimumCount: 1, maximumVocabulary: x }]), 360),
      chart('CPU s by dimensions', 'dimensions', await both('dimensions', [50, 100, 200, 300], (x) => [million, { dimensions: x }]), 660),
      chart('CPU s by threads', 'threads', {
        skipgram: await sweep('skipgram, threads', [1, 2], (x) => [2 * million, 'skipgram', { threads: x }]),
        deterministic: await sweep('skipgram, deterministic, threads', [1, 2], (x) => [2 * million, 'skipgram', { threads: x, deterministic: true }]),
        'ppmi-svd': await sweep('ppmi-svd, threads', [1, 2], (x) => [2 * million, 'ppmi-svd', { threads: x }]),
      }, 960),
    ];
    await writeFile(options.out, `<svg xmlns="http://www.w3.org/2000/svg" width="1230" height="230" font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>\n${charts.join('\n')}\n</svg>\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (options.job === undefined) await compare();
else {
  const measured = await measure(JSON.parse(options.job) as Job);
  process.send!(measured, () => process.exit(0));
}
