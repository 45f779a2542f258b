import * as v from 'valibot';

/** Which models can be asked. */
export interface ModelMethods {
  /** The shipped models, and those of the files named. */
  'lexiscope/models'(params: ModelsParams): ModelList;
}

export const modelsParamsSchema = v.optional(v.object({ files: v.optional(v.array(v.string()), []) }), {});
export type ModelsParams = v.InferInput<typeof modelsParamsSchema>;

export interface ModelList {
  readonly models: readonly ModelInfo[];
  /** Files that are no models that can classify, and why. */
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

export interface ModelInfo {
  /** What `model` of a request is to be: ID of a shipped model, or the file's path. */
  readonly id: string;
  readonly shipped: boolean;
  readonly name: string;
  /** `language`, `sentiment`, `topics`, `spam`; anything else is a task for `custom`. */
  readonly task: string;
  readonly labels: readonly { readonly name: string; readonly displayName?: string }[];
  /** Several labels of one text may hold. */
  readonly multiple: boolean;
  /** ISO 639 codes of the languages that it reads; `*`: any. */
  readonly languages: readonly string[];
}
