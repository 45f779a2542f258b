// npm run bench -- embeddings [--families skipgram,cbow] [--corpus PATH] [--lines N] [--epochs 3] [--seeds 1,2,3] [--peer-seeds 1] [--rate R] [--threads 1]
//     [--deterministic] [--pairs FILE] [--analogies FILE]
// Our trainers and their peers on one tokenized file, each run in a process of its own, one after the other, alternating: tokens per CPU second, wall time,
// peak memory, and quality by word similarity and analogies, with means over the seeds. Peers: Debian's python3-gensim, python3-scipy and fasttext; a peer that is
// missing is left out, and --peer-seeds gives a slow one fewer seeds. Both sides start at their own default learning rates, with --rate at the same one.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readTexts } from '../src/corpora/readTexts.ts';
import { embeddingSettings } from '../src/embeddings/settings.ts';
import type { Algorithm } from '../src/embeddings/settings.ts';
import { trainEmbeddings } from '../src/embeddings/train.ts';
import { evaluateAnalogies, evaluatePairs } from '../src/vectors/evaluate.ts';
import { readAnalogies, readWordPairs } from '../src/vectors/evaluationData.ts';
import { readVectors } from '../src/vectors/read.ts';
import { writeVectors } from '../src/vectors/write.ts';

const families = ['ppmi-svd', 'cbow', 'skipgram', 'glove', 'fasttext-skipgram', 'fasttext-cbow'] as const satisfies readonly Algorithm[];

interface Measured {
  readonly cpu: number;
  readonly wall: number;
  readonly megabytes: number;
  /** CPU seconds of an epoch after the first one, for families that count before they train. */
  readonly iteration?: number;
}

interface Quality {
  readonly similarity: number;
  readonly analogies: number;
}

interface Job {
  readonly corpus: string;
  readonly algorithm: Algorithm;
  readonly epochs: number;
  readonly seed: number;
  readonly threads: number;
  readonly rate?: number;
  readonly deterministic: boolean;
  readonly out: string;
}

/** Everything as the peers have it: 100 dimensions, window 5, 5 negatives, minimum count 5, subsampling 1e-3. */
function settingsOf({ algorithm, epochs, seed, threads, rate, deterministic }: Job): ReturnType<typeof embeddingSettings> {
  const training = { epochs, ...(rate !== undefined && { rate }), ...(deterministic && { deterministic }) };
  return embeddingSettings(algorithm, { tokens: 'whitespace', lowerCase: false, seed, threads, ...(algorithm !== 'ppmi-svd' && training) });
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function measureOurs(job: Job): Promise<Measured> {
  const before = performance.now();
  const epochEnds: number[] = [];
  const trained = await trainEmbeddings([job.corpus], settingsOf(job), { onEpoch: () => epochEnds.push(cpuSeconds()) });
  const iteration = (epochEnds[epochEnds.length - 1] - epochEnds[0]) / (epochEnds.length - 1);
  const measured = {
    cpu: cpuSeconds(), wall: (performance.now() - before) / 1000, megabytes: process.resourceUsage().maxRSS / 1024, ...(epochEnds.length > 1 && { iteration }),
  };
  await writeVectors(job.out, trained, 'word2vec-binary');
  return measured;
}

/** In a process of its own, so that its CPU time and memory are its own. */
function oursInChild(job: Job): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(process.argv[1], ['--job', JSON.stringify(job)]);
    child.on('message', (measured) => resolve(measured as Measured));
    child.on('exit', (code) => reject(new Error(`our trainer ended with code ${code}`)));
  });
}

function peer({ corpus, algorithm, epochs, seed, threads, rate, out }: Job): Measured | undefined {
  const run = (script: string, ...args: (string | number)[]): Measured => JSON.parse(execFileSync('/usr/bin/python3', [path.join('bench', script), corpus, ...args.map(String)], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, OPENBLAS_NUM_THREADS: String(threads), OMP_NUM_THREADS: String(threads) },
  })) as Measured;
  try {
    if (algorithm === 'ppmi-svd') return run('embeddings_scipy.py', out, seed);
    if (algorithm === 'skipgram' || algorithm === 'cbow') return run('embeddings_gensim.py', algorithm, out, seed, epochs, threads, ...(rate === undefined ? [] : [rate]));
    if (algorithm.startsWith('fasttext')) return run('embeddings_fasttext.py', algorithm.replace('fasttext-', ''), out.replace(/\.bin$/, ''), seed, epochs, threads, ...(rate === undefined ? [] : [rate]));
  } catch (error) {
    console.error(`  no peer: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  return undefined;
}

const { values: options } = parseArgs({ options: {
  job: { type: 'string' }, families: { type: 'string', default: families.join(',') }, corpus: { type: 'string', default: '../shared/data/corpora/simplewiki' },
  lines: { type: 'string' }, epochs: { type: 'string', default: '3' }, seeds: { type: 'string', default: '1' }, 'peer-seeds': { type: 'string' }, rate: { type: 'string' }, deterministic: { type: 'boolean', default: false }, threads: { type: 'string', default: '1' },
  pairs: { type: 'string', default: '../shared/data/wordsim/wordsim353.tsv' }, analogies: { type: 'string', default: '../shared/data/wordsim/questions-words.txt' },
} });

async function tokenized(target: string, lineLimit: number): Promise<number> {
  const out = createWriteStream(target);
  let tokens = 0;
  let lines = 0;
  for await (const { text } of readTexts(options.corpus)) {
    const words = text.toLowerCase().match(/\p{L}+/gu);
    if (!words) continue;
    tokens += words.length;
    if (!out.write(`${words.join(' ')}\n`)) await once(out, 'drain');
    if (++lines >= lineLimit) break;
  }
  await new Promise<void>((resolve) => out.end(resolve));
  return tokens;
}

async function quality(file: string): Promise<Quality | undefined> {
  if (!existsSync(options.pairs) || !existsSync(options.analogies)) return undefined;
  const { space } = await readVectors(file);
  const { spearman } = evaluatePairs(space, await readWordPairs(options.pairs));
  const { accuracy } = await evaluateAnalogies(space, await readAnalogies(options.analogies));
  return { similarity: spearman ?? Number.NaN, analogies: accuracy ?? Number.NaN };
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(4);
}

async function compare(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-bench-'));
  try {
    const corpus = path.join(folder, 'corpus.txt');
    const tokens = await tokenized(corpus, options.lines === undefined ? Infinity : Number(options.lines));
    console.log(`${tokens} tokens, ${options.epochs} epochs, ${options.threads} threads, ${os.cpus().length} processors, Node ${process.version}`);
    for (const algorithm of options.families.split(',') as Algorithm[]) {
      const results = { peer: [] as Quality[], ours: [] as Quality[] };
      for (const seed of options.seeds.split(',').map(Number)) {
        const job: Job = {
          corpus, algorithm, epochs: Number(options.epochs), seed, threads: Number(options.threads), deterministic: options.deterministic, out: path.join(folder, 'vectors.bin'),
          ...(options.rate !== undefined && { rate: Number(options.rate) }),
        };
        const passes = algorithm === 'ppmi-svd' ? 1 : job.epochs;
        const show = async (name: 'peer' | 'ours', { cpu, wall, megabytes, iteration }: Measured): Promise<void> => {
          const found = await quality(job.out);
          if (found) results[name].push(found);
          const perIteration = iteration === undefined ? '' : `, an iteration ${iteration.toFixed(1)} CPU s`;
          console.log(`${algorithm.padEnd(18)} seed ${seed} ${name.padEnd(5)} ${cpu.toFixed(1)} CPU s, ${wall.toFixed(1)} s, ${Math.round((tokens * passes) / cpu / 1000)} k tokens per CPU s${
            perIteration}, ${Math.round(megabytes)} MB${found ? `, similarity ${found.similarity.toFixed(4)} analogies ${found.analogies.toFixed(4)}` : ''}`);
        };
        const theirs = (options['peer-seeds'] ?? options.seeds).split(',').map(Number).includes(seed) ? peer(job) : undefined;
        if (theirs) await show('peer', theirs);
        const ours = await oursInChild(job);
        await show('ours', ours);
        if (theirs) console.log(`${algorithm.padEnd(18)} peer / ours: CPU ${(theirs.cpu / ours.cpu).toFixed(2)}, wall ${(theirs.wall / ours.wall).toFixed(2)}, memory ${(theirs.megabytes / ours.megabytes).toFixed(2)}`);
      }
      for (const [name, of] of Object.entries(results)) {
        if (of.length > 1) console.log(`${algorithm.padEnd(18)} ${name} mean of ${of.length}: similarity ${mean(of.map(({ similarity }) => similarity))} analogies ${mean(of.map(({ analogies }) => analogies))}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (options.job === undefined) await compare();
else {
  const measured = await measureOurs(JSON.parse(options.job) as Job);
  process.send!(measured, () => process.exit(0));
}
