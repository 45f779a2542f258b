import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import type { LabelledExample } from '../corpora/example.ts';
import type { ExampleOptions } from '../corpora/readExamples.ts';
import { readExamples } from '../corpora/readExamples.ts';
import { readTaggedSentences } from '../corpora/readTaggedSentences.ts';
import type { Problem } from '../corpora/source.ts';
import { placeOf } from '../corpora/split.ts';
import { buildVocabulary } from '../text/buildVocabulary.ts';
import { createTokenizer } from '../text/createTokenizer.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { TokenizerSpec } from '../text/tokenizerSpec.ts';
import { ExampleStore } from './exampleStore.ts';
import type { DataPart } from './exampleStore.ts';
import type { RunConfiguration, TokenizerChoice } from './runConfiguration.ts';
import type { Preparation } from './runFolder.ts';
import { TextStore } from './textStore.ts';

export interface ReadingProgress {
  readonly phase: 'counting' | 'encoding';
  readonly rows: number;
}

export interface ReadingOptions {
  readonly signal?: AbortSignal;
  /** Reading waits for it. */
  readonly onProgress?: (progress: ReadingProgress) => void | Promise<void>;
  /** Hears of rows that are left out, where the configuration says that bad rows are. */
  readonly onProblem?: (problem: Problem) => void;
}

const copiesHint = 'Copies of a text are always in the same part: more different texts help.';

/** The id of what a tokenizer does not know. */
const unknownId = 1;

interface Row extends LabelledExample {
  readonly part: DataPart;
  /** Where each token has a tag: the tokens, with `labels` as their tags. */
  readonly tokens?: readonly string[];
}

/** Labelled texts, or sentences with a tag a token. */
async function* readRows(paths: readonly string[], configuration: RunConfiguration, { signal, onProblem = ignore }: ReadingOptions): AsyncGenerator<Omit<Row, 'part'>> {
  const { tagColumn, format, skipBadRows, ...reading } = definedOnly(configuration.reading);
  const common = { ...(signal && { signal }), ...(skipBadRows && { onProblem }) };
  if (configuration.target !== 'tags') {
    yield* readExamples(paths, { ...reading, ...(format && { format }), ...common } satisfies ExampleOptions);
    return;
  }
  for await (const { tokens, tags, file, line } of readTaggedSentences(paths, { ...(tagColumn !== undefined && { tagColumn }), ...common })) {
    yield { text: tokens.join(' '), labels: tags, tokens, file, line };
  }
}

function ignore(): void {
  // Nobody wants to hear of bad rows.
}

/** The rows with the part they belong to; which one depends on the seed and the text alone, so that copies of a text are never on both sides. */
async function* rowsOf(configuration: RunConfiguration, phase: ReadingProgress['phase'], options: ReadingOptions): AsyncGenerator<Row> {
  const { data, validation, test, training: { seed } } = configuration;
  const validationPart = typeof validation === 'number' ? validation : 0;
  const testPart = typeof test === 'number' ? test : 0;
  const draw = (text: string): DataPart => {
    if (validationPart === 0 && testPart === 0) return 'training';
    const place = placeOf(text, seed);
    if (place < validationPart) return 'validation';
    return place < validationPart + testPart ? 'test' : 'training';
  };
  const files: (readonly [readonly string[], (text: string) => DataPart])[] = [[data, draw]];
  if (typeof validation !== 'number') files.push([validation, () => 'validation']);
  if (test !== undefined && typeof test !== 'number') files.push([test, () => 'test']);
  let rows = 0;
  for (const [paths, partOf] of files) {
    for await (const example of readRows(paths, configuration, options)) {
      if (++rows % 1000 === 0) await options.onProgress?.({ phase, rows });
      yield { ...example, part: partOf(example.text) };
    }
  }
  await options.onProgress?.({ phase, rows });
}

/**
 * The first pass: counts labels, finds out the kind of target, builds the vocabulary.
 * @throws LexiscopeError where the data has fewer than two labels, or several labels a row for a single target
 */
export async function inspectData(configuration: RunConfiguration, options: ReadingOptions): Promise<Preparation> {
  const counts = new Map<string, number>();
  const heldOut = new Set<string>();
  const sizes = { training: 0, validation: 0, test: 0 };
  let several: LabelledExample | undefined;
  const texts = async function* (): AsyncGenerator<string> {
    for await (const row of rowsOf(configuration, 'counting', options)) {
      sizes[row.part]++;
      if (row.labels.length !== 1 && !row.tokens) {
        if (configuration.target !== 'auto' && configuration.target !== 'multiple') throw new LexiscopeError('bad-input', `${row.file}:${row.line}: this row has ${row.labels.length} labels, expected one`);
        several = row;
      }
      if (row.part !== 'training') {
        for (const label of row.labels) heldOut.add(label);
        continue;
      }
      for (const label of row.tokens ? row.labels : new Set(row.labels)) counts.set(label, (counts.get(label) ?? 0) + 1);
      yield row.text;
    }
  };
  const tokenizer = await chooseTokenizer(configuration.tokenizer, texts(), options.signal);
  const labels = [...counts.keys()].sort();
  const where = configuration.data.join(', ');
  if (labels.length < 2 && [...heldOut].some((label) => !counts.has(label))) {
    throw new LexiscopeError('bad-input', `${where}: expected at least two different labels in the rows for training, found ${labels.length === 0 ? 'none' : `only ${labels[0]}`}: all others were held out`, { hint: copiesHint });
  }
  if (labels.length < 2) throw new LexiscopeError('bad-input', `${where}: expected rows with at least two different labels, found ${labels.length === 0 ? 'none' : `only ${labels[0]}`}`);
  if (configuration.test !== undefined && sizes.test === 0) throw new LexiscopeError('bad-input', `${where}: no rows were left for the test`, { hint: `Give a larger part, or files with rows in them. ${copiesHint}` });
  if (sizes.validation === 0) throw new LexiscopeError('bad-input', `${where}: no rows were left for validation`, { hint: `Give a larger part or a file with --validation. ${copiesHint}` });
  const target = configuration.target === 'auto' ? (several ? 'multiple' : 'single') : configuration.target;
  if (target === 'binary' && labels.length !== 2) throw new LexiscopeError('bad-input', `${where}: a binary target needs two labels, found ${labels.length}`);
  return { labels, target, labelCounts: labels.map((label) => counts.get(label)!), trainingExamples: sizes.training, validationExamples: sizes.validation, testExamples: sizes.test, tokenizer };
}

async function chooseTokenizer(choice: TokenizerChoice, texts: AsyncIterable<string>, signal: AbortSignal | undefined): Promise<TokenizerSpec> {
  if (choice.kind === 'hashed-ngrams') {
    for await (const _ of texts) throwIfAborted(signal, 'Reading the data');
    return choice;
  }
  const { vocabularySize, minimumCount, ...units } = choice;
  const vocabulary = await buildVocabulary(texts, units, { minimumCount, maximumSize: vocabularySize }, signal);
  return units.kind === 'words' ? { ...units, vocabulary, unknownBuckets: 0 } : { ...units, vocabulary };
}

/** The data, ready for training. */
export interface PreparedData {
  readonly examples: ExampleStore;
  readonly texts: TextStore;
}

/**
 * The second pass: tokenizes all rows into a store.
 * @param file where the examples are kept; the held-out texts beside it
 * @throws LexiscopeError `bad-input` where the data is not what it was when the run began
 */
export async function encodeData(configuration: RunConfiguration, preparation: Preparation, file: string, options: ReadingOptions): Promise<PreparedData> {
  const tokenizer = createTokenizer(preparation.tokenizer);
  const indexOf = new Map(preparation.labels.map((label, i) => [label, i]));
  const examples = new ExampleStore(file);
  const texts = new TextStore(`${file}.texts`);
  try {
    for await (const { part, text, labels: names, tokens, file: origin, line } of rowsOf(configuration, 'encoding', options)) {
      // A label that only held-out rows have cannot be learnt: such a row counts as a mistake.
      const labels = names.map((label) => indexOf.get(label) ?? -1);
      if (tokens) {
        const encoded = encodeTokens(tokenizer, tokens, configuration.maximumTokens);
        examples.add(part, { ...encoded, labels: Int32Array.from(labels.slice(0, encoded.idStarts.length - 1)) });
      } else {
        const { ids, idStarts } = tokenizer.encode(text, configuration.maximumTokens);
        examples.add(part, { ids, idStarts, labels: Int32Array.from(new Set(labels)) });
      }
      if (part !== 'training') texts.add(part, { text, labels: names, ...(tokens && { tokens }), file: origin, line });
    }
    examples.flush();
    texts.flush();
    const { trainingExamples, validationExamples, testExamples } = preparation;
    if (examples.size('training') !== trainingExamples || examples.size('validation') !== validationExamples || examples.size('test') !== testExamples) {
      throw new LexiscopeError('bad-input', `${configuration.data.join(', ')}: the data has changed since the run began: ${examples.size('training')} + ${examples.size('validation')} rows, there were ${trainingExamples} + ${validationExamples}`,
        { hint: 'Start a new run.' });
    }
    return { examples, texts };
  } catch (error) {
    await disposeData({ examples, texts });
    throw error;
  }
}

export async function disposeData({ examples, texts }: PreparedData): Promise<void> {
  await examples.dispose();
  await texts.dispose();
}

/** Tokens that are given, not found: one that the tokenizer would split has the ids of all its pieces, or of the first where a token has one id. */
export function encodeTokens(tokenizer: Tokenizer, tokens: readonly string[], maximumTokens: number): { ids: Int32Array; idStarts: Int32Array } {
  const kept = Math.min(tokens.length, maximumTokens);
  const idStarts = new Int32Array(kept + 1);
  const ids: number[] = [];
  for (let t = 0; t < kept; t++) {
    const pieces = tokenizer.encode(tokens[t]).ids;
    if (pieces.length === 0) ids.push(unknownId);
    else if (tokenizer.maximumIdsPerToken === 1) ids.push(pieces[0]);
    else for (const id of pieces) ids.push(id);
    idStarts[t + 1] = ids.length;
  }
  return { ids: Int32Array.from(ids), idStarts };
}

/** Without the keys whose value is undefined, which exact optional properties do not take. */
function definedOnly<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
