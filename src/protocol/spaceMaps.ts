import * as v from 'valibot';
import { spaceParameters } from './spaceParameters.ts';

/**
 * Maps of a vector space, queries like those of spaces.ts. They take seconds, and run in the process for long work. Many numbers travel as base64 of
 * little-endian arrays, since LSP is JSON.
 */
export interface MapQueries {
  /** Words, or documents by the mean of their words' vectors, as points in two or three dimensions, with clusters. Maps are cached by content. */
  project(params: v.InferOutput<typeof mapQuerySchemas.project>): PointMap;
  /** How far a projection that is under way has come; pauses it and lets it go on. */
  projectionState(params: v.InferOutput<typeof mapQuerySchemas.projectionState>): ProjectionState;
  /** Which words moved most between two spaces that are brought to cover each other (Procrustes). */
  compareSpaces(params: v.InferOutput<typeof mapQuerySchemas.compareSpaces>): SpaceComparison;
}

const word = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1000));
const most = v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(200_000));
const components = v.picklist([2, 3]);

/** What becomes points. */
export const selectionSchema = v.variant('kind', [
  /** The most frequent words. */
  v.object({ kind: v.literal('frequent'), most }),
  /** The most frequent words that a regular expression (with the flags `iu`) finds something in. */
  v.object({ kind: v.literal('pattern'), pattern: v.pipe(v.string(), v.minLength(1), v.maxLength(200)), most }),
  /** A word or an expression, and the words nearest to it. */
  v.object({ kind: v.literal('around'), expression: word, most }),
  v.object({ kind: v.literal('words'), words: v.pipe(v.array(word), v.minLength(2), v.maxLength(10_000)) }),
  /** Texts: a folder's files, or a column of a table. */
  v.object({ kind: v.literal('documents'), path: v.pipe(v.string(), v.minLength(1)), column: v.optional(v.pipe(v.string(), v.minLength(1))), most }),
]);
export type Selection = v.InferOutput<typeof selectionSchema>;

const job = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const seed = v.optional(v.pipe(v.number(), v.integer()), 1);

export const projectionSchema = v.variant('method', [
  v.object({ method: v.literal('pca'), components }),
  v.object({
    method: v.literal('umap'), components, seed, neighbours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(200)), 15),
    leastDistance: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)), 0.1),
  }),
  v.object({ method: v.literal('tsne'), components, seed, perplexity: v.optional(v.pipe(v.number(), v.minValue(2), v.maxValue(200)), 30) }),
  /** Axes from one word to another, as in she to he; what is missing is filled with principal components. */
  v.object({ method: v.literal('axis'), components, axes: v.pipe(v.array(v.object({ from: word, to: word })), v.minLength(1), v.maxLength(3)) }),
]);
export type ProjectionChoice = v.InferOutput<typeof projectionSchema>;

export const mapQuerySchemas = {
  project: v.object({
    ...spaceParameters, selection: selectionSchema, projection: projectionSchema, clusters: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)), 10),
    /** A name of the caller's own for `projectionState`. */
    job,
  }),
  projectionState: v.object({ ...spaceParameters, job, /** Left out: as it is. */ paused: v.optional(v.boolean()) }),
  compareSpaces: v.object({
    ...spaceParameters, /** ID of the second space. */ other: v.string(), most: v.optional(most, 10_000), /** Words told at either end. */ top: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
  }),
} as const;

export interface PointMap {
  readonly space: string;
  readonly components: 2 | 3;
  /** Words, or the names of documents. */
  readonly labels: readonly string[];
  /** [labels, components] float32, base64. */
  readonly coordinates: string;
  /** [labels] uint16, base64: clusters by cosine in the space itself, from the largest. */
  readonly clusters: string;
  /** The label in the middle of each cluster. */
  readonly clusterNames: readonly string[];
  /** [labels] int32, base64: frequency ranks, 0 for documents. */
  readonly ranks: string;
  /** [labels] float64, base64: occurrences in the training corpus, where the space knows them. */
  readonly counts: string | null;
  /** Where documents begin, for documents. */
  readonly places: readonly { readonly file: string; readonly line: number }[] | null;
  /** Documents without a known word, which have no place on the map. */
  readonly leftOut: number;
  readonly fromCache: boolean;
}

export interface ProjectionState {
  readonly space: string;
  /** 0 to 1; null when no such projection is under way. */
  readonly part: number | null;
  readonly paused: boolean;
  /** The layout as it is, [labels, components] float32, base64; null before there is one. */
  readonly coordinates: string | null;
}

export interface SpaceComparison {
  readonly space: string;
  readonly other: string;
  /** Words that both spaces have, of those compared. */
  readonly common: number;
  /** Mean cosine over all of them. */
  readonly mean: number;
  /** Those that moved most first. */
  readonly moved: readonly MovedWord[];
  /** Those that moved least first. */
  readonly stable: readonly MovedWord[];
}

export interface MovedWord {
  readonly word: string;
  /** Cosine of the rotated vector in the first space and the vector in the second. */
  readonly cosine: number;
  /** Frequency ranks in the two spaces. */
  readonly ranks: readonly [number, number];
}
