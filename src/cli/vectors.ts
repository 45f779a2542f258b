import path from 'node:path';
import { neighbourStability } from '../embeddings/stability.ts';
import { evaluateAnalogies, evaluatePairs } from '../vectors/evaluate.ts';
import { readAnalogies, readWordPairs } from '../vectors/evaluationData.ts';
import { formatOfName, vectorFormats } from '../vectors/formats.ts';
import { requireWord } from '../vectors/lookup.ts';
import { readVectorsQuickly } from '../vectors/cacheFolder.ts';
import { readVectors, type ReadResult } from '../vectors/read.ts';
import type { Neighbour } from '../vectors/search.ts';
import { analogy, mostSimilar, rankByFit, similarity } from '../vectors/words.ts';
import { writeVectors } from '../vectors/write.ts';
import type { Io } from './io.ts';
import { UsageError } from './io.ts';
import { oneOf, parseOptions, wholeNumber } from './options.ts';

export const vectorsUsage = `usage: lexiscope vectors neighbours FILE WORD [--top 10]
       lexiscope vectors similarity FILE A B
       lexiscope vectors analogy FILE A B C [--top 10] [--method 3CosAdd|3CosMul]     A is to B as C is to ...
       lexiscope vectors odd-one-out FILE WORD WORD WORD...
       lexiscope vectors convert IN OUT [--to FORMAT] [--storage float32|int8] [--digits N]
       lexiscope vectors evaluate FILE [--pairs FILE.tsv]... [--analogies FILE] [--method 3CosAdd|3CosMul] [--vocabulary-limit 300000]
                                [--stability OTHER]     how far the neighbours of frequent words are the same in another run's vectors

Reads word2vec text and binary, GloVe, fastText .vec and .bin and Lexiscope's own .lxv, gzipped or not; writes word2vec text (.vec, .txt), word2vec
binary (.bin), GloVe (glove*.txt) and .lxv.

  --json             one JSON value on standard output
  --format FORMAT    what FILE is, where its bytes do not tell: ${vectorFormats.join(', ')}
  --limit N          only the first N words of the file
  --from-rank N, --to-rank N   neighbours and answers among these frequency ranks only
  --strict           a word that comes twice is an error; else its first vector is kept, with a warning
  --no-cache         neither use nor make a cached copy (in $LEXISCOPE_CACHE, or the user's cache folder)
`;

const optionSpecs = {
  json: { type: 'boolean' }, top: { type: 'string' }, method: { type: 'string' }, format: { type: 'string' }, limit: { type: 'string' },
  'from-rank': { type: 'string' }, 'to-rank': { type: 'string' }, strict: { type: 'boolean' }, 'no-cache': { type: 'boolean' },
  to: { type: 'string' }, storage: { type: 'string' }, digits: { type: 'string' },
  pairs: { type: 'string', multiple: true }, analogies: { type: 'string' }, 'vocabulary-limit': { type: 'string' }, stability: { type: 'string' },
} as const;

type Values = ReturnType<typeof parseOptions<typeof optionSpecs>>['values'];

interface Subcommand {
  readonly run: (words: readonly string[], values: Values, io: Io) => Promise<void>;
  /** Positional arguments after the name: at least and at most. */
  readonly least: number;
  readonly most: number;
  readonly expected: string;
}

const subcommands: Readonly<Record<string, Subcommand>> = {
  neighbours: { run: neighbours, least: 2, most: 2, expected: 'FILE WORD' },
  similarity: { run: similarityOfTwo, least: 3, most: 3, expected: 'FILE A B' },
  analogy: { run: solveAnalogy, least: 4, most: 4, expected: 'FILE A B C' },
  'odd-one-out': { run: findOddOne, least: 4, most: Infinity, expected: 'FILE and at least three words' },
  convert: { run: convert, least: 2, most: 2, expected: 'IN OUT' },
  evaluate: { run: evaluate, least: 1, most: 1, expected: 'FILE' },
};

/** `lexiscope vectors ...`. @returns the exit code; throws UsageError or LexiscopeError, as all commands do */
export async function vectorsCommand(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const [name, ...rest] = positionals;
  if (name === undefined || !Object.hasOwn(subcommands, name)) {
    const given = name === undefined ? 'what to do is missing' : `there is no 'vectors ${name}'`;
    throw new UsageError(`${given}; there are ${Object.keys(subcommands).join(', ')}`);
  }
  const { run, least, most, expected } = subcommands[name];
  if (rest.length < least || rest.length > most) throw new UsageError(`vectors ${name}: expected ${expected}, found ${rest.length} argument${rest.length === 1 ? '' : 's'}`);
  await run(rest, values, io);
  return 0;
}

async function neighbours([file, word]: readonly string[], values: Values, io: Io): Promise<void> {
  const options = searchOptions(values);
  const { space } = await load(file, values, io);
  const found = requireWord(space, word);
  if (found.kind !== 'exact') io.stderr(`lexiscope: ${word} is ${found.kind === 'subwords' ? 'unknown; its vector comes from its character n-grams' : `taken as ${found.word}`}\n`);
  printNeighbours(mostSimilar(space, { positive: [word] }, options), values, io);
}

async function similarityOfTwo([file, a, b]: readonly string[], values: Values, io: Io): Promise<void> {
  const { space } = await load(file, values, io);
  const cosine = similarity(space, a, b);
  io.stdout(values.json ? `${JSON.stringify({ a, b, similarity: cosine })}\n` : `${cosine.toFixed(4)}\n`);
}

async function solveAnalogy([file, a, b, c]: readonly string[], values: Values, io: Io): Promise<void> {
  const options = { ...searchOptions(values), method: methodOf(values) };
  const { space } = await load(file, values, io);
  printNeighbours(analogy(space, a, b, c, options), values, io);
}

async function findOddOne([file, ...words]: readonly string[], values: Values, io: Io): Promise<void> {
  const { space } = await load(file, values, io);
  const fits = rankByFit(space, words);
  const odd = fits[fits.length - 1].word;
  io.stdout(values.json ? `${JSON.stringify({ oddOneOut: odd, words: fits })}\n` : `${odd}\n`);
}

async function convert([input, output]: readonly string[], values: Values, io: Io): Promise<void> {
  const format = values.to === undefined ? formatOfName(output) : oneOf('to', values.to, vectorFormats);
  const storage = oneOf('storage', values.storage ?? 'float32', ['float32', 'int8']);
  if (values.storage !== undefined && format !== 'lexiscope') throw new UsageError('--storage is for .lxv files');
  const digits = values.digits === undefined ? undefined : wholeNumber('digits', values.digits, 1);
  const { space } = await load(input, { ...values, 'no-cache': true }, io);
  const onProgress = progressLine(`writing ${path.basename(output)}`, io);
  await writeVectors(output, space, format, { storage, signal: io.signal, onProgress, ...(digits !== undefined && { digits }) });
  clearLine(io);
  const summary = { file: output, format, rows: space.size, dimensions: space.dimensions };
  io.stdout(values.json ? `${JSON.stringify(summary)}\n` : `${output}: ${format}, ${space.size} words of ${space.dimensions} dimensions\n`);
}

async function evaluate([file]: readonly string[], values: Values, io: Io): Promise<void> {
  if (values.pairs === undefined && values.analogies === undefined && values.stability === undefined) {
    throw new UsageError('vectors evaluate: --pairs, --analogies or --stability is missing');
  }
  const method = methodOf(values);
  const vocabularyLimit = wholeNumber('vocabulary-limit', values['vocabulary-limit'] ?? '300000', 1);
  // The small files first: a mistake in one should not wait for the big one.
  const sets = await Promise.all((values.pairs ?? []).map(async (name) => ({ file: name, pairs: await readWordPairs(name) })));
  const questions = values.analogies === undefined ? undefined : await readAnalogies(values.analogies);
  const { space } = await load(file, values, io);
  const pairs = sets.map((set) => ({ file: set.file, ...evaluatePairs(space, set.pairs, { vocabularyLimit }) }));
  const onProgress = progressLine('analogies', io);
  const analogies = questions && (await evaluateAnalogies(space, questions, { method, vocabularyLimit, signal: io.signal, onProgress }));
  const stability = values.stability === undefined ? undefined : neighbourStability(space, (await load(values.stability, values, io)).space, { signal: io.signal });
  clearLine(io);
  if (values.json) {
    io.stdout(`${JSON.stringify({ pairs, ...(analogies && { analogies }), ...(stability && { stability }) })}\n`);
    return;
  }
  for (const result of pairs) io.stdout(`${result.file}: Spearman ${figure(result.spearman)}, Pearson ${figure(result.pearson)}, ${result.found} of ${result.total} pairs\n`);
  if (stability) io.stdout(`stability: ${figure(stability.overlap)} of the ${stability.top} nearest words are the same, over ${stability.words} words\n`);
  if (!analogies) return;
  for (const { name, accuracy, correct, found, total } of analogies.sections) io.stdout(`  ${name}: ${figure(accuracy)} (${correct} of ${found}; ${total - found} with unknown words)\n`);
  io.stdout(`analogies: ${figure(analogies.accuracy)} (${analogies.correct} of ${analogies.found}; ${analogies.total - analogies.found} with unknown words)\n`);
}

async function load(file: string, values: Values, io: Io): Promise<ReadResult> {
  const options = {
    signal: io.signal,
    onProgress: progressLine(`reading ${path.basename(file)}`, io),
    duplicates: values.strict ? ('error' as const) : ('first' as const),
    ...(values.format !== undefined && { format: oneOf('format', values.format, vectorFormats) }),
    ...(values.limit !== undefined && { limit: wholeNumber('limit', values.limit, 1) }),
  };
  const result = await (values['no-cache'] ? readVectors : readVectorsQuickly)(file, options);
  clearLine(io);
  for (const warning of result.warnings) io.stderr(`lexiscope: ${warning}\n`);
  return result;
}

function searchOptions(values: Values): { top: number; ranks: { from: number; to: number | undefined } } {
  const from = wholeNumber('from-rank', values['from-rank'] ?? '1', 1);
  return { top: wholeNumber('top', values.top ?? '10', 1), ranks: { from, to: values['to-rank'] === undefined ? undefined : wholeNumber('to-rank', values['to-rank'], from) } };
}

function methodOf(values: Values): '3CosAdd' | '3CosMul' {
  return oneOf('method', values.method ?? '3CosAdd', ['3CosAdd', '3CosMul']);
}

function printNeighbours(found: readonly Neighbour[], values: Values, io: Io): void {
  if (values.json) io.stdout(`${JSON.stringify(found.map(({ word, score, row }) => ({ word, score, rank: row + 1 })))}\n`);
  else for (const { word, score } of found) io.stdout(`${word}\t${score.toFixed(4)}\n`);
}

function figure(value: number | null): string {
  return value === null ? 'none' : value.toFixed(4);
}

/** Draws the part done on standard error, where a person looks at it, at most ten times a second. */
function progressLine(what: string, io: Io): (part: number) => void {
  let last = -Infinity;
  return (part) => {
    if (!io.interactive || performance.now() - last < 100) return;
    last = performance.now();
    io.stderr(`\r\u001b[K${`${what} ${Math.round(part * 100)} %`.slice(0, io.columns - 1)}`);
  };
}

function clearLine(io: Io): void {
  if (io.interactive) io.stderr('\r\u001b[K');
}
