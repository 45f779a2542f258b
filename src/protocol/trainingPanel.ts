import * as v from 'valibot';
import { type DataSource, type TrainingApi, type TrainingChanged, type TrainingInput, trainingSchemas } from './training.ts';

/**
 * The training panel: the boundary page <-> extension host. Most of what a page asks is answered by the server; the host passes it on under
 * the same name. What is left needs the editor: dialogs, open documents, places in files.
 */
export const passedOn = [
  'choices', 'inspectData', 'describeNetwork', 'start', 'pause', 'resume', 'stop', 'cancel', 'list', 'read', 'edit', 'answers', 'tryModel', 'compare',
] as const satisfies readonly (keyof TrainingApi)[];
type PassedOn = (typeof passedOn)[number];

type ServerPart = { [K in PassedOn]: (params: TrainingInput<K>) => ReturnType<TrainingApi[K]> };

interface EditorPart {
  /** The page is there. @returns what it shall show; null: what it showed before */
  ready(params: v.InferInput<typeof panelSchemas.ready>): PanelView | null;
  /** @returns null when the person thought better of it */
  pickData(params: v.InferInput<typeof panelSchemas.pickData>): PickedData | null;
  pickFile(params: v.InferInput<typeof panelSchemas.pickFile>): string | null;
  openPlace(params: v.InferInput<typeof panelSchemas.openPlace>): void;
  /** Asks whether to, first. */
  remove(params: v.InferInput<typeof panelSchemas.remove>): { readonly removed: boolean };
  /** Asks where to. @returns the files written, null when the person thought better of it */
  exportRun(params: v.InferInput<typeof panelSchemas.exportRun>): { readonly files: readonly string[] } | null;
  /** Puts a classifier into Categorize, word vectors into the hover. @returns what was done, as people read it */
  useRun(params: v.InferInput<typeof panelSchemas.useRun>): string;
  revealFolder(params: v.InferInput<typeof panelSchemas.revealFolder>): void;
}

/** What the page calls. */
export type TrainingPanelHost = ServerPart & EditorPart;

/** What the host calls. */
export interface TrainingPanelPage {
  changed(params: TrainingChanged): void;
  show(params: PanelView): void;
}

export interface PickedData {
  readonly source: DataSource;
  /** As people know it. */
  readonly title: string;
}

export const panelViewSchema = v.variant('page', [
  v.object({ page: v.literal('new'), source: v.optional(trainingSchemas.inspectData.entries.source), title: v.optional(v.string()) }),
  v.object({ page: v.literal('run'), run: v.string() }),
  v.object({ page: v.literal('compare'), runs: v.array(v.string()) }),
]);
export type PanelView = v.InferOutput<typeof panelViewSchema>;

const run = trainingSchemas.pause;

export const panelSchemas = {
  choices: trainingSchemas.choices, inspectData: trainingSchemas.inspectData, describeNetwork: trainingSchemas.describeNetwork, start: trainingSchemas.start,
  pause: run, resume: run, stop: run, cancel: run, list: trainingSchemas.list, read: trainingSchemas.read, edit: trainingSchemas.edit,
  answers: trainingSchemas.answers, tryModel: trainingSchemas.tryModel, compare: trainingSchemas.compare,
  ready: v.object({}),
  pickData: v.variant('from', [
    v.object({ from: v.picklist(['files', 'folder', 'document', 'selection']) }),
    /** Relative to the workspace's first folder, or absolute. */
    v.object({ from: v.literal('glob'), pattern: v.pipe(v.string(), v.trim(), v.nonEmpty()) }),
  ]),
  pickFile: v.object({ title: v.string() }),
  openPlace: v.object({ file: v.pipe(v.string(), v.nonEmpty()), line: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))) }),
  remove: v.object({ run: run.entries.run, name: v.string() }),
  exportRun: v.object({ run: run.entries.run, name: v.string(), what: trainingSchemas.exportModel.entries.what }),
  useRun: run,
  revealFolder: v.object({ folder: v.pipe(v.string(), v.nonEmpty()) }),
} as const satisfies { readonly [K in keyof TrainingPanelHost]: v.GenericSchema };
