import * as v from 'valibot';
import { resultRowsParamsSchema, type FolderProgress, type FolderResult, type ResultPage } from './folder.ts';
import type { ParameterSchemas } from './rpc.ts';

/** The boundary table of a folder's answers (webview/folder) -> extension host. */
export interface FolderHostMethods {
  /** What the page shows before any row: asked when its script starts, and again when it is shown after having been hidden. */
  state(params: Record<never, never>): FolderState;
  rows(params: RowSelection): ResultPage;
  /** Opens a row's text in an editor. */
  open(params: TextPlace): void;
  /** Asks for a file and writes the selected rows to it. */
  export(params: TableExport): void;
  cancel(params: Record<never, never>): void;
}

/** Extension host -> page. */
export interface FolderPageMethods {
  stateChanged(state: FolderState): void;
}

const { resultFile: _resultFile, ...selection } = resultRowsParamsSchema.entries;
const rowSelection = v.object(selection);
const textPlace = v.object({ uri: v.string(), line: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))) });
const tableExport = v.object({ format: v.picklist(['csv', 'jsonl']), selection: rowSelection });
const nothing = v.object({});

export type TextPlace = v.InferOutput<typeof textPlace>;
export type TableExport = v.InferOutput<typeof tableExport>;

/** Which rows, in which order; the host knows the file that they are in. */
export type RowSelection = v.InferOutput<typeof rowSelection>;

export const folderHostSchemas = {
  state: nothing,
  rows: rowSelection,
  open: textPlace,
  export: tableExport,
  cancel: nothing,
} as const satisfies Required<ParameterSchemas<FolderHostMethods>>;

export interface FolderState {
  readonly title: string;
  /** Labels are language codes, to be named in the page's language. */
  readonly isLanguage: boolean;
  /** Paths are shown from here on. */
  readonly root: string;
  readonly progress?: FolderProgress;
  /** When all is done. */
  readonly result?: FolderResult;
  readonly isCancelled: boolean;
  /** Why it ended early. */
  readonly failure?: string;
}
