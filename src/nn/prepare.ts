import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import type { LabelledExample, TaggedSentence } from '../corpora/example.ts';
import { buildVocabulary } from '../text/buildVocabulary.ts';
import { createTokenizer } from '../text/createTokenizer.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { TokenizerSpec } from '../text/tokenizerSpec.ts';
import { EncodedCorpusWriter } from './encodedCorpus.ts';
import { encodedExample } from './examples.ts';
import type { TokenizerChoice } from './plan.ts';

/** Training data as a stream that can be opened again: it is read twice, once to count and once to encode. */
export interface DataStreams<Row> {
  training(): AsyncIterable<Row>;
  validation(): AsyncIterable<Row>;
}

/** Labels and tokenizer of a training, found in the data; with the encoded corpora in its folder, all that a resume needs. */
export interface PreparedData {
  readonly labels: readonly string[];
  /** Training examples of each label. */
  readonly labelCounts: readonly number[];
  readonly tokenizer: TokenizerSpec;
  readonly maximumTokens: number;
  /** Names of the files that provenances point to. */
  readonly files: readonly string[];
  readonly trainingExamples: number;
  readonly validationExamples: number;
}

export interface PrepareOptions {
  readonly tokenizer: TokenizerChoice;
  /** Longer texts are cut, in training as in use. */
  readonly maximumTokens: number;
  /** Where `training.corpus` and `validation.corpus` go. */
  readonly folder: string;
  /** Examples with several labels, or none, are allowed. */
  readonly multiple: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: 'counting' | 'encoding', examples: number) => void;
}

export const trainingCorpus = 'training.corpus';
export const validationCorpus = 'validation.corpus';

/**
 * Reads labelled texts twice: counts labels and vocabulary, then writes the encoded corpora.
 * Memory grows with the vocabulary, not with the data.
 * @throws LexiscopeError `bad-input` naming file and line: an example with the wrong number of labels, a label that only the
 *   validation data has, fewer than two labels
 */
export async function prepareTexts(streams: DataStreams<LabelledExample>, options: PrepareOptions): Promise<PreparedData> {
  const counts = new Map<string, number>();
  async function* texts(): AsyncGenerator<string> {
    let examples = 0;
    for await (const example of streams.training()) {
      throwIfAborted(options.signal, 'Reading the data');
      checkLabels(example, options.multiple);
      for (const label of example.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
      if (++examples % 1000 === 0) options.onProgress?.('counting', examples);
      yield example.text;
    }
  }
  const tokenizer = await chooseTokenizer(texts(), options);
  const labels = sortedLabels(counts);
  const encode = (tokenizerInUse: Tokenizer, row: LabelledExample, indexOf: (label: string) => number): ReturnType<typeof encodedExample> =>
    encodedExample(tokenizerInUse.encode(row.text, options.maximumTokens), row.labels.map(indexOf));
  return encodeBoth(streams, options, tokenizer, labels, counts, encode);
}

/** The same for sentences with a tag a token; a token that the tokenizer would split keeps one tag. */
export async function prepareSentences(streams: DataStreams<TaggedSentence>, options: PrepareOptions): Promise<PreparedData> {
  const counts = new Map<string, number>();
  async function* texts(): AsyncGenerator<string> {
    for await (const { tokens, tags } of streams.training()) {
      throwIfAborted(options.signal, 'Reading the data');
      for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
      yield tokens.join(' ');
    }
  }
  const tokenizer = await chooseTokenizer(texts(), options);
  const labels = sortedLabels(counts);
  const encode = (tokenizerInUse: Tokenizer, row: TaggedSentence, indexOf: (label: string) => number): ReturnType<typeof encodedExample> => {
    const kept = Math.min(row.tokens.length, options.maximumTokens);
    const ids: number[] = [];
    const idStarts = new Int32Array(kept + 1);
    for (let t = 0; t < kept; t++) {
      const encoded = tokenizerInUse.encode(row.tokens[t]);
      const count = tokenizerInUse.maximumIdsPerToken > 1 ? encoded.ids.length : Math.min(1, encoded.ids.length);
      // A token that the tokenizer finds nothing in is unknown.
      if (count === 0) ids.push(1);
      for (let k = 0; k < count; k++) ids.push(encoded.ids[k]);
      idStarts[t + 1] = ids.length;
    }
    return { ids: Int32Array.from(ids), idStarts, labels: Int32Array.from(row.tags.slice(0, kept), indexOf), weight: 1 };
  };
  return encodeBoth(streams, options, tokenizer, labels, counts, encode);
}

function checkLabels(example: LabelledExample, multiple: boolean): void {
  if (multiple || example.labels.length === 1) return;
  throw new LexiscopeError('bad-input', `${example.file}:${example.line}: expected one label, found ${example.labels.length}`, { hint: 'Choose a multi-label target for data with several labels a text.' });
}

function sortedLabels(counts: ReadonlyMap<string, number>): string[] {
  const labels = [...counts.keys()].sort();
  if (labels.length < 2) throw new LexiscopeError('bad-input', `expected at least two labels in the training data, found ${labels.length === 0 ? 'none' : `only "${labels[0]}"`}`);
  return labels;
}

async function chooseTokenizer(texts: AsyncIterable<string>, options: PrepareOptions): Promise<TokenizerSpec> {
  const choice = options.tokenizer;
  if (choice.kind === 'hashed-ngrams') {
    // Nothing to count, but the labels are counted while the texts pass.
    const iterator = texts[Symbol.asyncIterator]();
    while (!(await iterator.next()).done);
    return {
      kind: 'hashed-ngrams', normalization: { unicode: 'NFC', lowerCase: true }, minimumLength: choice.minimumLength, maximumLength: choice.maximumLength,
      wholeWord: true, buckets: choice.buckets, maximumWordLength: 20, punctuation: choice.punctuation,
    };
  }
  const normalization = { unicode: 'NFC', lowerCase: choice.lowerCase } as const;
  if (choice.kind === 'words') {
    const units = { kind: 'words', normalization, punctuation: choice.punctuation, foldDigits: true } as const;
    const vocabulary = await buildVocabulary(texts, units, { minimumCount: choice.minimumCount, maximumSize: choice.maximumVocabulary }, options.signal);
    return { ...units, vocabulary, unknownBuckets: 0 };
  }
  const units = { kind: 'characters', normalization } as const;
  return { ...units, vocabulary: await buildVocabulary(texts, units, { maximumSize: choice.maximumVocabulary }, options.signal) };
}

async function encodeBoth<Row extends { readonly file: string; readonly line: number }>(
  streams: DataStreams<Row>, options: PrepareOptions, spec: TokenizerSpec, labels: readonly string[], counts: ReadonlyMap<string, number>,
  encode: (tokenizer: Tokenizer, row: Row, indexOf: (label: string) => number) => ReturnType<typeof encodedExample>,
): Promise<PreparedData> {
  await mkdir(options.folder, { recursive: true });
  const tokenizer = createTokenizer(spec);
  const indices = new Map(labels.map((label, i) => [label, i]));
  const files = new Map<string, number>();
  const write = async (rows: AsyncIterable<Row>, name: string): Promise<number> => {
    const writer = await EncodedCorpusWriter.create(path.join(options.folder, name));
    let written = 0;
    try {
      for await (const row of rows) {
        throwIfAborted(options.signal, 'Reading the data');
        const indexOf = (label: string): number => {
          const index = indices.get(label);
          if (index === undefined) throw new LexiscopeError('bad-input', `${row.file}:${row.line}: the label "${label}" is not in the training data`);
          return index;
        };
        const file = files.get(row.file) ?? files.size;
        files.set(row.file, file);
        const example = encode(tokenizer, row, indexOf);
        // A text without a token teaches nothing.
        if (example.idStarts.length > 1) {
          await writer.add(example, { file, line: row.line });
          written++;
        }
        if (written % 1000 === 0) options.onProgress?.('encoding', written);
      }
      await writer.finish();
    } catch (error) {
      await writer.abandon();
      throw error;
    }
    return written;
  };
  const trainingExamples = await write(streams.training(), trainingCorpus);
  const validationExamples = await write(streams.validation(), validationCorpus);
  return {
    labels, labelCounts: labels.map((label) => counts.get(label)!), tokenizer: spec, maximumTokens: options.maximumTokens,
    files: [...files.keys()], trainingExamples, validationExamples,
  };
}
