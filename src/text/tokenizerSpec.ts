import * as v from 'valibot';

/**
 * How a model turns text into ids: the `lexiscope.tokenizer` entry of its metadata. Everything that the tokenizer
 * does is written here, so that a model read anywhere tokenizes as it did in training.
 */
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Applied in this order before anything else. */
export const normalizationSchema = v.object({
  /** Unicode normalisation form; `none` leaves the text as it is. */
  unicode: v.picklist(['none', 'NFC', 'NFKC']),
  lowerCase: v.boolean(),
});

/** id 0 is padding and id 1 the unknown token in every vocabulary; `vocabulary[i]` has id i + 2. */
const vocabulary = v.array(v.string());

export const charactersSchema = v.object({
  kind: v.literal('characters'),
  normalization: normalizationSchema,
  /** One code point each. */
  vocabulary,
});

export const wordsSchema = v.object({
  kind: v.literal('words'),
  normalization: normalizationSchema,
  vocabulary,
  /** Punctuation marks are tokens of their own; else they are dropped. */
  punctuation: v.boolean(),
  /** Digits become 0, so that 1987 and 1988 share an id. */
  foldDigits: v.optional(v.boolean(), false),
  /** Buckets for unknown words, by hash: ids vocabulary.length + 2 and up. 0: all of them are id 1. */
  unknownBuckets: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** English as on the web: clitics cut off (do n't), tags passed over, links and elongations folded; see webEnglish.ts. */
  webEnglish: v.optional(v.boolean()),
});

/** A token is a word (or a character, in scripts written without spaces) given as the bag of its hashed character n-grams. */
export const hashedNgramsSchema = v.object({
  kind: v.literal('hashed-ngrams'),
  normalization: normalizationSchema,
  /** Shortest and longest n-gram, in code points, over the word between boundary marks. */
  minimumLength: count,
  maximumLength: count,
  /** Adds the whole word as one feature. */
  wholeWord: v.boolean(),
  /** Rows of the embedding table: id 0 is padding, n-grams hash to 1 ... buckets - 1. */
  buckets: v.pipe(v.number(), v.integer(), v.minValue(2)),
  /** Longer words are cut into pieces of this many code points. */
  maximumWordLength: count,
  punctuation: v.boolean(),
});

export const tokenizerSpecSchema = v.variant('kind', [charactersSchema, wordsSchema, hashedNgramsSchema]);

export type Normalization = v.InferOutput<typeof normalizationSchema>;
export type TokenizerSpec = v.InferOutput<typeof tokenizerSpecSchema>;
export type HashedNgramsSpec = v.InferOutput<typeof hashedNgramsSchema>;
export type WordsSpec = v.InferOutput<typeof wordsSchema>;
export type CharactersSpec = v.InferOutput<typeof charactersSchema>;
