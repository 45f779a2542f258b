/**
 * How far an answer can be trusted: `uncertain` when its probability is below `certainFrom`, `not-enough-text` for a text without anything
 * to read, `not-language` for one without natural language in it (numbers, code). The last is an answer of language models only.
 */
export type Verdict = 'certain' | 'uncertain' | 'not-enough-text' | 'not-language';

/** Calibrated probabilities from here on are called certain: wrong at most one time in five. */
export const certainFrom = 0.8;

/** The label that language models give text that is in no natural language (ISO 639-2). */
export const notLanguage = 'zxx';

export interface ScoredLabel {
  readonly label: string;
  /** Calibrated probability, 0 ... 1. */
  readonly score: number;
}

/** The answer for one text. */
export interface Classification {
  /** The most probable of `labels`; null where there is none. */
  readonly label: string | null;
  /** The labels that hold, most probable first: at most one, except for a multi-label model. */
  readonly labels: readonly string[];
  /** The probability of `label`; of "no label" where a multi-label model finds none; 0 where nothing could be read. */
  readonly confidence: number;
  /** Most probable first. */
  readonly scores: readonly ScoredLabel[];
  readonly verdict: Verdict;
  /** Tokens that were read. */
  readonly tokens: number;
}

/** The answer where there is nothing to read. */
export function unreadable(verdict: 'not-enough-text' | 'not-language', label: string | null = null): Classification {
  return { label, labels: label === null ? [] : [label], confidence: label === null ? 0 : 1, scores: label === null ? [] : [{ label, score: 1 }], verdict, tokens: 0 };
}
