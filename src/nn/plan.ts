import * as v from 'valibot';
import { trainingConfigurationSchema } from './configuration.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const tokenizerChoiceSchema = v.variant('kind', [
  v.object({ kind: v.literal('words'), maximumVocabulary: count, minimumCount: count, lowerCase: v.boolean(), punctuation: v.boolean() }),
  v.object({ kind: v.literal('characters'), maximumVocabulary: count, lowerCase: v.boolean() }),
  v.object({ kind: v.literal('hashed-ngrams'), buckets: count, minimumLength: count, maximumLength: count, punctuation: v.boolean() }),
]);

/** What a person chooses for a training, apart from the data: the configuration file of a run. */
export const trainingPlanSchema = v.object({
  /** The model's display name. */
  name: v.pipe(v.string(), v.nonEmpty()),
  /** The model's task: `sentiment`, `topics`, a person's own; `tagging` for a label a token. */
  task: v.pipe(v.string(), v.nonEmpty()),
  /** single: one of the labels; binary: one sigmoid for the second of two; multiple: any number of labels a text; tags: one a token. */
  target: v.picklist(['single', 'binary', 'multiple', 'tags']),
  tokenizer: tokenizerChoiceSchema,
  maximumTokens: count,
  /** Weighs each label by the inverse of its frequency. */
  classWeights: v.optional(v.boolean(), false),
  /** A vector file whose rows start the embedding table. */
  initialVectors: v.optional(v.string()),
  storage: v.optional(v.picklist(['float32', 'float16', 'int8']), 'float16'),
  /** ISO 639 codes of the languages that the data is in. */
  languages: v.optional(v.array(v.string()), ['*']),
  training: trainingConfigurationSchema,
});

export type TrainingPlan = v.InferOutput<typeof trainingPlanSchema>;
export type TrainingPlanInput = v.InferInput<typeof trainingPlanSchema>;
export type TokenizerChoice = v.InferOutput<typeof tokenizerChoiceSchema>;

/** Sensible tokenizers by kind. */
export const tokenizerChoices: Readonly<Record<TokenizerChoice['kind'], TokenizerChoice>> = {
  words: { kind: 'words', maximumVocabulary: 30000, minimumCount: 2, lowerCase: true, punctuation: true },
  characters: { kind: 'characters', maximumVocabulary: 500, lowerCase: true },
  'hashed-ngrams': { kind: 'hashed-ngrams', buckets: 65536, minimumLength: 3, maximumLength: 5, punctuation: true },
};
