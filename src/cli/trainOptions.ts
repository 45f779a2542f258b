import path from 'node:path';
import { conlluColumns } from '../corpora/conll.ts';
import type { RunConfiguration, TokenizerChoice } from '../jobs/runConfiguration.ts';
import { RunFolder } from '../jobs/runFolder.ts';
import type { Architecture, PresetName } from '../nn/architecture.ts';
import { presets } from '../nn/architecture.ts';
import type { TrainingConfigurationInput } from '../nn/configuration.ts';
import { trainingConfiguration } from '../nn/configuration.ts';
import { readVectors } from '../vectors/read.ts';
import { exampleOptionSpecs, exampleOptionUsage, exampleOptions } from './exampleOptions.ts';
import { UsageError } from './io.ts';
import { decimalNumber, oneOf, parseOptions, wholeNumber } from './options.ts';
import { validationOf } from './validation.ts';

/** What a run trains: a network that answers for a text, or one that answers for each token. */
export type TrainedKind = 'classifier' | 'tagger';

const architecturesOf: Readonly<Record<TrainedKind, readonly PresetName[]>> = {
  classifier: (Object.keys(presets) as PresetName[]).filter((name) => name !== 'tagger'),
  tagger: ['tagger'],
};

export const trainClassifierUsage = `  --data PATH             labelled texts: a file, or a folder with one a label; may be given several times
  --out FILE.onnx         the model
  --run FOLDER            the run's folder (default: FILE.run beside the model); --replace takes one that is not done
  --validation PART|FILE  part of the rows to hold out (default 0.1), or a file
  --architecture NAME     ${architecturesOf.classifier.join(', ')} (default bilstm)
  --dimensions N, --hidden N, --layers N, --dropout P
                          change the architecture's sizes; dropout on embedding and output
  --tag-column C          train tagger: the tag's column, a number or a name of CoNLL-U (default: upos, else the last)
  --no-crf                train tagger: each tag on its own, without transitions between neighbours
  --tokenizer KIND        words, characters or hashed-ngrams (default words; characters for one-hot, hashed-ngrams for taggers)
  --vocabulary N          words or characters known (default 20000), at least --minimum-count N times seen (default 2)
  --buckets N             rows of the table for hashed n-grams (default 65536)
  --cased                 keep upper case; taggers always do: it tells names
  --maximum-tokens N      read of each text (default 256; for dense 20)
  --vectors FILE          word vectors to start from, as long as they are; --frozen-epochs N keeps them unchanged so long, all: always
  --target KIND           auto, single, binary or multiple (default auto: multiple where rows have no or several labels)
  --class-weights KIND    none or balanced (default none)
  --epochs N              (default 10); --patience N epochs without improvement end the training (default 3, 0: never)
  --batch-size N          (default 32)
  --optimiser KIND        adam, rmsprop or sgd (default adam); --rate R (default 0.002), --weight-decay W (default 0.01), --clipping C (default 1)
  --schedule KIND         constant, linear, cosine or plateau (default cosine), --warmup PART (default 0.05)
  --label-smoothing S     (default 0)
  --adversarial A         learns from word vectors moved towards a higher loss as well, by A times a vector's length (default 0; try 0.1), in twice the time
  --averaging KIND        none, ema or swa: of the weights (default none)
  --storage KIND          float32, float16 or int8 (default float32); the report has the loss in quality
  --name NAME, --task TASK
                          what the model calls itself (default: from FILE) and its task (default: the name)
  --seed N (default 1), --threads N (default 2), --checkpoint-seconds N (default 60)
${exampleOptionUsage}`;

const text = { type: 'string' } as const;
const optionSpecs = {
  data: { type: 'string', multiple: true }, out: text, run: text, replace: { type: 'boolean' }, validation: text, architecture: text, dimensions: text, hidden: text, layers: text, dropout: text,
  tokenizer: text, vocabulary: text, 'minimum-count': text, buckets: text, cased: { type: 'boolean' }, 'maximum-tokens': text, vectors: text, 'frozen-epochs': text, target: text, 'class-weights': text, 'tag-column': text, 'no-crf': { type: 'boolean' },
  epochs: text, patience: text, 'batch-size': text, optimiser: text, rate: text, 'weight-decay': text, clipping: text, schedule: text, warmup: text, 'label-smoothing': text, adversarial: text, averaging: text,
  storage: text, name: text, task: text, seed: text, threads: text, 'checkpoint-seconds': text, ...exampleOptionSpecs,
} as const;

type Values = ReturnType<typeof parseOptions<typeof optionSpecs>>['values'];

/**
 * Begins the run that the options describe.
 * @throws UsageError for options that are missing, unknown or out of bounds
 */
export async function newRun(args: string[], kind: TrainedKind): Promise<RunFolder> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  if (positionals.length > 0) throw new UsageError(`unexpected argument '${positionals[0]}'; data is given with --data`);
  if (values.data === undefined) throw new UsageError('--data is missing');
  if (values.out === undefined) throw new UsageError('--out is missing');
  if (!values.out.endsWith('.onnx')) throw new UsageError(`--out: expected a name that ends in .onnx, found '${values.out}'`);
  const dimensions = values.dimensions ?? (values.vectors === undefined ? undefined : String(await dimensionsOf(values.vectors)));
  const run = new RunFolder(values.run ?? values.out.replace(/\.onnx$/, '.run'));
  await run.create(configurationOf({ ...values, dimensions }, kind, values.data, values.out), values.replace ?? false);
  return run;
}

function configurationOf(values: Values, kind: TrainedKind, data: readonly string[], out: string): RunConfiguration {
  const preset = oneOf('architecture', values.architecture ?? (kind === 'tagger' ? 'tagger' : 'bilstm'), architecturesOf[kind]);
  const architecture = architectureOf(values, preset);
  const { format, text: textColumns, labels, ...reading } = exampleOptions(values);
  const name = values.name ?? path.basename(out, '.onnx');
  const { training, checkpointSeconds } = trainingOf(values, architecture);
  return {
    kind: 'classifier', version: 1, name, task: values.task ?? name,
    data: data.map((file) => path.resolve(file)),
    validation: validationOf(values.validation ?? '0.1'),
    reading: { ...(format && { format }), ...(textColumns !== undefined && { text: [textColumns].flat() }), ...(labels !== undefined && { labels: [labels].flat() }), ...pick(reading), ...(values['tag-column'] !== undefined && { tagColumn: tagColumnOf(values['tag-column']) }) },
    target: kind === 'tagger' ? 'tags' : oneOf('target', values.target ?? 'auto', ['auto', 'single', 'binary', 'multiple']),
    tokenizer: tokenizerOf(values, preset),
    maximumTokens: wholeNumber('maximum-tokens', values['maximum-tokens'] ?? (preset === 'dense' ? '20' : '256'), 1),
    classWeights: oneOf('class-weights', values['class-weights'] ?? 'none', ['none', 'balanced']),
    ...(values.vectors !== undefined && { vectors: path.resolve(values.vectors) }),
    training, checkpointSeconds,
    storage: oneOf('storage', values.storage ?? 'float32', ['float32', 'float16', 'int8']),
    out: path.resolve(out),
  };
}

/** How long the vectors of a file are: those of its first word. */
async function dimensionsOf(file: string): Promise<number> {
  const { space } = await readVectors(file, { limit: 1 });
  return space.store.dimensions;
}

/** Of the options of reading, those that a run's configuration knows. */
function pick({ labelSeparator, delimiter, header, encoding, split }: ReturnType<typeof exampleOptions>): RunConfiguration['reading'] {
  return {
    ...(labelSeparator !== undefined && { labelSeparator }), ...(delimiter !== undefined && { delimiter }), ...(header !== undefined && { header }),
    ...(encoding !== undefined && { encoding }), ...(split && { split }),
  };
}

function architectureOf(values: Values, preset: PresetName): Architecture {
  const architecture: Architecture = structuredClone(presets[preset]);
  const { embedding, recurrent, dropout } = architecture;
  if (values.dimensions !== undefined) {
    if (embedding.kind !== 'table') throw new UsageError(`--dimensions: architecture ${preset} has no embedding table`);
    embedding.dimensions = wholeNumber('dimensions', values.dimensions, 1);
  }
  if (values.hidden !== undefined || values.layers !== undefined) {
    if (!recurrent) throw new UsageError(`--${values.hidden === undefined ? 'layers' : 'hidden'}: architecture ${preset} has no recurrent layer`);
    if (values.hidden !== undefined) recurrent.hiddenSize = wholeNumber('hidden', values.hidden, 1);
    if (values.layers !== undefined) recurrent.layers = wholeNumber('layers', values.layers, 1);
  }
  if (values['no-crf']) architecture.crf = false;
  if (values.dropout !== undefined) dropout.embedding = dropout.output = decimalNumber('dropout', values.dropout, (p) => p >= 0 && p < 1, 'a part from 0 to below 1');
  return architecture;
}

function defaultTokenizer(preset: PresetName): string {
  if (preset === 'one-hot') return 'characters';
  return preset === 'tagger' ? 'hashed-ngrams' : 'words';
}

function tagColumnOf(value: string): RunConfiguration['reading']['tagColumn'] {
  return /^-?\d+$/.test(value) ? Number(value) : oneOf('tag-column', value, conlluColumns);
}

function tokenizerOf(values: Values, preset: PresetName): TokenizerChoice {
  const kind = oneOf('tokenizer', values.tokenizer ?? defaultTokenizer(preset), ['words', 'characters', 'hashed-ngrams']);
  const normalization = { unicode: 'NFC', lowerCase: !values.cased && preset !== 'tagger' } as const;
  if (kind === 'hashed-ngrams') {
    if (preset === 'one-hot') throw new UsageError('--tokenizer: one-hot needs words or characters');
    return { kind, normalization, minimumLength: preset === 'tagger' ? 1 : 3, maximumLength: 5, wholeWord: true, buckets: wholeNumber('buckets', values.buckets ?? '65536', 2), maximumWordLength: 24, punctuation: true };
  }
  const counted = { normalization, vocabularySize: wholeNumber('vocabulary', values.vocabulary ?? '20000', 1), minimumCount: wholeNumber('minimum-count', values['minimum-count'] ?? '2', 1) };
  return kind === 'words' ? { kind, ...counted, punctuation: true, foldDigits: false } : { kind, ...counted };
}

function adversarialOf(value: string, architecture: Architecture): number {
  const strength = decimalNumber('adversarial', value, (n) => n >= 0, 'a number of at least 0');
  if (strength > 0 && architecture.embedding.kind === 'one-hot') throw new UsageError('--adversarial: one-hot input has no vectors to move');
  return strength;
}

function trainingOf(values: Values, architecture: Architecture): { training: RunConfiguration['training']; checkpointSeconds: number } {
  const positive = (name: string, value: string): number => decimalNumber(name, value, (n) => n > 0, 'a number above 0');
  const atLeast0 = (name: string, value: string): number => decimalNumber(name, value, (n) => n >= 0, 'a number of at least 0');
  const averaging = oneOf('averaging', values.averaging ?? 'none', ['none', 'ema', 'swa']);
  const input: TrainingConfigurationInput = {
    architecture,
    ...(values.epochs !== undefined && { epochs: wholeNumber('epochs', values.epochs, 1) }),
    ...(values['batch-size'] !== undefined && { batchSize: wholeNumber('batch-size', values['batch-size'], 1) }),
    optimiser: {
      kind: oneOf('optimiser', values.optimiser ?? 'adam', ['adam', 'rmsprop', 'sgd']),
      ...(values['weight-decay'] !== undefined && { weightDecay: atLeast0('weight-decay', values['weight-decay']) }),
    },
    schedule: {
      kind: oneOf('schedule', values.schedule ?? 'cosine', ['constant', 'linear', 'cosine', 'plateau']),
      ...(values.rate !== undefined && { rate: positive('rate', values.rate) }),
      ...(values.warmup !== undefined && { warmup: decimalNumber('warmup', values.warmup, (p) => p >= 0 && p <= 1, 'a part from 0 to 1') }),
    },
    ...(values.clipping !== undefined && { clipping: atLeast0('clipping', values.clipping) }),
    ...(values['label-smoothing'] !== undefined && { labelSmoothing: decimalNumber('label-smoothing', values['label-smoothing'], (p) => p >= 0 && p < 1, 'a part from 0 to below 1') }),
    ...(values.adversarial !== undefined && { adversarial: adversarialOf(values.adversarial, architecture) }),
    ...(values['frozen-epochs'] !== undefined && { frozenEpochs: values['frozen-epochs'] === 'all' ? null : wholeNumber('frozen-epochs', values['frozen-epochs'], 0) }),
    averaging: { kind: averaging },
    ...(values.patience !== undefined && { earlyStopping: wholeNumber('patience', values.patience, 0) }),
    ...(values.seed !== undefined && { seed: wholeNumber('seed', values.seed, 0) }),
    ...(values.threads !== undefined && { threads: wholeNumber('threads', values.threads, 1) }),
  };
  return { training: trainingConfiguration(input), checkpointSeconds: atLeast0('checkpoint-seconds', values['checkpoint-seconds'] ?? '60') };
}
