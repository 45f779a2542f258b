// Rows per second and peak memory of the readers on a million generated short rows.
//   node scripts/run.mjs bench/corpora.ts [rows]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createRandom } from '../src/base/random.ts';
import { readExamples } from '../src/corpora/readExamples.ts';

const formats = ['csv', 'csv, quoted', 'jsonl', 'jsonl.gz', 'fasttext'] as const;
type Format = (typeof formats)[number];

const syllables = ['ka', 'lo', 'mi', 'ren', 'sto', 'vå', 'ti', 'né', 'gar', 'u', 'be', 'lin'];

function row(format: Format, text: string, label: string): string {
  if (format === 'csv') return `${text},${label}\n`;
  if (format === 'csv, quoted') return `"${text}, ""${label}""\n",${label}\n`;
  if (format === 'fasttext') return `__label__${label} ${text}\n`;
  return `${JSON.stringify({ text, labels: [label] })}\n`;
}

/** Writes the rows; texts have 5 to 15 words of 1 to 3 syllables. */
async function generate(file: string, format: Format, rows: number): Promise<void> {
  const random = createRandom(1);
  const out = createWriteStream(file);
  const gzip = format === 'jsonl.gz' ? createGzip() : undefined;
  gzip?.pipe(out);
  const sink = gzip ?? out;
  if (format.startsWith('csv')) sink.write('text,label\n');
  const word = (): string => Array.from({ length: 1 + random.below(3) }, () => syllables[random.below(syllables.length)]).join('');
  for (let i = 0; i < rows; i++) {
    const text = Array.from({ length: 5 + random.below(11) }, word).join(' ');
    if (!sink.write(row(format, text, `class${random.below(10)}`))) await once(sink, 'drain');
  }
  sink.end();
  await finished(out);
}

async function measure(file: string): Promise<void> {
  const start = performance.now();
  let rows = 0;
  for await (const { text } of readExamples(file)) if (text.length > 0) rows++;
  const seconds = (performance.now() - start) / 1000;
  const { size } = await stat(file);
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(`${rows} rows, ${(size / 1e6).toFixed(0)} MB in ${seconds.toFixed(2)} s: ${Math.round(rows / seconds)} rows/s, ${(size / 1e6 / seconds).toFixed(0)} MB/s; peak resident size ${peak.toFixed(0)} MB`);
}

if (process.argv[2] === 'measure') await measure(process.argv[3]);
else {
  const rows = Number(process.argv[2] ?? 1_000_000);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-bench-'));
  try {
    for (const format of formats) {
      const file = path.join(folder, `rows.${format === 'jsonl.gz' ? format : format.slice(0, 3) === 'csv' ? 'csv' : format}`);
      await generate(file, format, rows);
      process.stdout.write(`${format.padEnd(12)} `);
      // A process each, as the peak of a process never comes down.
      await once(fork(process.argv[1], ['measure', file]), 'exit');
      await rm(file);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
