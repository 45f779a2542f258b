import type { Task } from '../../protocol/analysis.ts';
import type { sourceSchemas } from '../../protocol/analysis.ts';
import type * as v from 'valibot';

/** One model, asked about one document. */
export interface Question {
  readonly task: Task;
  /** ID of a shipped model or path of an .onnx file; left out: the shipped model of the task. */
  readonly model?: string;
  readonly candidates?: readonly string[];
}

type Optional<K extends keyof typeof sourceSchemas> = { [P in K]?: v.InferInput<(typeof sourceSchemas)[P]> };

/** Which part of a file is read where there is a choice: a column of a table, the comments of code. */
export type Source = Optional<'languageId' | 'codeParts' | 'column' | 'field'>;
