// npm run bench -- vectors: vector spaces beside gensim and numpy (Debian's python3-gensim, python3-numpy), alternating in one run.
// Each load is a process of its own, so that its memory can be told.
import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { packageRoot } from '../src/base/files.ts';
import { createRandom } from '../src/base/random.ts';
import { readVectorsCached } from '../src/vectors/cache.ts';
import { readVectors } from '../src/vectors/read.ts';
import { nearest } from '../src/vectors/search.ts';
import type { VectorSpace } from '../src/vectors/space.ts';
import { mostSimilar } from '../src/vectors/words.ts';

const dimensions = 100;

/** A GloVe-like file: rows around 500 centres, five decimals. */
async function generate(file: string, rows: number): Promise<void> {
  const random = createRandom(3);
  const centres = Array.from({ length: 500 }, () => Float64Array.from({ length: dimensions }, () => random.normal() * 0.35));
  const out = createWriteStream(file);
  for (let first = 0; first < rows; first += 1000) {
    let text = '';
    for (let row = first; row < Math.min(rows, first + 1000); row++) {
      const centre = centres[random.below(centres.length)];
      text += `word${row}`;
      for (const value of centre) text += ` ${(value + random.normal() * 0.35).toFixed(5)}`;
      text += '\n';
    }
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

/** Megabytes by which the process grew: at the load's peak, and at the peak with a search; `raw` is matrix and vocabulary alone. */
interface Loaded {
  readonly seconds: number;
  readonly peak: number;
  readonly searched: number;
  readonly raw: number;
}

async function timed(load: () => Promise<{ space: VectorSpace }>): Promise<Loaded> {
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const { space } = await load();
  const seconds = (performance.now() - start) / 1000;
  const raw = (space.size * dimensions * 4 + space.words.text.byteLength + space.words.offsets.byteLength + space.words.slots.byteLength) / 1e6;
  const peak = (process.resourceUsage().maxRSS * 1024 - before) / 1e6;
  nearest(space, space.row(1));
  return { seconds, peak, searched: (process.resourceUsage().maxRSS * 1024 - before) / 1e6, raw };
}

async function search(file: string): Promise<{ median: number; least: number; first: number }> {
  const { space } = await readVectors(file);
  const start = performance.now();
  nearest(space, space.row(1));
  const first = performance.now() - start;
  for (let i = 0; i < 50; i++) nearest(space, space.row(i));
  const times = Array.from({ length: 100 }, (_, i) => {
    const from = performance.now();
    nearest(space, space.row(i * 997));
    return performance.now() - from;
  }).sort((a, b) => a - b);
  return { first, median: times[50], least: times[0] };
}

async function agreement(file: string): Promise<{ lists: number; equal: number; words: number }> {
  const expected = peer('neighbours', file) as [string, [string, number][]][];
  const { space } = await readVectors(file);
  let equal = 0;
  let words = 0;
  for (const [word, neighbours] of expected) {
    const found = mostSimilar(space, { positive: [word] });
    if (found.every((neighbour, i) => neighbour.word === neighbours[i][0])) equal++;
    words += found.filter((neighbour) => neighbours.some(([other]) => other === neighbour.word)).length;
  }
  return { lists: expected.length, equal, words };
}

function peer(task: string, argument: string): unknown {
  const script = path.join(packageRoot(import.meta.url), 'bench', 'vectors_gensim.py');
  return printed(spawnSync('/usr/bin/python3', [script, task, argument], { encoding: 'utf8', maxBuffer: 1 << 28 }));
}

function ours(task: string, ...args: string[]): unknown {
  return printed(spawnSync(process.execPath, [process.argv[1], task, ...args], { encoding: 'utf8' }));
}

function printed({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): unknown {
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function compare(rows: number, rounds: number): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-bench-'));
  try {
    const file = path.join(folder, 'glove.txt');
    await generate(file, rows);
    const texts: Loaded[] = [];
    const gensims: number[] = [];
    for (let round = 0; round < rounds; round++) {
      texts.push(ours('text', file) as Loaded);
      gensims.push((peer('load', file) as { seconds: number }).seconds);
    }
    ours('cached', file, folder);
    const cached = Array.from({ length: rounds }, () => ours('cached', file, folder) as Loaded);
    const [text, gensim, copy] = [median(texts.map((load) => load.seconds)), median(gensims), median(cached.map((load) => load.seconds))];
    console.log(`text load, ${rows} x ${dimensions}: ${text.toFixed(2)} s; gensim ${gensim.toFixed(2)} s; ratio ${(gensim / text).toFixed(1)}`);
    console.log(`cached load: ${copy.toFixed(3)} s`);
    for (const [name, loads] of [['text', texts], ['cached', cached]] as const) {
      const [peak, searched] = [median(loads.map((load) => load.peak)), median(loads.map((load) => load.searched))];
      console.log(`memory of the ${name} load: ${peak.toFixed(0)} MB at its peak, ${searched.toFixed(0)} MB with a search; matrix and vocabulary ${loads[0].raw.toFixed(0)} MB; ratios ${(peak / loads[0].raw).toFixed(2)}, ${(searched / loads[0].raw).toFixed(2)}`);
    }
    const searches: Awaited<ReturnType<typeof search>>[] = [];
    const products: { median: number; least: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      searches.push(ours('search', file) as (typeof searches)[0]);
      products.push(peer('matvec', `${rows}x${dimensions}`) as (typeof products)[0]);
    }
    const [medianSearch, medianProduct] = [median(searches.map((result) => result.median)), median(products.map((result) => result.median))];
    const [leastSearch, leastProduct] = [Math.min(...searches.map((result) => result.least)), Math.min(...products.map((result) => result.least))];
    console.log(`search, top 10: median ${medianSearch.toFixed(2)} ms, least ${leastSearch.toFixed(2)} ms, the first one ${median(searches.map((result) => result.first)).toFixed(0)} ms`);
    console.log(`numpy's product alone: median ${medianProduct.toFixed(2)} ms, least ${leastProduct.toFixed(2)} ms; ratio ${(medianProduct / medianSearch).toFixed(2)} (least ${(leastProduct / leastSearch).toFixed(2)})`);
    const { lists, equal, words } = ours('agreement', file) as Awaited<ReturnType<typeof agreement>>;
    console.log(`top 10 of ${lists} random words: ${equal} lists as gensim's, ${words} of ${lists * 10} words`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [task, file, folder] = process.argv.slice(2);
const tasks: Readonly<Record<string, () => Promise<unknown>>> = {
  text: () => timed(() => readVectors(file)),
  cached: () => timed(() => readVectorsCached(file, { cacheFolder: folder })),
  search: () => search(file),
  agreement: () => agreement(file),
};
if (task !== undefined && Object.hasOwn(tasks, task)) console.log(JSON.stringify(await tasks[task]()));
else await compare(Number(task ?? 400_000), Number(file ?? 3));
