import type { AnalyzeParams, DocumentAnalysis, DocumentSegment, Task } from './analysis.ts';
import type { DocumentExplanation } from './explain.ts';
import type { ClassifyFilesParams, ExportResultParams, FolderProgress, FolderResult, ResultPage, ResultRowsParams } from './folder.ts';
import type { LiveAnalysis, LiveParams } from './live.ts';
import type { ModelList } from './models.ts';
import type { TriedText } from './training.ts';

/**
 * The boundary server <-> inference process: the only process that loads models and native code. All work on texts is done there, so that the
 * server answers at once whatever it is asked. A cancelled call ends at the next batch.
 */
export interface InferenceMethods {
  analyze(params: AnalysisJob, progress: (news: AnalysisNews) => void): AnalysisOutcome;
  explain(params: ExplanationJob, progress: (part: number) => void): ExplanationOutcome;
  live(params: LiveJob): LiveOutcome;
  endLive(params: { readonly uri: string }): boolean;
  models(params: { readonly files: readonly string[] }): ModelList;
  classifyFiles(params: FolderJob, progress: (news: FolderProgress) => void): FolderResult;
  resultRows(params: ResultRowsParams): ResultPage;
  tryModel(params: { readonly model: string; readonly tagger: boolean; readonly text: string }, progress: (part: number) => void): TriedText;
  exportResult(params: ExportResultParams, progress: (part: number) => void): { readonly rows: number };
}

/** Where the text comes from: an open document, a file on the disk, the Markdown cells of a notebook. */
export type TextSource =
  | { readonly kind: 'text'; readonly text: string; readonly languageId: string }
  | { readonly kind: 'file'; readonly file: string; readonly languageId?: string | undefined }
  | { readonly kind: 'cells'; readonly cells: readonly string[] };

export type SourceOptions = Pick<AnalyzeParams, 'ranges' | 'codeParts' | 'column' | 'field'>;

export interface ModelChoice {
  readonly task: Task;
  /** ID of a shipped model or path of an .onnx file. */
  readonly model: string;
  readonly candidates?: readonly string[] | undefined;
}

export interface AnalysisJob {
  readonly source: TextSource;
  readonly options: SourceOptions;
  readonly questions: readonly ModelChoice[];
  readonly force: boolean;
  /** Whether segments are wanted as they are found. */
  readonly partial: boolean;
}

/** How far the work is, 0 to 1; with `partial`, what was found. */
export interface AnalysisNews {
  readonly part: number;
  readonly found?: { readonly task: Task; readonly keep: number; readonly segments: readonly DocumentSegment[] };
}

/** What the server knows better: which document this is. */
type WithoutDocument<T> = Omit<T, 'uri' | 'version' | 'cells' | 'elapsedMs'>;

export interface AnalysisOutcome {
  readonly analyses: readonly WithoutDocument<DocumentAnalysis>[];
  readonly failures: readonly { readonly task: Task; readonly message: string }[];
}

export interface ExplanationJob extends ModelChoice {
  readonly source: TextSource;
  readonly options: SourceOptions;
  readonly label?: string | undefined;
  readonly limit: number;
}
export type ExplanationOutcome = WithoutDocument<DocumentExplanation>;

/** A change of a document, in UTF-16 code units of the text before it. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface LiveJob extends ModelChoice {
  readonly uri: string;
  readonly version: number;
  readonly languageId: string;
  readonly options: Pick<LiveParams, 'codeParts' | 'column' | 'field'>;
  readonly force: boolean;
  readonly since?: number | undefined;
  /** The text, or how it came about from the version that the process has seen last. */
  readonly content: { readonly text: string } | { readonly base: number; readonly edits: readonly TextEdit[] };
}

/** Null: the process does not have the version that the edits build on (it was started anew): send the text. */
export type LiveOutcome = WithoutDocument<LiveAnalysis> | null;

export interface FolderJob extends Omit<ClassifyFilesParams, 'task' | 'model' | 'candidates' | 'uris' | 'workDoneToken' | 'partialResultToken'>, ModelChoice {
  /** Files and folders. */
  readonly paths: readonly string[];
  readonly reportProgress: boolean;
}

