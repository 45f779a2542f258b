import * as v from 'valibot';
import { conlluColumns } from '../corpora/conll.ts';
import { trainingConfigurationSchema } from '../nn/configuration.ts';
import { trainingSchemas } from '../protocol/training.ts';
import { normalizationSchema } from '../text/tokenizerSpec.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** How the labelled files are read; the fields of ExampleOptions that can be written down. */
const readingSchema = v.object({
  ...trainingSchemas.inspectData.entries.reading.wrapped.entries,
  /** Rows that break their format are left out; otherwise the first one ends the run. */
  skipBadRows: v.optional(v.boolean()),
  /** Of files with a tag a token: the tag's column, by number or CoNLL-U name. */
  tagColumn: v.optional(v.union([v.number(), v.picklist(conlluColumns)])),
});

/** A tokenizer before its vocabulary is counted. */
const tokenizerChoiceSchema = v.variant('kind', [
  v.object({ kind: v.literal('words'), normalization: normalizationSchema, punctuation: v.boolean(), foldDigits: v.boolean(), vocabularySize: count, minimumCount: count }),
  v.object({ kind: v.literal('characters'), normalization: normalizationSchema, vocabularySize: count, minimumCount: count }),
  v.object({
    kind: v.literal('hashed-ngrams'), normalization: normalizationSchema, minimumLength: count, maximumLength: count, wholeWord: v.boolean(),
    buckets: v.pipe(v.number(), v.integer(), v.minValue(2)), maximumWordLength: count, punctuation: v.boolean(),
  }),
]);

/** Everything that decides a run: its file configuration.json. Paths are absolute. */
export const runConfigurationSchema = v.object({
  kind: v.literal('classifier'),
  version: v.literal(1),
  name: v.pipe(v.string(), v.nonEmpty()),
  task: v.pipe(v.string(), v.nonEmpty()),
  data: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Files of their own, or the part of the rows that is held out. */
  validation: v.union([v.pipe(v.array(v.string()), v.minLength(1)), v.pipe(v.number(), v.gtValue(0), v.ltValue(1))]),
  /** Rows that nothing is fitted or chosen on, for the figures in the end: files of their own, or a part of the rows. */
  test: v.optional(v.union([v.pipe(v.array(v.string()), v.minLength(1)), v.pipe(v.number(), v.gtValue(0), v.ltValue(1))])),
  reading: readingSchema,
  /** auto: single where each row has one label, else multiple. tags: one a token. */
  target: v.picklist(['auto', 'single', 'binary', 'multiple', 'tags']),
  tokenizer: tokenizerChoiceSchema,
  /** Of a text, so many tokens are trained on; the model reads longer ones in chunks of this length. */
  maximumTokens: count,
  /** balanced: a label's examples weigh together as much as another's (n / (labels x n of the label)). */
  classWeights: v.picklist(['none', 'balanced']),
  /** Ready-made word vectors that the embedding table starts from. */
  vectors: v.optional(v.string()),
  training: trainingConfigurationSchema,
  /** How the final model keeps its matrices. */
  storage: v.picklist(['float32', 'float16', 'int8']),
  checkpointSeconds: v.pipe(v.number(), v.minValue(0)),
  out: v.string(),
});

export type RunConfiguration = v.InferOutput<typeof runConfigurationSchema>;
export type TokenizerChoice = RunConfiguration['tokenizer'];
