import * as v from 'valibot';
import { modelSchemas, sourceSchemas } from './analysis.ts';
import type { ScoredLabel, Verdict } from './analysis.ts';

/**
 * Classifying many texts: files, or the rows of a CSV or JSON Lines file. The rows go into a file as they are found, so that nothing
 * is held in memory; pages of it are asked for.
 */
export interface FolderMethods {
  /** Answers when all is done. With a `partialResultToken`, `FolderProgress` comes meanwhile; what is there can be paged through already. */
  'lexiscope/classifyFiles'(params: ClassifyFilesParams): FolderResult;
  'lexiscope/resultRows'(params: ResultRowsParams): ResultPage;
  /** Writes the rows, sorted and filtered as in `resultRows`, as CSV or JSON Lines. */
  'lexiscope/exportResult'(params: ExportResultParams): { readonly rows: number };
}

const path = v.pipe(v.string(), v.minLength(1));
const { codeParts, column, field } = sourceSchemas;
const progressToken = v.union([v.string(), v.number()]);

export const classifyFilesParamsSchema = v.object({
  ...modelSchemas,
  /** Addresses (file:) of files and folders; of folders, all files below are read, save hidden ones, `node_modules` and what is no text. */
  uris: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Globs (`docs/*.md`) of paths relative to each folder: only these, and none of those. */
  include: v.optional(v.array(v.string()), []),
  exclude: v.optional(v.array(v.string()), []),
  /** Each file is a table, of which every row is a text: `column` (CSV) or `field` (JSON Lines) says where it is. */
  rows: v.optional(v.boolean(), false),
  column, field, codeParts,
  /** Longer files are skipped. */
  maximumBytes: v.optional(v.pipe(v.number(), v.minValue(1)), 50e6),
  /** Answer for texts in languages that the model does not read; without it such rows have no label. */
  force: v.optional(v.boolean(), false),
  /** Folder for the result file; it is made if need be. */
  resultFolder: path,
  workDoneToken: v.optional(progressToken),
  partialResultToken: v.optional(progressToken),
});
export type ClassifyFilesParams = v.InferInput<typeof classifyFilesParamsSchema>;

/** A line of the result file. */
export interface ResultRow {
  /** 0-based, in the order of reading. */
  readonly row: number;
  readonly uri: string;
  /** Of a row of a table: its 0-based first line in the file. */
  readonly line?: number;
  /** The beginning of the text that was read. */
  readonly text: string;
  readonly label: string | null;
  readonly labels: readonly string[];
  readonly confidence: number;
  /** The most probable ones. */
  readonly scores: readonly ScoredLabel[];
  readonly verdict: Verdict;
  readonly words: number;
  /** The text's language, where the model does not read it. */
  readonly language?: string;
  /** Why there is no answer: too long, not a text, cannot be read. All else is empty then. */
  readonly skipped?: string;
}

export interface FolderResult {
  /** The result file, JSON Lines of `ResultRow`: what `resultRows` wants. */
  readonly resultFile: string;
  readonly model: { readonly id: string; readonly name: string };
  readonly displayNames: Readonly<Record<string, string>>;
  readonly rows: number;
  readonly skipped: number;
  /** Rows of each label, most first; a row with several labels counts for each, one with none not at all. */
  readonly counts: readonly { readonly label: string; readonly count: number }[];
  readonly elapsedMs: number;
}

export interface FolderProgress {
  readonly resultFile: string;
  /** Rows in the result file by now, skipped ones included. */
  readonly rows: number;
  readonly skipped: number;
  /** Files that are done and all of them; `files` grows while folders are still being listed. */
  readonly done: number;
  readonly files: number;
}

const selectionSchemas = {
  resultFile: path,
  sortBy: v.optional(v.picklist(['row', 'uri', 'label', 'confidence', 'words', 'verdict']), 'row'),
  descending: v.optional(v.boolean(), false),
  /** Only rows with one of these labels; an empty string stands for rows without label. */
  labels: v.optional(v.array(v.string())),
  /** Only rows whose path or text holds this, case aside. */
  containing: v.optional(v.string()),
  /** all; only rows with an answer; only skipped ones. */
  show: v.optional(v.picklist(['all', 'answered', 'skipped']), 'all'),
};

export const resultRowsParamsSchema = v.object({
  ...selectionSchemas,
  offset: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
  limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1000)), 100),
});
export type ResultRowsParams = v.InferInput<typeof resultRowsParamsSchema>;

export interface ResultPage {
  readonly rows: readonly ResultRow[];
  /** How many there are with this filter. */
  readonly total: number;
}

export const exportResultParamsSchema = v.object({ ...selectionSchemas, file: path, format: v.picklist(['csv', 'jsonl']), workDoneToken: v.optional(progressToken) });
export type ExportResultParams = v.InferInput<typeof exportResultParamsSchema>;
