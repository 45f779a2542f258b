// npm run bench -- hover [hovers]: how long the server takes to answer textDocument/hover, over standard input and output, with the shipped spaces.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../src/base/files.ts';
import type { HoverAnswer } from '../src/protocol/hover.ts';
import { LspClient } from '../test/server/lspClient.ts';

const hovers = Number(process.argv[2] ?? 1000);
const root = packageRoot(import.meta.url);
const uri = 'file:///bench.md';

/** English prose with markup, Swedish paragraphs in between, and words that no space knows. */
const prose = readFileSync(path.join(root, 'docs/embeddings.md'), 'utf8') + readFileSync(path.join(root, 'media/samples/swedish.txt'), 'utf8') + '\n\nA freind of qwrtzuiop sings.\n';
const places = prose.split('\n').flatMap((line, number) => [...line.matchAll(/\p{L}+/gu)].map((match) => ({ line: number, character: match.index })));

const client = await LspClient.start();
const ask = (position: { line: number; character: number }): Promise<HoverAnswer | null> => client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });

async function timed(position: { line: number; character: number }): Promise<number> {
  const startMs = performance.now();
  await ask(position);
  return performance.now() - startMs;
}

function show(what: string, values: readonly number[]): void {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): string => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(1);
  console.log(`${what.padEnd(52)} median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms, longest ${at(1)} ms (${values.length})`);
}

await client.open(uri, prose, 'markdown');
const startMs = performance.now();
while ((await ask(places[0]))?.contents.value.startsWith('Reading the vectors')) await new Promise((resolve) => setTimeout(resolve, 20));
console.log(`${'the first hover (two spaces are read)'.padEnd(52)} ${(performance.now() - startMs).toFixed(0)} ms`);
for (let i = 0; i < 100; i++) await ask(places[(i * 37) % places.length]);

const still: number[] = [];
for (let i = 0; i < hovers; i++) still.push(await timed(places[(i * 101) % places.length]));
show('hover', still);
const typed: number[] = [];
for (let i = 0; i < hovers / 4; i++) {
  await client.edit(uri, { start: { line: 0, character: 0 }, end: { line: 0, character: i % 2 } }, i % 2 === 0 ? 'x' : '');
  typed.push(await timed(places[(i * 101) % places.length]));
}
show('hover right after a key', typed);
await client.stop();
