import * as v from 'valibot';
import type { DocumentRange } from './analysis.ts';
import { modelSchemas, sourceSchemas } from './analysis.ts';

/** Why a model answered as it did. */
export interface ExplainMethods {
  /** The words that carried an answer. Give the range of a segment, or of any part, or leave it out for the whole document. */
  'lexiscope/explain'(params: ExplainParams): DocumentExplanation;
}

export const explainParamsSchema = v.object({
  ...modelSchemas,
  ...sourceSchemas,
  /** The label to explain; left out: the answer. */
  label: v.optional(v.string()),
  /** Only so many words, the strongest. */
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 200),
  workDoneToken: v.optional(v.union([v.string(), v.number()])),
});
export type ExplainParams = v.InferInput<typeof explainParamsSchema>;

/** A word (or sentence) and what it did for the label. */
export interface Evidence {
  readonly range: DocumentRange;
  readonly cell?: number;
  /** The text that was left out. */
  readonly text: string;
  /** By how much the log-odds of the label fall without it, in nats. Positive: it speaks for the label; negative: against it. */
  readonly weight: number;
}

export interface DocumentExplanation {
  readonly uri: string;
  readonly version: number | null;
  readonly ranges?: readonly DocumentRange[];
  readonly label: string;
  readonly displayName: string;
  /** The label's calibrated probability for the text that was explained. */
  readonly score: number;
  /** occlusion: each part was left out in turn and the model asked again. script: the writing system alone decided, no word did. */
  readonly method: 'occlusion' | 'script';
  /** What was left out: words, or sentences where the text is too long for that; both where the strongest sentences were looked into. */
  readonly unit: 'word' | 'sentence' | 'sentence and word';
  /** Strongest first, for and against. */
  readonly evidence: readonly Evidence[];
  /** How many there are in all. */
  readonly total: number;
  readonly elapsedMs: number;
}
