import * as v from 'valibot';

/**
 * Reading a document: the boundary editor <-> server. Cancelling is LSP's `$/cancelRequest`; a client that gives a `workDoneToken` gets
 * work-done progress; one that gives a `partialResultToken` gets each task's segments as they are found (`PartialAnalysis`), long before the answer.
 */
export interface AnalysisMethods {
  /** One question about one document. */
  'lexiscope/analyze'(params: AnalyzeParams): DocumentAnalysis;
  /** Every question that applies, in one request. */
  'lexiscope/analyzeAll'(params: AnalyzeAllParams): DocumentAnalyses;
}

/**
 * `custom` is for models that people trained themselves, whatever their labels mean: `model` must name a file. It takes any model that
 * classifies, the shipped ones as well.
 */
export const tasks = ['language', 'sentiment', 'topics', 'spam', 'custom'] as const;
export type Task = (typeof tasks)[number];

const position = v.object({ line: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), character: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) });
export const rangeSchema = v.object({ start: position, end: position });
export type DocumentRange = v.InferOutput<typeof rangeSchema>;

const progressToken = v.union([v.string(), v.number()]);

/** Which text of the document is read. */
export const sourceSchemas = {
  textDocument: v.object({
    /** A document that is open in the editor; else a file, which the server reads (its encoding is detected); or the address of a notebook, open or a file, whose Markdown cells are read. */
    uri: v.string(),
    /** Answered `cancelled` (LSP's ContentModified) where the server has seen a later version, before or while it works. */
    version: v.optional(v.pipe(v.number(), v.safeInteger())),
  }),
  /** Only these parts of the document (of a notebook: not offered). */
  ranges: v.optional(v.pipe(v.array(rangeSchema), v.minLength(1), v.maxLength(10_000))),
  /** Reads the document as if it were in this language; left out: what the editor says, for files what their extension says. */
  languageId: v.optional(v.string()),
  /** Of source code: comments (as when left out), strings or both. */
  codeParts: v.optional(v.picklist(['comments', 'strings', 'both'])),
  /** CSV: name or 0-based number of the column; left out: the one with most letters. */
  column: v.optional(v.union([v.string(), v.pipe(v.number(), v.safeInteger(), v.minValue(0))])),
  /** JSON Lines: the field; left out: `text`, else the longest of the first line. */
  field: v.optional(v.string()),
};

const requestSchemas = {
  /** Answer although the text is not in a language that the model reads. */
  force: v.optional(v.boolean(), false),
  workDoneToken: v.optional(progressToken),
  partialResultToken: v.optional(progressToken),
};

export const modelSchemas = {
  task: v.picklist(tasks),
  /** ID of a shipped model or path of an .onnx file; left out: the shipped model of the task. */
  model: v.optional(v.string()),
  /** The only labels that may be answered. */
  candidates: v.optional(v.array(v.string())),
};

export const analyzeParamsSchema = v.object({ ...modelSchemas, ...sourceSchemas, ...requestSchemas });
/** What a client sends: what has a default may be left out. */
export type AnalyzeParams = v.InferInput<typeof analyzeParamsSchema>;

export const analyzeAllParamsSchema = v.object({
  ...sourceSchemas,
  ...requestSchemas,
  /** Left out: language, sentiment, topics and spam. */
  tasks: v.optional(v.array(v.picklist(['language', 'sentiment', 'topics', 'spam'])), ['language', 'sentiment', 'topics', 'spam']),
  /** Models other than the shipped ones, by task. */
  models: v.optional(v.record(v.string(), v.string()), {}),
});
export type AnalyzeAllParams = v.InferInput<typeof analyzeAllParamsSchema>;

/**
 * How far an answer can be trusted: `uncertain` when it is less than 80 % probable, `not-enough-text` when there is nothing to read,
 * `not-language` for text without natural language in it (numbers, code), `other-language` for a text that the model does not read:
 * then there is no label unless `force` was set.
 */
export type Verdict = 'certain' | 'uncertain' | 'not-enough-text' | 'not-language' | 'other-language';

export interface ScoredLabel {
  readonly label: string;
  /** Calibrated probability, 0 to 1. */
  readonly score: number;
}

/** The answer for one text. */
export interface TextAnalysis {
  /** The most probable label; null where there is none (no text, another language, none above its threshold). */
  readonly label: string | null;
  /** The labels that hold, most probable first: at most one, except for a multi-label model. */
  readonly labels: readonly string[];
  /** The probability of `label`, 0 to 1. */
  readonly confidence: number;
  /** Most probable first. */
  readonly scores: readonly ScoredLabel[];
  readonly verdict: Verdict;
  /** Words that were read. */
  readonly words: number;
}

/** A part of the document with one answer: a run of one language, a sentence for sentiment, a paragraph for all else. */
export interface DocumentSegment extends ScoredLabel {
  readonly range: DocumentRange;
  /** In a notebook: the Markdown cell that the range is in, by its number among them (and in `cells`). */
  readonly cell?: number;
}

/**
 * What stands under a heading, the sections below it included; or before the first heading. Not for languages. Sections come in the document's
 * order: those below another follow it and have a greater depth.
 */
export interface DocumentSection extends TextAnalysis {
  /** The heading's text; empty for what comes before the first one. */
  readonly title: string;
  /** 0: the outermost headings. */
  readonly depth: number;
  readonly range: DocumentRange;
  readonly cell?: number;
  /** Indices into `segments`: from the first to behind the last one of this section and those below it. */
  readonly firstSegment: number;
  readonly endSegment: number;
}

export interface LabelShare {
  readonly label: string;
  readonly share: number;
}

/** The text is in a language that the model has not learned to read. */
export interface LanguageMismatch {
  /** The text's main language (ISO 639-1) and how probable it is. */
  readonly language: string;
  readonly confidence: number;
  /** What the model reads. */
  readonly reads: readonly string[];
}

/** How much there was to read: `little` where there is too little for the answer to say much about the document, whatever its probability. */
export type Amount = 'none' | 'little' | 'enough';

/** The answer for one version of one document. */
export interface DocumentAnalysis extends TextAnalysis {
  readonly task: Task;
  readonly uri: string;
  /** The version of the document that was read; the answer holds for no other. Null for a file that was read from the disk, and for notebooks (see `cells`). */
  readonly version: number | null;
  /** The parts that were read, when not the whole document was asked for. */
  readonly ranges?: readonly DocumentRange[];
  /** Of a notebook that is open: its Markdown cells, in order. */
  readonly cells?: readonly { readonly uri: string; readonly version: number }[];
  /** Name of the model that answered, from its metadata, and what was asked for: its ID or file. */
  readonly model: { readonly id: string; readonly name: string };
  /** What the labels in this answer are called, where the model says so: `money-fx` -> `Foreign exchange`. Languages have no names here. */
  readonly displayNames: Readonly<Record<string, string>>;
  readonly amount: Amount;
  readonly mismatch?: LanguageMismatch;
  /** In the document's order, none overlapping; parts without an answer are left out. */
  readonly segments: readonly DocumentSegment[];
  /** Empty where the document has no headings, and for languages. */
  readonly sections: readonly DocumentSection[];
  /** How much of the text in segments each label has, largest first; the shares add up to 1. */
  readonly shares: readonly LabelShare[];
  /** From the arrival of the request to the answer, in milliseconds. */
  readonly elapsedMs: number;
}

export interface DocumentAnalyses {
  /** In the order of `tasks`. */
  readonly analyses: readonly DocumentAnalysis[];
  /** Tasks without an answer, and why: no model of theirs is installed, or it cannot be read. */
  readonly skipped: readonly { readonly task: Task; readonly reason: string }[];
  readonly elapsedMs: number;
}

/** What `$/progress` carries under a `partialResultToken`. */
export interface PartialAnalysis {
  readonly task: Task;
  readonly uri: string;
  readonly version: number | null;
  /** The first so many of the segments sent until now stand; `segments` follow them. (The run of a language that grows is sent again.) */
  readonly keep: number;
  readonly segments: readonly DocumentSegment[];
}

/** `data` of the LSP error that a failed request ends with. */
export interface ErrorData {
  readonly code: 'bad-input' | 'not-found' | 'cancelled' | 'unsupported' | 'failed';
  readonly hint?: string;
}
