import * as v from 'valibot';
import { LexiscopeError } from '../base/errors.ts';
import type { Architecture } from '../nn/architecture.ts';
import { architectureSchema } from '../nn/architecture.ts';
import { trainingConfiguration } from '../nn/configuration.ts';
import type { Settings } from '../protocol/trainingRun.ts';
import type { TokenizerChoice } from './runConfiguration.ts';
import type { RunConfiguration } from './runConfiguration.ts';

/** What of a run's configuration the fields of a form decide. */
export type NetworkChoice = Pick<RunConfiguration, 'target' | 'tokenizer' | 'maximumTokens' | 'classWeights' | 'training' | 'storage' | 'checkpointSeconds' | 'vectors'> & {
  readonly validationPart: number;
  readonly testPart: number;
};

const whole = (minimum: number): v.GenericSchema<unknown, number> => v.pipe(v.number(), v.integer(), v.minValue(minimum));
const positive = v.pipe(v.number(), v.gtValue(0));
const atLeast0 = v.pipe(v.number(), v.minValue(0));
const belowOne = v.pipe(v.number(), v.minValue(0), v.ltValue(1));

const fieldsSchema = v.strictObject({
  target: v.picklist(['auto', 'single', 'binary', 'multiple', 'tags']), classWeights: v.picklist(['none', 'balanced']),
  validationPart: v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), testPart: belowOne,
  tokenizer: v.picklist(['words', 'characters', 'hashed-ngrams']), vocabulary: whole(1), minimumCount: whole(1), buckets: whole(2), ngramMinimum: whole(1), ngramMaximum: whole(1), cased: v.boolean(),
  maximumTokens: whole(1), vectors: v.string(), /** -1: all. */ frozenEpochs: whole(-1),
  embedding: v.picklist(['table', 'one-hot']), dimensions: whole(1), cell: v.picklist(['none', 'rnn', 'lstm', 'gru']), hidden: whole(1), layers: whole(1), bidirectional: v.boolean(),
  pooling: v.picklist(['last', 'mean', 'max', 'attention', 'max+mean', 'flatten', 'none']),
  denseUnits: whole(0), denseActivation: v.picklist(['relu', 'tanh']), crf: v.boolean(),
  dropoutEmbedding: belowOne, dropoutBetween: belowOne, dropoutRecurrent: belowOne, dropoutOutput: belowOne,
  epochs: whole(1), patience: whole(0), batchSize: whole(1), optimiser: v.picklist(['adam', 'rmsprop', 'sgd']), rate: positive, weightDecay: atLeast0, clipping: atLeast0,
  schedule: v.picklist(['constant', 'linear', 'cosine', 'plateau']), warmup: v.pipe(v.number(), v.minValue(0), v.maxValue(1)), labelSmoothing: belowOne, tokenDropout: belowOne,
  /** Runs of earlier versions have none. */ adversarial: v.optional(atLeast0, 0),
  averaging: v.picklist(['none', 'ema', 'swa']), storage: v.picklist(['float32', 'float16', 'int8']), seed: whole(0), threads: whole(1), checkpointSeconds: atLeast0,
});
type Fields = v.InferOutput<typeof fieldsSchema>;

/** A setting that cannot be, by its key. */
export interface SettingProblem {
  readonly key: string;
  readonly message: string;
}

/** What is wrong with the settings of a form; empty where they can be trained with. */
export function networkProblems(settings: Settings): SettingProblem[] {
  const parsed = v.safeParse(fieldsSchema, settings);
  if (!parsed.success) return parsed.issues.map((issue) => ({ key: v.getDotPath(issue) ?? '', message: issue.message }));
  const { pooling, target, cell, embedding, tokenizer, bidirectional, ngramMinimum, ngramMaximum, crf, validationPart, testPart, vectors, adversarial } = parsed.output;
  const problems: SettingProblem[] = [];
  if ((pooling === 'none') !== (target === 'tags')) problems.push({ key: 'pooling', message: target === 'tags' ? 'a tagger needs an answer for each word: no pooling' : 'one answer a text needs a pooling' });
  if (crf && target !== 'tags') problems.push({ key: 'crf', message: 'a CRF is for taggers' });
  if (embedding === 'one-hot' && tokenizer === 'hashed-ngrams') problems.push({ key: 'tokenizer', message: 'one-hot input needs words or characters' });
  if (embedding === 'one-hot' && adversarial > 0) problems.push({ key: 'adversarial', message: 'one-hot input has no vectors to move: 0 is expected' });
  if (bidirectional && cell === 'none') problems.push({ key: 'bidirectional', message: 'there is no recurrent layer to read backwards' });
  if (tokenizer === 'hashed-ngrams' && ngramMaximum < ngramMinimum) problems.push({ key: 'ngramMaximum', message: `below the shortest n-gram, ${ngramMinimum}` });
  if (validationPart + testPart >= 1) problems.push({ key: 'testPart', message: 'validation and test leave nothing to train on' });
  if (vectors !== '' && (tokenizer !== 'words' || embedding !== 'table')) problems.push({ key: 'vectors', message: 'word vectors need words and an embedding table' });
  return problems;
}

/**
 * What the fields of a form stand for.
 * @throws LexiscopeError `bad-input` naming the first field that is wrong
 */
export function networkChoice(settings: Settings): NetworkChoice {
  const [problem] = networkProblems(settings);
  if (problem) throw new LexiscopeError('bad-input', `setting ${problem.key}: ${problem.message}`);
  const fields = v.parse(fieldsSchema, settings);
  const { target, classWeights, validationPart, testPart, maximumTokens, storage, checkpointSeconds, vectors } = fields;
  const { epochs, patience, batchSize, optimiser, weightDecay, schedule, rate, warmup, clipping, labelSmoothing, tokenDropout, adversarial, frozenEpochs, averaging, seed, threads } = fields;
  return {
    target, classWeights, validationPart, testPart, maximumTokens, storage, checkpointSeconds, ...(vectors !== '' && { vectors }), tokenizer: tokenizerOf(fields),
    training: trainingConfiguration({
      architecture: architectureOf(fields), epochs, earlyStopping: patience, batchSize, optimiser: { kind: optimiser, weightDecay }, schedule: { kind: schedule, rate, warmup }, clipping,
      labelSmoothing, tokenDropout, adversarial, frozenEpochs: frozenEpochs < 0 ? null : frozenEpochs, averaging: { kind: averaging }, seed, threads,
    }),
  };
}

function architectureOf(fields: Fields): Architecture {
  const { embedding, dimensions, cell, hidden, layers, bidirectional, pooling, denseUnits, denseActivation, crf, dropoutEmbedding, dropoutBetween, dropoutRecurrent, dropoutOutput } = fields;
  return v.parse(architectureSchema, {
    embedding: embedding === 'table' ? { kind: 'table', dimensions } : { kind: 'one-hot' },
    ...(cell !== 'none' && { recurrent: { cell, hiddenSize: hidden, layers, bidirectional } }),
    pooling: pooling === 'flatten' || pooling === 'none' ? pooling : pooling.split('+'),
    dense: denseUnits > 0 ? [{ units: denseUnits, activation: denseActivation }] : [], crf,
    dropout: { embedding: dropoutEmbedding, between: dropoutBetween, recurrent: dropoutRecurrent, output: dropoutOutput },
  });
}

function tokenizerOf({ tokenizer, vocabulary, minimumCount, buckets, ngramMinimum, ngramMaximum, cased }: Fields): TokenizerChoice {
  const normalization = { unicode: 'NFC', lowerCase: !cased } as const;
  if (tokenizer === 'hashed-ngrams') return { kind: tokenizer, normalization, minimumLength: ngramMinimum, maximumLength: ngramMaximum, wholeWord: true, buckets, maximumWordLength: 24, punctuation: true };
  const counted = { normalization, vocabularySize: vocabulary, minimumCount };
  return tokenizer === 'words' ? { kind: tokenizer, ...counted, punctuation: true, foldDigits: false } : { kind: tokenizer, ...counted };
}
