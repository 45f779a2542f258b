import * as v from 'valibot';
import type { AnswerRow, EpochRow, Frame, RunKind, RunMetrics, RunSummary, SampleRow, SampleText, Settings, StepRow } from './trainingRun.ts';
import { runKinds, settingsSchema } from './trainingRun.ts';

/**
 * Training. The boundary client <-> server: requests `lexiscope/training/<method>`. `$/cancelRequest` aborts a request; a client that gives a
 * `workDoneToken` sees work-done progress of those that take long. A failed request ends with `ErrorData` (analysis.ts).
 *
 * Runs live in folders (docs/training.md) and in processes of their own: they go on without server and client. The order of things for a form: `choices`
 * once; `inspectData` when the data changes; `describeNetwork` when a setting changes; `start`; then `watch`, `read`, and `trainingChanged` tells when to
 * read again.
 */
interface Methods {
  /** What can be trained: presets, and the fields of a form. */
  choices(params: Params<'choices'>): TrainingChoices;
  /** Reads data far enough to say what is in it (of big files the first part). Bad rows are `problems`, not errors. */
  inspectData(params: Params<'inspectData'>, progress: (part: number) => void): DataInspection;
  /** Layers with shapes and parameter counts, and how long a training would take, as far as it can be told before. */
  describeNetwork(params: Params<'describeNetwork'>): NetworkDescription;
  /** Makes the run's folder and queues it; it starts at once when its turn has come. @throws `bad-input` naming the setting that is wrong */
  start(params: Params<'start'>): RunSummary;
  /** The job keeps its memory and waits; other runs get its turn. */
  pause(params: Params<'pause'>): RunSummary;
  /** Goes on with a paused run; takes up a stopped, interrupted or failed one from its last checkpoint (it is queued). */
  resume(params: Params<'resume'>): RunSummary;
  /** Ends the run; the best model so far becomes the result. Of a queued run: takes it out of the queue. */
  stop(params: Params<'stop'>): RunSummary;
  /** Ends the run without a result. */
  cancel(params: Params<'cancel'>): RunSummary;
  /** All runs, newest first. */
  list(params: Params<'list'>): { readonly folder: string; readonly runs: readonly RunSummary[] };
  /** Everything to show of one run. Of the curves only what is new, if the caller says what it has. */
  read(params: Params<'read'>): RunDetails;
  /** From now on `trainingChanged` tells of changes in the folder of runs. Watching twice is watching once; ends with `unwatch` or the connection. */
  watch(params: Params<'watch'>): { readonly watching: boolean };
  unwatch(params: Params<'unwatch'>): { readonly watching: boolean };
  /** Renames a run, or changes its notes. */
  edit(params: Params<'edit'>): RunSummary;
  /** Deletes a run that is not alive, with its folder. */
  remove(params: Params<'remove'>): { readonly removed: boolean };
  /** Answers of the final model on its test or validation data: worst first, or those of a cell of the confusion matrix. */
  answers(params: Params<'answers'>): { readonly total: number; readonly answers: readonly AnswerRow[] };
  /** What a run's model says of a text, and which of its words made it say so. */
  tryModel(params: Params<'tryModel'>): TriedText;
  /** Writes the model, the vectors, a Python script (and the model beside it, as NAME.onnx), or a report (Markdown and its pictures) to a file or folder of one's choice. */
  exportModel(params: Params<'exportModel'>): { readonly files: readonly string[] };
  /** Settings that differ between runs, and their figures side by side. */
  compare(params: Params<'compare'>): RunComparison;
}

const run = v.pipe(v.string(), v.regex(/^[^/\\]+$/, 'expected the ID of a run'), v.check((id) => id !== '.' && id !== '..', 'expected the ID of a run'));
const path = v.pipe(v.string(), v.nonEmpty());
const workDoneToken = v.optional(v.union([v.string(), v.number()]));
const rowNumber = v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0);
const column = v.union([v.string(), v.number()]);
const kind = v.picklist(runKinds);

const sourceSchema = v.variant('type', [
  /** Absolute paths of files and folders, and globs. */
  v.object({ type: v.literal('paths'), paths: v.pipe(v.array(path), v.minLength(1)) }),
  /** The text of an open document or a selection; a run keeps a copy in its folder. The name's ending tells the format. */
  v.object({ type: v.literal('text'), name: v.pipe(v.string(), v.nonEmpty()), text: v.string() }),
]);
export type DataSource = v.InferOutput<typeof sourceSchema>;

/** How labelled files are read; what is left out is found out. Columns by their name or 0-based number. */
const readingSchema = v.object({
  format: v.optional(v.picklist(['jsonl', 'csv', 'fasttext', 'label-tab-text', 'lines', 'folder', 'reuters', 'rcv1'])),
  text: v.optional(v.array(column)),
  labels: v.optional(v.array(column)),
  labelSeparator: v.optional(v.string()),
  delimiter: v.optional(v.string()),
  header: v.optional(v.boolean()),
  encoding: v.optional(v.string()),
  split: v.optional(v.picklist(['train', 'test', 'all'])),
  /** Taggers: the tag's column, a number or `upos`, `xpos` ... of CoNLL-U. */
  tagColumn: v.optional(column),
});
export type Reading = v.InferOutput<typeof readingSchema>;

/** Sizes of the data, as `inspectData` found them; they make an estimate better. */
const dataSizesSchema = v.object({ examples: v.number(), meanTokens: v.number(), distinctWords: v.number(), labels: v.number() });
export type DataSizes = v.InferOutput<typeof dataSizesSchema>;

export const trainingSchemas = {
  choices: v.optional(v.object({}), {}),
  inspectData: v.object({ kind, source: sourceSchema, reading: v.optional(readingSchema, {}), /** Rows shown. */ rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 20), workDoneToken }),
  describeNetwork: v.object({ kind, preset: v.string(), settings: settingsSchema, data: v.optional(dataSizesSchema) }),
  start: v.object({
    kind, name: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200)),
    /** Name of the preset that the form began with. */
    preset: v.string(),
    source: sourceSchema, reading: v.optional(readingSchema, {}),
    /** Files of their own for validation and test; left out, parts of the rows by the settings `validationPart` and `testPart`. */
    validation: v.optional(v.array(path)), test: v.optional(v.array(path)),
    /** What is left out has the preset's value. */
    settings: settingsSchema,
    /** Texts whose answers are shown after every epoch; left out, some of the validation data. */
    samples: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.maxLength(50))),
    /** Words whose neighbours are shown while word vectors are trained; left out, some frequent ones. */
    pinned: v.optional(v.pipe(v.array(v.string()), v.maxLength(50))),
    notes: v.optional(v.string(), ''),
  }),
  pause: v.object({ run }), resume: v.object({ run }), stop: v.object({ run }), cancel: v.object({ run }),
  list: v.optional(v.object({}), {}),
  /** `attempt` and the row numbers are those of the answer before: rows of another attempt are sent from the first on. */
  read: v.object({ run, attempt: v.optional(v.number()), steps: rowNumber, epochs: rowNumber, samples: rowNumber, frames: rowNumber, /** Lines of the log's end. */ logLines: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5000)), 200) }),
  watch: v.optional(v.object({}), {}), unwatch: v.optional(v.object({}), {}),
  edit: v.object({ run, name: v.optional(v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200))), notes: v.optional(v.pipe(v.string(), v.maxLength(100_000))) }),
  remove: v.object({ run }),
  answers: v.object({
    run, /** Only mistakes. */ wrong: v.optional(v.boolean(), false),
    /** The cell: texts with this gold label and this answer. For several labels a text, `missed` and `invented` are the two kinds of mistake about one label. */
    gold: v.optional(v.string()), predicted: v.optional(v.string()), missed: v.optional(v.string()), invented: v.optional(v.string()),
    from: rowNumber, limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 50),
  }),
  tryModel: v.object({ run, text: v.pipe(v.string(), v.maxLength(100_000)), workDoneToken }),
  /** `to`: a file, for `report` a folder, which need not exist; `python` is a script that runs the model with onnxruntime alone. */
  exportModel: v.object({ run, what: v.picklist(['model', 'vectors', 'python', 'report']), to: path }),
  compare: v.object({ runs: v.pipe(v.array(run), v.minLength(1), v.maxLength(50)) }),
} as const satisfies { readonly [K in keyof Methods]: v.GenericSchema };

type Params<K extends keyof typeof trainingSchemas> = v.InferOutput<(typeof trainingSchemas)[K]>;
/** What a client sends: what has a default may be left out. */
export type TrainingInput<K extends keyof typeof trainingSchemas> = v.InferInput<(typeof trainingSchemas)[K]>;
/** The same with defaults filled in. */
export type TrainingParams<K extends keyof typeof trainingSchemas> = Params<K>;

/** The methods by their short names, as the server implements them. */
export type TrainingApi = Methods;

export type TrainingMethods = { [K in keyof Methods as `lexiscope/training/${K}`]: (params: TrainingInput<K>) => ReturnType<Methods[K]> };

export function trainingMethod<K extends keyof Methods>(name: K): `lexiscope/training/${K}` {
  return `lexiscope/training/${name}`;
}

/** Sent to a client that watches: these runs have changed (at most some twice a second), those are gone. */
export const trainingChanged = 'lexiscope/training/changed';
export interface TrainingChanged {
  readonly runs: readonly RunSummary[];
  readonly removed: readonly string[];
}

/** A thing to choose or fill in. Labels and help are English; they are keys of translations. */
export interface SettingField {
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly group: 'data' | 'text' | 'network' | 'training' | 'result';
  /** Folded away at first. */
  readonly advanced: boolean;
  readonly type: 'integer' | 'number' | 'boolean' | 'choice' | 'file';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly help?: string }[];
  /** The field counts only where another one has one of these values. */
  readonly when?: { readonly key: string; readonly is: readonly (string | number | boolean)[] };
}

export interface TrainingPreset {
  readonly kind: RunKind;
  readonly name: string;
  readonly title: string;
  /** What it is, in a line; when to use it, in another. */
  readonly what: string;
  readonly when: string;
  /** All settings of this preset: the fields that apply, with their defaults. */
  readonly settings: Settings;
}

export interface TrainingChoices {
  readonly presets: readonly TrainingPreset[];
  /** Of classifiers and taggers. A field applies where the preset's settings have its key. */
  readonly networkFields: readonly SettingField[];
  readonly embeddingFields: readonly SettingField[];
  readonly folder: string;
  /** Processor cores, and how many runs go on at once. */
  readonly cores: number;
  readonly maximumRuns: number;
}

export interface LengthDistribution {
  readonly mean: number;
  readonly median: number;
  /** 95 of 100 are no longer than this. */
  readonly p95: number;
  readonly longest: number;
  /** Counts of lengths below `upTo` and not below the bin before. */
  readonly bins: readonly { readonly upTo: number; readonly count: number }[];
}

export interface DataProblem {
  readonly file: string;
  /** From 1; null where the whole file is at fault. */
  readonly line: number | null;
  readonly message: string;
}

export interface DataInspection {
  /** `csv`, `jsonl`, `folder`, `conllu`, `lines` ... */
  readonly format: string;
  readonly files: readonly string[];
  readonly fileCount: number;
  readonly bytes: number;
  /** Of tables and JSON Lines: what can be chosen as text and labels. */
  readonly columns: readonly { readonly column: string | number; readonly name: string; readonly role: 'text' | 'labels' | null; readonly examples: readonly string[] }[];
  /** The first rows, as they would be trained on. */
  readonly rows: readonly { readonly text: string; readonly labels: readonly string[]; readonly tokens?: readonly string[]; readonly file: string; readonly line: number }[];
  /** Rows (texts, sentences) read, and how many there are in all, estimated by bytes where only a part was read. */
  readonly examples: number;
  readonly estimatedExamples: number;
  readonly complete: boolean;
  /** What a network would learn to tell; null without labels. */
  readonly target: 'single' | 'multiple' | 'tags' | null;
  /** Most frequent first, at most 1000. */
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  readonly labelCount: number;
  readonly withoutLabel: number;
  readonly withSeveralLabels: number;
  readonly empty: number;
  readonly duplicates: number;
  readonly words: LengthDistribution;
  readonly characters: LengthDistribution;
  readonly sizes: DataSizes;
  /** The first 100. */
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
  /** Settings that suit this data better than the defaults, with a reason each. */
  readonly advice: readonly { readonly key: string; readonly value: string | number | boolean; readonly reason: string }[];
}

export interface LayerDescription {
  readonly name: string;
  /** `input`, `embedding`, `lstm`, `pooling`, `dense` ... */
  readonly type: string;
  /** As in "LSTM, both directions, 100 units each". */
  readonly title: string;
  /** Axes by name or size, as ['batch', 'time', '100']. */
  readonly inputShape: readonly string[];
  readonly outputShape: readonly string[];
  readonly parameters: number;
}

export interface NetworkDescription {
  readonly layers: readonly LayerDescription[];
  readonly parameters: number;
  readonly estimate: { readonly secondsPerEpoch: number; readonly epochs: number; readonly seconds: number; readonly memoryBytes: number; /** How the speed is known. */ readonly basis: 'earlier-runs' | 'model' } | null;
  /** Settings that cannot be, by key. */
  readonly problems: readonly { readonly key: string; readonly message: string }[];
}

export interface RunDetails {
  readonly summary: RunSummary;
  /** From the asked row on. */
  readonly steps: readonly StepRow[];
  readonly epochs: readonly EpochRow[];
  readonly sampleTexts: readonly SampleText[];
  readonly samples: readonly SampleRow[];
  readonly frames: readonly Frame[];
  readonly log: readonly string[];
  readonly metrics: RunMetrics | null;
  /** Of the table that was decomposed, largest first: the scree plot of mutual information + SVD. */
  readonly singularValues: readonly number[];
  /** Names of files in the folder that exports can be made of. */
  readonly exports: readonly ('model' | 'vectors' | 'python' | 'report')[];
}

export interface TriedText {
  readonly label: string | null;
  readonly scores: readonly { readonly label: string; readonly score: number }[];
  /** Stretches of the text in UTF-16 code units and what they add to the answer `label`: positive for, negative against it. */
  readonly evidence: readonly { readonly start: number; readonly end: number; readonly weight: number }[];
  /** Of a tagger. */
  readonly tags: readonly { readonly start: number; readonly end: number; readonly tag: string; readonly score: number }[];
}

export interface RunComparison {
  readonly runs: readonly RunSummary[];
  /** Settings that are not the same in all, a value a run; null where a run has no such setting. */
  readonly differences: readonly { readonly key: string; readonly label: string; readonly values: readonly (string | number | boolean | null)[] }[];
  readonly figures: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}
