import { LexiscopeError } from '../base/errors.ts';
import { hashSplit, splitExamples } from '../corpora/split.ts';
import { readExamples } from '../corpora/readExamples.ts';
import type { LabelledExample } from '../corpora/example.ts';
import { defaultSupervisedSettings, predictLabels, trainSupervised as trainModel } from '../embeddings/supervised.ts';
import type { SupervisedModel, SupervisedSettings } from '../embeddings/supervised.ts';
import type { SupervisedExample } from '../embeddings/supervisedExamples.ts';
import { writeSupervisedModel } from '../embeddings/supervisedFile.ts';
import { forEachToken, tokenKinds } from '../embeddings/tokens.ts';
import type { TokenKind } from '../embeddings/tokens.ts';
import { LabelCounts } from '../nn/metrics/labelCounts.ts';
import type { LabelScores } from '../nn/metrics/labelCounts.ts';
import { exampleOptionSpecs, exampleOptionUsage, exampleOptions } from './exampleOptions.ts';
import type { Io } from './io.ts';
import { UsageError } from './io.ts';
import { decimalNumber, oneOf, parseOptions, wholeNumber } from './options.ts';
import { ProgressBar, formatDuration } from './progressBar.ts';
import { validationOf } from './validation.ts';

export const trainSupervisedUsage = `usage: lexiscope train supervised --data FILE|FOLDER... --out FILE.bin [options]

Trains fastText's classifier (its supervised mode: the mean of a text's words and n-grams against a softmax) and writes fastText's own .bin, for
fasttext predict and test. Ctrl-C ends the training and writes what is trained so far.

  --data PATH          labelled texts: a file, or a folder with one a label; may be given several times
  --validation PART|FILE  part of the texts to hold out, 0: none (0.1), or a file
  --dimensions N       length of the vectors (100)
  --epochs N           passes over the data (5)
  --rate R             learning rate at the start (0.1)
  --min-count N        rarer words are left out (1)
  --word-ngrams N      longest run of words that is a feature of its own (1)
  --min-n N, --max-n N shortest and longest character n-gram (0, 0: none)
  --buckets N          rows for n-grams (2000000); the file has them all
  --tokens KIND        whitespace: what stands between blanks, as the fasttext program cuts; letters: runs of letters (whitespace)
  --lower-case         fold capitals; with this or --tokens letters give fasttext texts that are changed alike
  --threads N          (1)
  --seed N             the same seed gives the same model with one thread (1)
  --json               one JSON value on standard output
${exampleOptionUsage}`;

const text = { type: 'string' } as const;
const optionSpecs = {
  data: { type: 'string', multiple: true }, out: text, validation: text, dimensions: text, epochs: text, rate: text, 'min-count': text, 'word-ngrams': text, 'min-n': text, 'max-n': text,
  buckets: text, tokens: text, 'lower-case': { type: 'boolean' }, threads: text, seed: text, json: { type: 'boolean' }, ...exampleOptionSpecs,
} as const;

type Values = ReturnType<typeof parseOptions<typeof optionSpecs>>['values'];

/** Options that are whole numbers: their setting, the smallest and the largest value. */
const wholeSettings = {
  dimensions: ['dimensions', 1, 4096], epochs: ['epochs', 1, 1e6], 'min-count': ['minimumCount', 1, 1e9], 'word-ngrams': ['wordNgrams', 1, 100], 'min-n': ['minimumNgram', 0, 100],
  'max-n': ['maximumNgram', 0, 100], buckets: ['buckets', 1, 1e9], threads: ['threads', 1, 256], seed: ['seed', 0, Number.MAX_SAFE_INTEGER],
} as const;

interface HeldOutScores {
  readonly n: number;
  /** Of the one answer a text: the part that is among its labels, and the part of all labels that it names. */
  readonly precision: number;
  readonly recall: number;
  readonly macroF1: number;
  readonly perLabel: Readonly<Record<string, LabelScores>>;
}

/** `lexiscope train supervised`: see trainSupervisedUsage. */
export async function trainSupervised(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  if (positionals.length > 0) throw new UsageError(`unexpected argument '${positionals[0]}'; data is given with --data`);
  const { data, out } = values;
  if (data === undefined) throw new UsageError('--data is missing');
  if (out === undefined) throw new UsageError('--out is missing');
  if (!out.endsWith('.bin')) throw new UsageError(`--out: expected a name that ends in .bin, found '${out}'`);
  const settings = settingsOf(values);
  const examples = examplesOf(values, data, settings.seed, io);
  const bar = new ProgressBar(io);
  const started = performance.now();
  let model: SupervisedModel;
  try {
    model = await train(examples.training, settings, bar, io);
  } catch (error) {
    bar.clear();
    if (error instanceof LexiscopeError && error.code === 'cancelled') throw new LexiscopeError('cancelled', 'stopped before the training began; nothing was written');
    throw error;
  }
  bar.draw('writing', undefined, out);
  await writeSupervisedModel(out, model);
  bar.draw('testing', undefined, '');
  const scores = examples.heldOut && await heldOutScores(model, examples.heldOut());
  bar.clear();
  const seconds = (performance.now() - started) / 1000;
  if (!model.completed) io.stderr(`stopped after ${model.losses.length} whole epochs; what was trained is kept\n`);
  const { exampleCount, tokenCount, labels, losses, completed, features } = model;
  if (values.json === true) {
    io.stdout(`${JSON.stringify({ out, settings, examples: exampleCount, tokens: tokenCount, words: features.words.length, labels: labels.length, losses, completed, seconds, ...(scores && { heldOut: scores }) })}\n`);
  } else io.stdout(`${out}: ${features.words.length} words, ${labels.length} labels, ${formatDuration(seconds)}\n${scores ? describe(scores) : ''}`);
  return 0;
}

function train(source: () => AsyncIterable<SupervisedExample>, settings: SupervisedSettings, bar: ProgressBar, io: Io): Promise<SupervisedModel> {
  let tokens = 0;
  let began = 0;
  return trainModel(source, settings, {
    signal: io.signal,
    onRead: (examples) => bar.draw('reading', undefined, `${examples} texts`),
    onEncoded: ({ count, tokenCount, features, labels }) => {
      tokens = tokenCount;
      began = performance.now();
      bar.print(`${count} texts, ${tokenCount} tokens, ${features.words.length} words in the vocabulary, ${labels.length} labels`);
    },
    onProgress: ({ epoch, part, loss }) => {
      const seconds = (performance.now() - began) / 1000;
      bar.draw(`epoch ${epoch + 1}/${settings.epochs}`, part,
        `loss ${loss.toFixed(4)} ${Math.round((part * settings.epochs * tokens) / seconds / 1000)}k words/s ${formatDuration((seconds / part) * (1 - part))} left`);
    },
    onEpoch: (epoch, loss) => bar.print(`epoch ${epoch + 1}: loss ${loss.toFixed(5)}`),
  });
}

function settingsOf(values: Values): SupervisedSettings {
  const own: Record<string, number> = {};
  for (const [option, [setting, minimum, maximum]] of Object.entries(wholeSettings)) {
    const value = values[option as keyof typeof wholeSettings];
    if (value === undefined) continue;
    own[setting] = wholeNumber(option, value, minimum);
    if (own[setting] > maximum) throw new UsageError(`--${option}: expected at most ${maximum}, found '${value}'`);
  }
  if (values.rate !== undefined) own.rate = decimalNumber('rate', values.rate, (rate) => rate > 0, 'a number above 0');
  const settings: SupervisedSettings = { ...defaultSupervisedSettings, ...own };
  if (settings.maximumNgram > 0 && settings.minimumNgram > settings.maximumNgram) throw new UsageError(`--min-n ${settings.minimumNgram} is above --max-n ${settings.maximumNgram}`);
  return settings;
}

/** The texts to train on and those held out, read anew at every call; a text that comes twice is on one side only. */
function examplesOf(values: Values, data: readonly string[], seed: number, io: Io): { training: () => AsyncIterable<SupervisedExample>; heldOut: (() => AsyncIterable<SupervisedExample>) | undefined } {
  const kind = oneOf('tokens', values.tokens ?? 'whitespace', tokenKinds);
  const options = exampleOptions(values);
  const validation = validationOf(values.validation ?? '0.1', { allowNone: true });
  const read = (files: readonly string[]): AsyncGenerator<LabelledExample> => readExamples(files, { ...options, signal: io.signal });
  // What is kept after Ctrl-C is tested, too.
  const readToTest = (files: readonly string[]): AsyncGenerator<LabelledExample> => readExamples(files, options);
  const cut = async function* (examples: AsyncIterable<LabelledExample>): AsyncGenerator<SupervisedExample> {
    // A label of fastText has no blanks.
    for await (const { text, labels } of examples) yield { tokens: tokensOf(values['lower-case'] ? text.toLowerCase() : text, kind), labels: labels.map((label) => label.trim().replace(/\s+/g, '_')) };
  };
  if (typeof validation !== 'number') return { training: () => cut(read(data)), heldOut: () => cut(readToTest(validation)) };
  if (validation === 0) return { training: () => cut(read(data)), heldOut: undefined };
  const split = hashSplit({ fraction: validation, seed });
  return { training: () => cut(splitExamples(read(data), split, 'train')), heldOut: () => cut(splitExamples(readToTest(data), split, 'validation')) };
}

function tokensOf(text: string, kind: TokenKind): string[] {
  const tokens: string[] = [];
  forEachToken(text, kind, (start, end) => tokens.push(text.slice(start, end)));
  return tokens;
}

/** As `fasttext test` counts, with one answer a text; a label that training never saw counts as missed. */
async function heldOutScores(model: SupervisedModel, examples: AsyncIterable<SupervisedExample>): Promise<HeldOutScores | undefined> {
  const numbers = new Map(model.labels.map(({ name }, l) => [name, l]));
  const counts = new LabelCounts(model.labels.length);
  for await (const { tokens, labels } of examples) {
    if (labels.length === 0) continue;
    const gold = [...new Set(labels)].map((label) => {
      if (!numbers.has(label)) numbers.set(label, numbers.size);
      return numbers.get(label)!;
    });
    counts.add(gold, [numbers.get(predictLabels(model, tokens)[0].label)!]);
  }
  if (counts.n === 0) return undefined;
  const { precision, recall } = counts.micro();
  return { n: counts.n, precision, recall, macroF1: counts.macro().f1, perLabel: Object.fromEntries([...numbers].map(([label, number]) => [label, counts.label(number)])) };
}

function describe({ n, precision, recall, macroF1, perLabel }: HeldOutScores): string {
  const round = (value: number): string => value.toFixed(4);
  const width = Math.max(5, ...Object.keys(perLabel).map((label) => label.length));
  const rows = Object.entries(perLabel).map(([label, { precision, recall, f1, n }]) => `${label.padEnd(width)} ${round(precision).padStart(9)} ${round(recall).padStart(9)} ${round(f1).padStart(9)} ${String(n).padStart(8)}\n`);
  return `held out: ${n} texts, precision ${round(precision)}, recall ${round(recall)}, macro-F1 ${round(macroF1)}\n\n${'label'.padEnd(width)} precision    recall        F1        n\n${rows.join('')}`;
}
