import * as v from 'valibot';

/**
 * What a training run shows of itself. These are the contents of the files in a run's folder (docs/training.md), and what the server answers: the
 * schemas check the former, the types are both.
 */

export const runKinds = ['classifier', 'tagger', 'embeddings'] as const;
export type RunKind = (typeof runKinds)[number];

/** A setting as a form has it. Which ones there are: `SettingField`. */
export const settingsSchema = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));
export type Settings = Readonly<Record<string, string | number | boolean>>;

/**
 * queued: waits for its turn. running, paused: its process lives. finished: all epochs done, or no more improvement. stopped: ended by hand, the best model
 * so far is kept. cancelled: ended by hand, no model. failed: ended by an error (`error`). interrupted: its process died; it can be resumed.
 */
export const runStates = ['queued', 'running', 'paused', 'finished', 'stopped', 'cancelled', 'failed', 'interrupted'] as const;
export type RunState = (typeof runStates)[number];

/** What a running job does. */
export const runPhases = ['starting', 'reading', 'counting', 'training', 'evaluating', 'decomposing', 'writing'] as const;
export type RunPhase = (typeof runPhases)[number];

export const controlCommands = ['pause', 'resume', 'stop', 'cancel'] as const;
export type ControlCommand = (typeof controlCommands)[number];

/** Times are milliseconds since 1970. */
const time = v.number();

/** status.json: small, rewritten at most twice a second while the run is alive. */
export const runStatusSchema = v.object({
  version: v.literal(1),
  state: v.picklist(runStates),
  phase: v.optional(v.picklist(runPhases)),
  /** Of the present process or the last one. */
  started: v.optional(time),
  ended: v.optional(time),
  /** Counts the processes that have worked on the run; curves begin anew where it changes. */
  attempt: v.number(),
  pid: v.optional(v.number()),
  /** Tells the process from a later one with the same number. */
  processIdentity: v.optional(v.string()),
  /** When the job last said that it lives. */
  heartbeat: v.optional(time),
  /** Which phases take part in `progress` depends on the kind: it is that of the training, 0 to 1. */
  progress: v.number(),
  /** Of the phase, where it can be told. */
  phaseProgress: v.optional(v.number()),
  /** Rows or bytes read so far, as people read it. */
  detail: v.optional(v.string()),
  /** From 1. */
  epoch: v.optional(v.number()),
  epochs: v.optional(v.number()),
  step: v.optional(v.number()),
  /** Seconds of training so far, pauses left out, over all processes. */
  seconds: v.number(),
  secondsLeft: v.optional(v.number()),
  tokensPerSecond: v.optional(v.number()),
  loss: v.optional(v.number()),
  rate: v.optional(v.number()),
  /** Largest resident set of the job's process. */
  peakMemoryBytes: v.optional(v.number()),
  /** Of the best evaluation so far; when the run is done, of the final model on its test data, else on the validation data. */
  figures: v.optional(v.record(v.string(), v.number())),
  /** `accuracy`, `microF1`, `spanF1`, `probeLoss`: the one that lists show. */
  headline: v.optional(v.string()),
  reason: v.optional(v.picklist(['finished', 'stopped-early', 'stopped', 'cancelled'])),
  error: v.optional(v.object({ message: v.string(), hint: v.optional(v.string()) })),
  /** Of data and model. */
  examples: v.optional(v.number()),
  labels: v.optional(v.number()),
  words: v.optional(v.number()),
  parameters: v.optional(v.number()),
  /** The model or the vectors, once written. */
  output: v.optional(v.string()),
});
export type RunStatus = v.InferOutput<typeof runStatusSchema>;

/** run.json: what the person chose, and calls the run. The process never writes it. */
export const runDescriptionSchema = v.object({
  version: v.literal(1),
  kind: v.picklist(runKinds),
  name: v.string(),
  notes: v.string(),
  created: time,
  preset: v.string(),
  settings: settingsSchema,
  /** Files, folders and globs that it learns from. */
  data: v.array(v.string()),
  samples: v.optional(v.array(v.string())),
  pinned: v.optional(v.array(v.string())),
});
export type RunDescription = v.InferOutput<typeof runDescriptionSchema>;

/** A run as lists show it. */
export interface RunSummary extends Omit<RunDescription, 'samples' | 'pinned' | 'version'>, RunStatus {
  /** Name of its folder in the folder of runs. */
  readonly id: string;
  readonly folder: string;
  /** Whether `resume` would do something: it is paused, stopped or interrupted, or has failed. */
  readonly resumable: boolean;
  /** Place in the queue from 1, of a queued one. */
  readonly place: number | null;
}

/** progress.jsonl: about a row a second while training. */
export const stepRowSchema = v.object({
  step: v.number(), epoch: v.number(), progress: v.number(),
  /** Seconds of training since the run began. */
  seconds: v.number(),
  /** Mean over the steps since the row before; for word vectors the mean of the epoch so far. */
  loss: v.number(), rate: v.number(), tokensPerSecond: v.number(),
});
export type StepRow = v.InferOutput<typeof stepRowSchema>;

/** curves.jsonl: a row an evaluation. */
export const epochRowSchema = v.object({
  epoch: v.number(), step: v.number(), loss: v.number(), rate: v.number(), seconds: v.number(), best: v.boolean(),
  /** On the validation data: loss, accuracy, macroF1 ...; for word vectors probeLoss. */
  figures: v.record(v.string(), v.number()),
});
export type EpochRow = v.InferOutput<typeof epochRowSchema>;

export const scoredSchema = v.object({ label: v.string(), score: v.number() });

/** samples.jsonl: what the network says of the fixed sample texts after an epoch, most probable first; for a tagger a tag a token. */
export const sampleRowSchema = v.object({
  epoch: v.number(),
  answers: v.array(v.object({ scores: v.optional(v.array(scoredSchema)), tags: v.optional(v.array(v.string())) })),
});
export type SampleRow = v.InferOutput<typeof sampleRowSchema>;

/** samples.json: the texts, with their labels where they come from the validation data. */
export const sampleTextSchema = v.object({ text: v.string(), gold: v.optional(v.array(v.string())), tokens: v.optional(v.array(v.string())) });
export type SampleText = v.InferOutput<typeof sampleTextSchema>;

/** frames.jsonl: how the word vectors lie at one moment. */
export const frameSchema = v.object({
  epoch: v.number(), progress: v.number(), seconds: v.number(),
  /** Nearest words of each pinned word that the vocabulary has. */
  neighbours: v.array(v.object({ word: v.string(), near: v.array(v.object({ word: v.string(), score: v.number() })) })),
  /** The first two principal components of some hundred words, turned so that it covers the frame before as well as it can. */
  map: v.object({ words: v.array(v.string()), x: v.array(v.number()), y: v.array(v.number()) }),
});
export type Frame = v.InferOutput<typeof frameSchema>;

const thresholdPointSchema = v.object({ threshold: v.number(), precision: v.number(), recall: v.number(), f1: v.number() });
export type ThresholdPoint = v.InferOutput<typeof thresholdPointSchema>;

/** metrics.json: how good the final model is. */
export const runMetricsSchema = v.object({
  /** What it was measured on; on the validation data temperature and thresholds were fitted, so the figures flatter a little. */
  part: v.picklist(['test', 'validation']),
  examples: v.number(),
  figures: v.record(v.string(), v.number()),
  labels: v.array(v.object({
    label: v.string(), precision: v.number(), recall: v.number(), f1: v.number(), n: v.number(),
    /** Several labels a text: the label holds from this probability on. */
    threshold: v.optional(v.number()),
    /** What other thresholds would give, lowest first. */
    thresholds: v.optional(v.array(thresholdPointSchema)),
  })),
  /** Rows: gold labels, columns: answers, in the order of `labels`; of tokens for a tagger; left out where texts have several labels. */
  confusion: v.optional(v.array(v.array(v.number()))),
  /** Reliability diagram: answers by confidence, lowest first, empty bins left out. */
  reliability: v.array(v.object({ from: v.number(), to: v.number(), count: v.number(), confidence: v.number(), accuracy: v.number() })),
  /** Several labels a text: one threshold for all labels, micro-averaged. */
  commonThresholds: v.optional(v.array(thresholdPointSchema)),
  temperature: v.number(),
});
export type RunMetrics = v.InferOutput<typeof runMetricsSchema>;

/** answers.jsonl: the final model's answers, worst first (by the loss of the gold labels). */
export const answerRowSchema = v.object({
  text: v.string(),
  gold: v.array(v.string()),
  predicted: v.array(v.string()),
  /** Probability of the answer; for several labels that of the surest mistake, else of the surest answer; for tags the lowest of a token's. */
  confidence: v.number(),
  loss: v.number(),
  correct: v.boolean(),
  scores: v.array(scoredSchema),
  /** Of a tagger: `gold` and `predicted` have one tag a token. */
  tokens: v.optional(v.array(v.string())),
  file: v.string(),
  line: v.number(),
});
export type AnswerRow = v.InferOutput<typeof answerRowSchema>;
