import * as v from 'valibot';
import { type MapQueries, mapQuerySchemas } from './spaceMaps.ts';
import { spaceParameters as space } from './spaceParameters.ts';

/**
 * Vector spaces. Two boundaries share the methods below:
 *
 *     client <-> server            requests `lexiscope/spaces/<method>`; `space` is the ID of a space in the server's registry, or left out
 *     server <-> vectors process   the same method and parameters, with `space` replaced by the file that the process loads
 *
 * A new question about a space is one line in `SpaceQueries`, its schema in `querySchemas`, and its implementation in
 * src/server/spaces/queries.ts; the server forwards it by itself. What takes longer than some 50 ms (a projection, say) is named in
 * `heavyQueries`: it runs in a second process of the same kind, so that hovers go on being answered. A method may report the part done (0 to 1)
 * by its second parameter; a client that gives a `workDoneToken` sees it as work-done progress, and `$/cancelRequest` aborts its signal.
 *
 * Rows of numbers do not travel as JSON arrays: `Rows` is base64 for clients, and what needs whole matrices is computed in the process.
 */
export interface SpaceQueries extends MapQueries {
  /** What there is to say about a word under the pointer. Never fails for an unknown word. */
  describeWord(params: Query<'describeWord'>): WordDescription;
  /** The words nearest to a word or an expression such as `king - man + woman`. @throws `not-found` for an unknown word, with near spellings */
  neighbours(params: Query<'neighbours'>): Neighbours;
  /** `a` is to `b` as `c` is to the answers. */
  analogy(params: Query<'analogy'>): Neighbours;
  /** Cosine of two words, or of the mean vectors of two texts. */
  similarity(params: Query<'similarity'>): Similarity;
  /** Cosines of all pairs; unknown words are left out and listed. */
  similarityMatrix(params: Query<'similarityMatrix'>): SimilarityMatrix;
  /** Each word's fit with the others, the odd one last. */
  oddOneOut(params: Query<'oddOneOut'>): OddOneOut;
  /** Frequency ranks and counts. */
  rank(params: Query<'rank'>): Ranks;
  /** A part of the vocabulary, most frequent first. */
  words(params: Query<'words'>): WordList;
  /** Vectors of words, as trained. For some hundred rows; see the note on rows above. */
  vectors(params: Query<'vectors'>): Rows;
}

/** Queries that run in the process for long work. */
export const heavyQueries: readonly (keyof SpaceQueries)[] = ['project', 'projectionState', 'compareSpaces'];

const text = v.pipe(v.string(), v.maxLength(100_000));
const word = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1000));
const rank = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const top = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 10);
const method = v.optional(v.picklist(['3CosAdd', '3CosMul']), '3CosAdd');
const words = v.pipe(v.array(word), v.minLength(1), v.maxLength(1000));

const ranks = { fromRank: v.optional(rank), toRank: v.optional(rank) };

export const querySchemas = {
  describeWord: v.object({ ...space, word, top, /** A second word: the answer tells the similarity of the two. */ second: v.optional(word) }),
  neighbours: v.object({ ...space, expression: word, top, method, ...ranks }),
  analogy: v.object({ ...space, a: word, b: word, c: word, top, method, ...ranks }),
  similarity: v.object({ ...space, first: text, second: text }),
  similarityMatrix: v.object({ ...space, words }),
  oddOneOut: v.object({ ...space, words: v.pipe(v.array(word), v.minLength(3), v.maxLength(1000)) }),
  rank: v.object({ ...space, words }),
  words: v.object({ ...space, ...ranks, /** Only words that hold these letters, case aside. */ containing: v.optional(v.string()), limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200_000)), 1000) }),
  vectors: v.object({ ...space, words: v.pipe(v.array(word), v.minLength(1), v.maxLength(10_000)) }),
  ...mapQuerySchemas,
} as const satisfies { readonly [K in keyof SpaceQueries]: v.GenericSchema };

/** A query as its implementation sees it, with defaults filled in. */
export type Query<K extends keyof typeof querySchemas> = v.InferOutput<(typeof querySchemas)[K]>;

/** What a client sends: what has a default may be left out. */
export type QueryInput<K extends keyof typeof querySchemas> = v.InferInput<(typeof querySchemas)[K]>;

/** How a word was found: as it stands, by its case, without marks and accents, without an ending, or by its character n-grams. */
export type FoundKind = 'exact' | 'case' | 'stripped' | 'inflection' | 'subwords';

/** A word that was asked for, and what it was taken as. */
export interface Term {
  readonly asked: string;
  readonly word: string;
  readonly kind: FoundKind;
  /** Frequency rank, 1 the most frequent; null for a word found by its n-grams. */
  readonly rank: number | null;
}

export interface ScoredWord {
  readonly word: string;
  /** Cosine; for 3CosMul its score. */
  readonly score: number;
  readonly rank: number;
}

/** Every answer names the space that it is from: an ID for clients, a file within the server. */
export interface Answered {
  readonly space: string;
}

export interface WordDescription extends Answered {
  readonly asked: string;
  /** Null for a word that the space does not know. */
  readonly term: Term | null;
  /** Occurrences in the training corpus, where the space knows them. */
  readonly count: number | null;
  /** Words of the space. */
  readonly size: number;
  readonly neighbours: readonly ScoredWord[];
  /** For an unknown word: words spelled nearly like it. */
  readonly spellings: readonly string[];
  /** With the second word; null where one of the two is unknown. */
  readonly similarity: PairSimilarity | null;
}

export interface PairSimilarity {
  readonly second: Term;
  readonly cosine: number;
  /** The second word's place among the neighbours of the first: 1 the nearest. */
  readonly neighbourRank: number;
}

export interface Neighbours extends Answered {
  /** The words of the expression. */
  readonly terms: readonly (Term & { readonly sign: 1 | -1 })[];
  readonly neighbours: readonly ScoredWord[];
}

export interface Similarity extends Answered {
  readonly cosine: number;
  /** For two texts of more than one word: relaxed word mover's distance, 0 for the same words, at most 2. */
  readonly moversDistance: number | null;
  /** For two single words: what they were taken as, and the second's place among the neighbours of the first. */
  readonly terms: readonly [Term, Term] | null;
  readonly neighbourRank: number | null;
}

export interface SimilarityMatrix extends Answered {
  readonly terms: readonly Term[];
  readonly unknown: readonly string[];
  /** [terms][terms] cosines. */
  readonly cosines: readonly (readonly number[])[];
}

export interface OddOneOut extends Answered {
  readonly odd: string;
  /** Cosine with the mean of all, best fit first. */
  readonly words: readonly { readonly word: string; readonly score: number }[];
}

export interface Ranks extends Answered {
  readonly ranks: readonly { readonly asked: string; readonly term: Term | null; readonly count: number | null }[];
}

export interface WordList extends Answered {
  readonly words: readonly { readonly word: string; readonly rank: number; readonly count: number | null }[];
  /** How many words there are in all that fit. */
  readonly total: number;
}

export interface Rows extends Answered {
  readonly terms: readonly Term[];
  readonly unknown: readonly string[];
  readonly dimensions: number;
  /** [terms, dimensions] float32, little-endian, base64. */
  readonly values: string;
}

/** Where the registry has a space from. */
export type SpaceOrigin = 'shipped' | 'settings' | 'loaded';

export interface SpaceInfo {
  /** For shipped spaces `en`, `sv` ...; for others the path of the file. */
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly origin: SpaceOrigin;
  /** ISO 639-1 code of the language, where it is known. */
  readonly language: string | null;
  /** Bytes of the file; null where it is missing. */
  readonly bytes: number | null;
  /** Words and dimensions, where the file has been read or says them at its beginning. */
  readonly shape: SpaceShape | null;
  /** What reading the file told; null while it is not in memory. */
  readonly loaded: SpaceFacts | null;
  /** Why it could not be read. */
  readonly error: string | null;
}

export interface SpaceShape {
  readonly rows: number;
  readonly dimensions: number;
}

export interface SpaceFacts extends SpaceShape {
  readonly format: string;
  readonly subwords: boolean;
  readonly hasCounts: boolean;
  /** What was odd in the file, a line each. */
  readonly warnings: readonly string[];
}

/** About the registry itself; the queries come on top. */
export interface RegistryMethods {
  list(params: v.InferOutput<typeof registrySchemas.list>): { readonly spaces: readonly SpaceInfo[]; /** Chosen where nothing else decides. */ readonly chosen: string };
  /** Reads a file and adds it to the registry. */
  load(params: v.InferOutput<typeof registrySchemas.load>, progress: (part: number) => void): SpaceInfo;
  /** Frees the memory of a space, and forgets it if it was loaded by command. */
  unload(params: v.InferOutput<typeof registrySchemas.unload>): { readonly unloaded: boolean };
}

export const registrySchemas = {
  list: v.optional(v.object({}), {}),
  load: v.object({ file: v.pipe(v.string(), v.minLength(1)), workDoneToken: space.workDoneToken }),
  unload: v.object({ space: v.string() }),
} as const satisfies { readonly [K in keyof RegistryMethods]: v.GenericSchema };

const prefix = 'lexiscope/spaces/';

/** The boundary client <-> server. */
export type SpaceMethods =
  & { [K in keyof SpaceQueries as `lexiscope/spaces/${K}`]: (params: QueryInput<K>) => ReturnType<SpaceQueries[K]> }
  & { [K in keyof RegistryMethods as `lexiscope/spaces/${K}`]: RegistryMethods[K] };

export function spaceMethod<K extends keyof SpaceQueries | keyof RegistryMethods>(name: K): `lexiscope/spaces/${K}` {
  return `${prefix}${name}`;
}

/** Sent to clients when the registry has changed, without parameters. */
export const spacesChanged = 'lexiscope/spaces/changed';

/** The boundary server <-> vectors process. */
export interface VectorsMethods extends SpaceQueries {
  /** Loads a file, as the first query about it would. */
  open(params: { readonly file: string }, progress: (part: number) => void): SpaceFacts;
  close(params: { readonly file: string }): boolean;
  /** Whether `prepare` should come before `open`. */
  isWorthPreparing(params: { readonly file: string }): boolean;
  /** Reads a large file and writes its copy into the cache, in a process that ends afterwards. @returns true */
  prepare(params: { readonly file: string }, progress: (part: number) => void): boolean;
  /** What a file says of itself at its beginning, without reading it; null where that is nothing. */
  peek(params: { readonly file: string }): SpaceShape | null;
  /** Which of several spaces a text is most likely written in the language of; null where no word of it is known. */
  chooseSpace(params: { readonly files: readonly string[]; readonly text: string }): string | null;
}
