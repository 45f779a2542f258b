// npm run bench -- largeCorpus [--megabytes 1000] [--threads 2] [--algorithms skipgram,ppmi-svd] [--file PATH]
// One epoch on a large text: wall time, CPU seconds and peak resident memory of `lexiscope train embeddings` by GNU time.
//
// The text is written to a temporary file, or to --file and kept there (and used again if it is there): the lines of Simple English Wikipedia, the novels and Dickens, again and again until the file is as large as wanted, each time in another order. From
// the second time on a share of the words is renamed (a suffix of letters; the same word always the same in one pass), so that the vocabulary grows with the text as
// Heaps' law has it: words that occur at most 1,000 times in the first pass, 35 of 100 of them. Frequent words stay, as they do in real text.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom, shuffle } from '../src/base/random.ts';
import { murmur3 } from '../src/corpora/textHash.ts';
import { readTexts } from '../src/corpora/readTexts.ts';

const { values: options } = parseArgs({ options: {
  megabytes: { type: 'string', default: '1000' }, threads: { type: 'string', default: '2' }, algorithms: { type: 'string', default: 'skipgram,ppmi-svd' }, file: { type: 'string' },
} });
const sources = ['simplewiki', 'novels', 'dickens'].map((name) => `../shared/data/corpora/${name}`);
const renamedShare = 0.35;
const renamedMostFrequent = 1000;

async function sourceLines(): Promise<{ lines: string[]; counts: Map<string, number> }> {
  const lines: string[] = [];
  const counts = new Map<string, number>();
  for (const source of sources) {
    for await (const { text } of readTexts(source)) {
      const words = text.toLowerCase().match(/\p{L}+/gu);
      if (!words) continue;
      lines.push(words.join(' '));
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return { lines, counts };
}

/** A number in letters, so that a renamed word is a run of letters, too. */
function suffix(pass: number): string {
  return `q${[...String(pass)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;
}

async function generate(file: string, bytes: number): Promise<void> {
  const { lines, counts } = await sourceLines();
  const out = createWriteStream(file);
  const random = createRandom(1);
  const distinct = new Set(counts.keys());
  let [written, tokens] = [0, 0];
  for (let pass = 0; written < bytes; pass++) {
    const renamed = new Map<string, string>();
    if (pass > 0) {
      for (const [word, count] of counts) {
        if (count <= renamedMostFrequent && murmur3(word, pass) < renamedShare * 2 ** 32) renamed.set(word, word + suffix(pass));
      }
      for (const name of renamed.values()) distinct.add(name);
    }
    for (const line of shuffle(lines, random)) {
      const words = line.split(' ').map((word) => renamed.get(word) ?? word);
      tokens += words.length;
      const text = `${words.join(' ')}\n`;
      written += Buffer.byteLength(text);
      if (!out.write(text)) await once(out, 'drain');
      if (written >= bytes) break;
    }
  }
  out.end();
  await once(out, 'close');
  console.log(`${(written / 1e6).toFixed(0)} MB, ${tokens} tokens, ${distinct.size} different words`);
}

const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-large-'));
try {
  const corpus = options.file ?? path.join(folder, 'corpus.txt');
  if (!existsSync(corpus)) await generate(corpus, Number(options.megabytes) * 1e6);
  console.log(`${options.threads} threads, load ${os.loadavg()[0].toFixed(1)}, Node ${process.version}`);
  for (const algorithm of options.algorithms.split(',').filter((name) => name !== '')) {
    const { status, stdout, stderr } = spawnSync('/usr/bin/time', ['-f', 'TIME %e %U %S %M', process.execPath, 'dist/cli.js', 'train', 'embeddings', '--corpus', corpus, '--algorithm', algorithm,
      '--tokens', 'whitespace', ...(algorithm === 'ppmi-svd' ? [] : ['--epochs', '1']), '--threads', options.threads, '--out', path.join(folder, 'vectors.bin'), '--json'], { encoding: 'utf8' });
    const [, wall, user, system, kilobytes] = /TIME ([\d.]+) ([\d.]+) ([\d.]+) (\d+)/.exec(stderr) ?? [];
    if (status !== 0) throw new Error(`${algorithm} ended with code ${status}: ${stderr}`);
    const { words } = JSON.parse(stdout) as { words: number };
    console.log(`${algorithm.padEnd(10)} ${words} words in the vocabulary, ${wall} s, ${(Number(user) + Number(system)).toFixed(1)} CPU s, peak ${Math.round(Number(kilobytes) / 1024)} MB resident`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
