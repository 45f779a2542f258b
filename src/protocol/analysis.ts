import * as v from 'valibot';

/**
 * The boundary editor <-> server. Cancelling is LSP's `$/cancelRequest`; a client that gives a `workDoneToken` gets work-done
 * progress. Every LSP client can reach the same work through `workspace/executeCommand` with the command named as below.
 */
export interface AnalysisMethods {
  'lexiscope/analyze'(params: AnalyzeParams): DocumentAnalysis;
}

export const analyzeMethod = 'lexiscope/analyze' satisfies keyof AnalysisMethods;

/** `workspace/executeCommand` -> task; the one argument is AnalyzeParams without the task. */
export const serverCommands = { 'lexiscope.detectLanguage': 'language' } as const satisfies Record<string, Task>;

const tasks = ['language'] as const;
export type Task = (typeof tasks)[number];

const position = v.object({ line: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), character: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) });
const range = v.object({ start: position, end: position });

export const analyzeParamsSchema = v.object({
  task: v.picklist(tasks),
  textDocument: v.object({ uri: v.string() }),
  /** Only this part of the document. */
  range: v.optional(range),
  /** ID of a shipped model or path of an .onnx file; left out: the shipped model of the task. */
  model: v.optional(v.string()),
  /** The only labels that may be answered. */
  candidates: v.optional(v.array(v.string())),
  workDoneToken: v.optional(v.union([v.string(), v.number()])),
});
export type AnalyzeParams = v.InferOutput<typeof analyzeParamsSchema>;
export type DocumentRange = v.InferOutput<typeof range>;

/**
 * How far an answer can be trusted: `uncertain` when the runner-up is close, `not-enough-text` when the text is too short to say
 * anything, `not-language` for text without natural language in it (numbers, code).
 */
export type Verdict = 'certain' | 'uncertain' | 'not-enough-text' | 'not-language';

export interface ScoredLabel {
  readonly label: string;
  /** Probability, 0 to 1. */
  readonly score: number;
}

/** A stretch of the text with one answer, in UTF-16 code units of the text. */
export interface LabelledSegment extends ScoredLabel {
  readonly start: number;
  readonly end: number;
}

/** The answer for one text. */
export interface TextAnalysis {
  /** The most probable label; null where there is none (no text, none above its threshold). */
  readonly label: string | null;
  /** The labels that hold: at most one, except for a multi-label model. */
  readonly labels: readonly string[];
  /** The probability of `label`, 0 to 1. */
  readonly confidence: number;
  /** Most probable first. */
  readonly scores: readonly ScoredLabel[];
  readonly verdict: Verdict;
  /** The parts of the text that have a label, in the text's order, none overlapping; for languages, the runs of one language. */
  readonly segments: readonly LabelledSegment[];
}

export interface DocumentSegment extends ScoredLabel {
  readonly range: DocumentRange;
}

export interface LabelShare {
  readonly label: string;
  readonly share: number;
}

/** The answer for one version of one document. */
export interface DocumentAnalysis extends Omit<TextAnalysis, 'segments'> {
  readonly task: Task;
  readonly uri: string;
  /** The version of the document that was read; the answer holds for no other. */
  readonly version: number;
  /** The part that was read, when not the whole document was asked for. */
  readonly range?: DocumentRange;
  readonly segments: readonly DocumentSegment[];
  /** How much of the text in segments each label has, largest first; the shares add up to 1. */
  readonly shares: readonly LabelShare[];
  /** From the arrival of the request to the answer, in milliseconds. */
  readonly elapsedMs: number;
}

/** `data` of the LSP error that a failed request ends with. */
export interface ErrorData {
  readonly code: 'bad-input' | 'not-found' | 'cancelled' | 'unsupported' | 'failed';
  readonly hint?: string;
}
