import * as v from 'valibot';
import { LexiscopeError } from '../base/errors.ts';
import { tokenKinds } from './tokens.ts';

export const algorithms = ['ppmi-svd', 'skipgram', 'cbow', 'glove', 'fasttext-skipgram', 'fasttext-cbow'] as const;
export type Algorithm = (typeof algorithms)[number];

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const notNegative = v.pipe(v.number(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));

const corpusEntries = {
  tokens: v.picklist(tokenKinds),
  lowerCase: v.boolean(),
  /** Where windows end. */
  boundaries: v.picklist(['sentence', 'line', 'paragraph', 'document']),
  minimumCount: count,
  /** The most frequent so many words; 0: all. */
  maximumVocabulary: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Rounds of joining word pairs that come together often into phrases (new_york), as word2phrase does. */
  phraseRounds: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)),
  phraseThreshold: positive,
};

const commonEntries = {
  ...corpusEntries,
  dimensions: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)),
  window: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
  threads: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
  seed: v.pipe(v.number(), v.integer()),
  /** Threshold of subsampling frequent words; 0: none. */
  sample: notNegative,
};

const predictionEntries = {
  ...commonEntries,
  epochs: count,
  rate: positive,
  minimumRate: notNegative,
  /** Negative samples; 0: hierarchical softmax. */
  negative: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)),
  noiseExponent: v.number(),
  /** The same vectors in every run with this seed and number of threads. With one thread this is so anyway. */
  deterministic: v.boolean(),
};

const subwordEntries = {
  ...predictionEntries,
  minimumNgram: count,
  maximumNgram: v.pipe(v.number(), v.integer(), v.minValue(0)),
  buckets: count,
};

const windowEntries = {
  sides: v.picklist(['both', 'left', 'right']),
  weighting: v.picklist(['flat', 'dynamic', 'harmonic']),
};

/** Everything that decides a training of word vectors, but the corpus. */
export const embeddingSettingsSchema = v.variant('algorithm', [
  v.object({
    algorithm: v.literal('ppmi-svd'), ...commonEntries, ...windowEntries,
    positive: v.boolean(),
    shift: positive,
    smoothing: positive,
    /** p of the rows U Sigma^p. */
    valueExponent: v.number(),
    powerIterations: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
  }),
  v.object({ algorithm: v.literal('skipgram'), ...predictionEntries }),
  v.object({ algorithm: v.literal('cbow'), ...predictionEntries }),
  v.object({ algorithm: v.literal('fasttext-skipgram'), ...subwordEntries }),
  v.object({ algorithm: v.literal('fasttext-cbow'), ...subwordEntries }),
  v.object({ algorithm: v.literal('glove'), ...commonEntries, ...windowEntries, epochs: count, rate: positive, xMax: positive, alpha: positive }),
]);

export type EmbeddingSettings = v.InferOutput<typeof embeddingSettingsSchema>;
export type SettingsOf<A extends Algorithm> = Extract<EmbeddingSettings, { algorithm: A }>;

const common = {
  tokens: 'letters', lowerCase: true, boundaries: 'line', minimumCount: 5, maximumVocabulary: 0, phraseRounds: 0, phraseThreshold: 100,
  dimensions: 100, window: 5, threads: 1, seed: 1,
} as const;

const prediction = { ...common, epochs: 5, minimumRate: 1e-4, negative: 5, noiseExponent: 0.75, sample: 1e-3, deterministic: false } as const;

const subword = { ...prediction, minimumRate: 0, rate: 0.05, minimumNgram: 3, maximumNgram: 6, buckets: 2_000_000 } as const;

/** Defaults are those of the reference tools, where there are any; docs/embeddings.md says where they differ and why. */
const defaults: { readonly [A in Algorithm]: SettingsOf<A> } = {
  'ppmi-svd': {
    algorithm: 'ppmi-svd', ...common, sample: 1e-4, sides: 'both', weighting: 'flat', positive: true, shift: 1, smoothing: 0.75, valueExponent: 0, powerIterations: 2,
  },
  skipgram: { algorithm: 'skipgram', ...prediction, rate: 0.025 },
  cbow: { algorithm: 'cbow', ...prediction, rate: 0.05 },
  'fasttext-skipgram': { algorithm: 'fasttext-skipgram', ...subword },
  'fasttext-cbow': { algorithm: 'fasttext-cbow', ...subword },
  glove: { algorithm: 'glove', ...common, sample: 0, sides: 'both', weighting: 'harmonic', epochs: 15, rate: 0.05, xMax: 10, alpha: 0.75 },
};

export function defaultSettings(algorithm: Algorithm): EmbeddingSettings {
  return defaults[algorithm];
}

/**
 * The algorithm's defaults with some settings of one's own.
 * @throws LexiscopeError naming a setting that the algorithm does not have or a value out of range
 */
export function embeddingSettings(algorithm: Algorithm, own: Readonly<Record<string, unknown>>): EmbeddingSettings {
  const base = defaultSettings(algorithm);
  for (const key of Object.keys(own)) {
    if (!Object.hasOwn(base, key)) throw new LexiscopeError('bad-input', `${algorithm} has no setting ${key}; it has ${Object.keys(base).join(', ')}`);
  }
  const parsed = v.safeParse(embeddingSettingsSchema, { ...base, ...own });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new LexiscopeError('bad-input', `${v.getDotPath(issue) ?? 'settings'}: ${issue.message}`);
  }
  const settings = parsed.output;
  if ('maximumNgram' in settings && settings.maximumNgram > 0 && settings.maximumNgram < settings.minimumNgram) {
    throw new LexiscopeError('bad-input', `maximumNgram ${settings.maximumNgram} is below minimumNgram ${settings.minimumNgram}`);
  }
  return settings;
}
