import * as v from 'valibot';
import { mapQuerySchemas } from './spaceMaps.ts';
import { type QueryInput, type RegistryMethods, type SpaceQueries, querySchemas, registrySchemas } from './spaces.ts';

/** The explorer: the boundary page <-> extension host. What is asked about spaces is answered by the server; the host passes it on under the same name. */
export const explorerQueries = ['describeWord', 'neighbours', 'similarity', 'similarityMatrix', 'oddOneOut', 'rank', 'words', 'project', 'projectionState', 'compareSpaces'] as const satisfies readonly (keyof SpaceQueries)[];
export type ExplorerQuery = (typeof explorerQueries)[number];

type QueryPart = { [K in ExplorerQuery]: (params: QueryInput<K>, progress: (part: number) => void) => ReturnType<SpaceQueries[K]> };

interface EditorPart {
  /** The page is there. @returns what it shall show; null: what it showed before */
  ready(params: v.InferInput<typeof explorerSchemas.ready>): ExplorerView | null;
  list(params: v.InferInput<typeof registrySchemas.list>): ReturnType<RegistryMethods['list']>;
  /** Asks for a file of vectors and loads it. @returns its ID; null when the person thought better of it */
  loadVectors(params: v.InferInput<typeof explorerSchemas.loadVectors>): string | null;
  /** Asks for a folder or a table of texts. @returns null when the person thought better of it */
  pickDocuments(params: v.InferInput<typeof explorerSchemas.pickDocuments>): string | null;
  copy(params: v.InferInput<typeof explorerSchemas.copy>): void;
  /** Asks where to, and writes. @returns whether it was written */
  save(params: v.InferInput<typeof explorerSchemas.save>): boolean;
  openPlace(params: v.InferInput<typeof explorerSchemas.openPlace>): void;
  /** Asks for a saved view. @returns the file's text; null when the person thought better of it */
  openView(params: v.InferInput<typeof explorerSchemas.openView>): string | null;
}

/** What the page calls. */
export type ExplorerHost = QueryPart & EditorPart;

/** What the host calls. */
export interface ExplorerPage {
  show(params: ExplorerView): void;
  /** The list of spaces is another. */
  spacesChanged(params: Record<string, never>): void;
}

/** What to show: a space, and a word or an expression in it. Without either, what the server or the page chooses. */
export const explorerViewSchema = v.object({ space: v.optional(v.string()), word: v.optional(v.string()) });
export type ExplorerView = v.InferOutput<typeof explorerViewSchema>;

const largestFile = 64 * 1024 * 1024;

export const explorerSchemas = {
  describeWord: querySchemas.describeWord, neighbours: querySchemas.neighbours, similarity: querySchemas.similarity, similarityMatrix: querySchemas.similarityMatrix,
  oddOneOut: querySchemas.oddOneOut, rank: querySchemas.rank, words: querySchemas.words, project: mapQuerySchemas.project, projectionState: mapQuerySchemas.projectionState, compareSpaces: mapQuerySchemas.compareSpaces,
  ready: v.object({}),
  list: registrySchemas.list,
  loadVectors: v.object({}),
  pickDocuments: v.object({ what: v.picklist(['folder', 'table']) }),
  copy: v.object({ text: v.pipe(v.string(), v.maxLength(largestFile)) }),
  save: v.object({
    /** With its ending. */
    name: v.pipe(v.string(), v.regex(/^[^/\\]{1,120}$/)),
    content: v.union([v.pipe(v.string(), v.maxLength(largestFile)), v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.byteLength <= largestFile)]),
  }),
  openPlace: v.object({ file: v.pipe(v.string(), v.nonEmpty()), line: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  openView: v.object({}),
} as const satisfies { readonly [K in keyof ExplorerHost]: v.GenericSchema };
