import type { Task, TextAnalysis } from './analysis.ts';

/** The boundary server <-> inference process: the only process that loads models and native code. */
export interface InferenceMethods {
  /** Progress comes between batches; a cancelled analysis ends at the next one. */
  analyze(params: InferenceRequest, progress: (done: InferenceProgress) => void): TextAnalysis;
}

export interface InferenceRequest {
  readonly task: Task;
  readonly text: string;
  /** The editor's name of the text's format (`markdown`, `plaintext`), which says where its prose is. */
  readonly languageId: string;
  /** ID of a shipped model or path of an .onnx file. */
  readonly model: string;
  readonly candidates?: readonly string[];
}

export interface InferenceProgress {
  /** UTF-16 code units of the text that have been classified, and all of them. */
  readonly done: number;
  readonly total: number;
}
