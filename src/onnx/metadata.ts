import * as v from 'valibot';
import { LexiscopeError } from '../base/errors.ts';
import { tokenizerSpecSchema } from '../text/tokenizerSpec.ts';

/**
 * The metadata contract (docs/model-format.md): what is needed to go from a text to a label stands in the model's
 * `metadata_props`, one JSON value under each key, with this prefix.
 */
export const metadataPrefix = 'lexiscope.';

/** The version that this code writes; it reads this one and older. */
export const formatVersion = 1;

const text = v.string();
const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const labelSchema = v.object({ name: v.pipe(text, v.nonEmpty()), displayName: v.optional(text) });

/** single: softmax over the labels; binary: one sigmoid, for labels[1]; multiple: a sigmoid a label. */
const targetSchema = v.variant('kind', [
  v.object({ kind: v.literal('single') }),
  v.object({ kind: v.literal('binary'), threshold: v.optional(probability, 0.5) }),
  v.object({ kind: v.literal('multiple'), thresholds: v.array(probability) }),
]);

const inputSchema = v.object({
  /** A longer text is cut into chunks of at most this many tokens. */
  maximumTokens: positive,
  /** Tokens that a chunk shares with the one before it. */
  overlap: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});

/** Softmax(logits / temperature) is the calibrated probability (Guo et al. 2017). */
const calibrationSchema = v.object({ temperature: v.pipe(v.number(), v.gtValue(0)) });

export const metadataSchemas = {
  format: v.pipe(v.number(), v.integer(), v.minValue(1)),
  name: v.pipe(text, v.nonEmpty()),
  /** `language`, `sentiment`, `topics`, `spam`, or a user's own; `tagging` gives a label a token. */
  task: v.pipe(text, v.nonEmpty()),
  labels: v.pipe(v.array(labelSchema), v.minLength(2)),
  target: targetSchema,
  tokenizer: tokenizerSpecSchema,
  input: inputSchema,
  calibration: v.optional(calibrationSchema, { temperature: 1 }),
  /** ISO 639 codes of the languages that the model reads; ["*"]: any. */
  languages: v.optional(v.array(text), ['*']),
  /** How it was trained: data, sizes, metrics, date, seed. Free form, shown to people. */
  training: v.optional(v.record(text, v.unknown()), {}),
  licence: v.optional(text, ''),
};

const metadataSchema = v.object(metadataSchemas);

export type ModelMetadata = v.InferOutput<typeof metadataSchema>;
export type Target = ModelMetadata['target'];
export type Label = ModelMetadata['labels'][number];

/**
 * Checks `metadata_props` against the contract.
 * @param file named in errors
 * @throws LexiscopeError `bad-input` naming the key and what was expected
 */
export function parseMetadata(properties: ReadonlyMap<string, string>, file: string): ModelMetadata {
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(metadataSchemas)) {
    const json = properties.get(metadataPrefix + key);
    if (json === undefined) continue;
    try {
      found[key] = JSON.parse(json);
    } catch {
      throw contractError(file, key, 'valid JSON', json);
    }
  }
  if (typeof found.format === 'number' && found.format > formatVersion) {
    throw new LexiscopeError('unsupported', `${file}: format ${found.format} is newer than this version of Lexiscope reads (${formatVersion})`, { hint: 'Update Lexiscope.' });
  }
  const result = v.safeParse(metadataSchema, found);
  if (!result.success) {
    const [issue] = result.issues;
    const path = v.getDotPath(issue) ?? 'format';
    if (!properties.has(metadataPrefix + path.split('.')[0])) {
      throw new LexiscopeError('bad-input', `${file}: metadata key ${metadataPrefix}${path} is missing`, { hint: 'docs/model-format.md lists the keys that a model needs.' });
    }
    throw contractError(file, path, issue.expected ?? issue.message, issue.received);
  }
  const metadata = result.output;
  checkConsistency(metadata, file);
  return metadata;
}

function checkConsistency(metadata: ModelMetadata, file: string): void {
  const { labels, target } = metadata;
  const names = new Set(labels.map((label) => label.name));
  if (names.size !== labels.length) throw contractError(file, 'labels', 'names that differ', 'a name twice');
  if (target.kind === 'binary' && labels.length !== 2) throw contractError(file, 'labels', '2 labels for a binary target', `${labels.length}`);
  if (target.kind === 'multiple' && target.thresholds.length !== labels.length) {
    throw contractError(file, 'target.thresholds', `${labels.length} thresholds, one a label`, `${target.thresholds.length}`);
  }
  if (metadata.input.overlap >= metadata.input.maximumTokens) {
    throw contractError(file, 'input.overlap', `fewer than maximumTokens (${metadata.input.maximumTokens})`, `${metadata.input.overlap}`);
  }
}

/** The `metadata_props` of a model, the inverse of `parseMetadata`. */
export function formatMetadata(metadata: ModelMetadata): Map<string, string> {
  return new Map(Object.entries(metadata).map(([key, value]) => [metadataPrefix + key, JSON.stringify(value)]));
}

/** The number of logits that the model must give for a text (or for a token, when tagging). */
export function logitCount(metadata: ModelMetadata): number {
  return metadata.target.kind === 'binary' ? 1 : metadata.labels.length;
}

function contractError(file: string, key: string, expected: string, found: string): LexiscopeError {
  const shown = found.length > 60 ? `${found.slice(0, 60)}...` : found;
  return new LexiscopeError('bad-input', `${file}: metadata key ${metadataPrefix}${key}: expected ${expected}, found ${shown}`, { hint: 'docs/model-format.md describes every key.' });
}
