import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import { createRandom } from '../base/random.ts';
import type { LabelledExample } from '../corpora/example.ts';
import type { ExampleOptions } from '../corpora/readExamples.ts';
import { readExamples } from '../corpora/readExamples.ts';
import { readTaggedSentences } from '../corpora/readTaggedSentences.ts';
import { buildVocabulary } from '../text/buildVocabulary.ts';
import { createTokenizer } from '../text/createTokenizer.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { TokenizerSpec } from '../text/tokenizerSpec.ts';
import { ExampleStore } from './exampleStore.ts';
import type { RunConfiguration, TokenizerChoice } from './runConfiguration.ts';
import type { Preparation } from './runFolder.ts';

export interface ReadingProgress {
  readonly phase: 'counting' | 'encoding';
  readonly rows: number;
}

export interface ReadingOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReadingProgress) => void;
}

/** The id of what a tokenizer does not know. */
const unknownId = 1;

interface Row extends LabelledExample {
  readonly part: 'training' | 'validation';
  /** Where each token has a tag: the tokens, with `labels` as their tags. */
  readonly tokens?: readonly string[];
}

/** Labelled texts, or sentences with a tag a token. */
async function* readRows(paths: readonly string[], configuration: RunConfiguration, signal: AbortSignal | undefined): AsyncGenerator<Omit<Row, 'part'>> {
  const { tagColumn, format, ...reading } = definedOnly(configuration.reading);
  if (configuration.target !== 'tags') {
    yield* readExamples(paths, { ...reading, ...(format && { format }), ...(signal && { signal }) } satisfies ExampleOptions);
    return;
  }
  for await (const { tokens, tags, file, line } of readTaggedSentences(paths, { ...(tagColumn !== undefined && { tagColumn }), ...(signal && { signal }) })) {
    yield { text: tokens.join(' '), labels: tags, tokens, file, line };
  }
}

/** The rows with the part they belong to; which one depends on the seed and the row's number alone. */
async function* rowsOf(configuration: RunConfiguration, phase: ReadingProgress['phase'], { signal, onProgress }: ReadingOptions): AsyncGenerator<Row> {
  const { data, validation, training: { seed } } = configuration;
  const random = createRandom(seed ^ 0x5f3759df);
  let rows = 0;
  const count = (): void => {
    if (++rows % 1000 === 0) onProgress?.({ phase, rows });
  };
  for await (const example of readRows(data, configuration, signal)) {
    count();
    yield { ...example, part: typeof validation === 'number' && random.next() < validation ? 'validation' : 'training' };
  }
  if (typeof validation !== 'number') {
    for await (const example of readRows(validation, configuration, signal)) {
      count();
      yield { ...example, part: 'validation' };
    }
  }
  onProgress?.({ phase, rows });
}

/**
 * The first pass: counts labels, finds out the kind of target, builds the vocabulary.
 * @throws LexiscopeError where the data has fewer than two labels, or several labels a row for a single target
 */
export async function inspectData(configuration: RunConfiguration, options: ReadingOptions): Promise<Preparation> {
  const counts = new Map<string, number>();
  const sizes = { training: 0, validation: 0 };
  let several: LabelledExample | undefined;
  const texts = async function* (): AsyncGenerator<string> {
    for await (const row of rowsOf(configuration, 'counting', options)) {
      sizes[row.part]++;
      if (row.labels.length !== 1 && !row.tokens) {
        if (configuration.target !== 'auto' && configuration.target !== 'multiple') throw new LexiscopeError('bad-input', `${row.file}:${row.line}: this row has ${row.labels.length} labels, expected one`);
        several = row;
      }
      if (row.part === 'validation') continue;
      for (const label of row.tokens ? row.labels : new Set(row.labels)) counts.set(label, (counts.get(label) ?? 0) + 1);
      yield row.text;
    }
  };
  const tokenizer = await chooseTokenizer(configuration.tokenizer, texts(), options.signal);
  const labels = [...counts.keys()].sort();
  const where = configuration.data.join(', ');
  if (labels.length < 2) throw new LexiscopeError('bad-input', `${where}: expected rows with at least two different labels, found ${labels.length === 0 ? 'none' : `only ${labels[0]}`}`);
  if (sizes.validation === 0) throw new LexiscopeError('bad-input', `${where}: no rows were left for validation`, { hint: 'Give a larger part or a file with --validation.' });
  const target = configuration.target === 'auto' ? (several ? 'multiple' : 'single') : configuration.target;
  if (target === 'binary' && labels.length !== 2) throw new LexiscopeError('bad-input', `${where}: a binary target needs two labels, found ${labels.length}`);
  return { labels, target, labelCounts: labels.map((label) => counts.get(label)!), trainingExamples: sizes.training, validationExamples: sizes.validation, tokenizer };
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

/**
 * The second pass: tokenizes all rows into a store.
 * @throws LexiscopeError `bad-input` where the data is not what it was when the run began
 */
export async function encodeData(configuration: RunConfiguration, preparation: Preparation, file: string, options: ReadingOptions): Promise<ExampleStore> {
  const tokenizer = createTokenizer(preparation.tokenizer);
  const indexOf = new Map(preparation.labels.map((label, i) => [label, i]));
  const store = new ExampleStore(file);
  try {
    for await (const row of rowsOf(configuration, 'encoding', options)) {
      // A label that only validation rows have cannot be learnt: such a row counts as a mistake.
      const labels = row.labels.map((label) => indexOf.get(label) ?? -1);
      if (row.tokens) {
        const encoded = encodeTokens(tokenizer, row.tokens, configuration.maximumTokens);
        store.add(row.part, { ...encoded, labels: Int32Array.from(labels.slice(0, encoded.idStarts.length - 1)) });
        continue;
      }
      const { ids, idStarts } = tokenizer.encode(row.text, configuration.maximumTokens);
      store.add(row.part, { ids, idStarts, labels: Int32Array.from(new Set(labels)) });
    }
    store.flush();
    const { trainingExamples, validationExamples } = preparation;
    if (store.size('training') !== trainingExamples || store.size('validation') !== validationExamples) {
      throw new LexiscopeError('bad-input', `${configuration.data.join(', ')}: the data has changed since the run began: ${store.size('training')} + ${store.size('validation')} rows, there were ${trainingExamples} + ${validationExamples}`);
    }
    return store;
  } catch (error) {
    await store.dispose();
    throw error;
  }
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
