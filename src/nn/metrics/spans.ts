import type { LabelScores, Scores } from './labelCounts.ts';
import { scoresOf } from './labelCounts.ts';

/** A labelled stretch of tokens, `end` exclusive. */
export interface Span {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The spans of a tag sequence in IOB1, IOB2 or IOBES (prefix B, I, E, S or O; a tag without prefix is a label of its own), read
 * with conlleval's leniency (Tjong Kim Sang and Buchholz 2000): an I or E without anything before it begins a span.
 */
export function spansOf(tags: readonly string[]): Span[] {
  const spans: Span[] = [];
  let start = 0;
  let open: string | undefined;
  let lastPrefix = 'O';
  const close = (end: number): void => {
    if (open !== undefined) spans.push({ label: open, start, end });
    open = undefined;
  };
  tags.forEach((tag, i) => {
    const { prefix, label } = readTag(tag);
    const continues = (prefix === 'I' || prefix === 'E') && open === label && lastPrefix !== 'E' && lastPrefix !== 'S';
    if (!continues) {
      close(i);
      if (prefix !== 'O') {
        open = label;
        start = i;
      }
    }
    lastPrefix = prefix;
  });
  close(tags.length);
  return spans;
}

function readTag(tag: string): { prefix: string; label: string } {
  if (tag === 'O' || tag === '') return { prefix: 'O', label: '' };
  return /^[BIES]-/.test(tag) ? { prefix: tag[0], label: tag.slice(2) } : { prefix: 'I', label: tag };
}

/** Counts spans that agree in both ends and label, sentence by sentence. */
export class SpanCounts {
  readonly #counts = new Map<string, { right: number; gold: number; predicted: number }>();

  /** Adds a sentence; both lists have a tag a token. */
  add(gold: readonly string[], predicted: readonly string[]): void {
    const goldSpans = spansOf(gold);
    const keys = new Set(goldSpans.map(keyOf));
    for (const { label } of goldSpans) this.#of(label).gold++;
    for (const span of spansOf(predicted)) {
      const counts = this.#of(span.label);
      counts.predicted++;
      if (keys.has(keyOf(span))) counts.right++;
    }
  }

  /** Over all spans together: the F1 that CoNLL reports. */
  micro(): Scores {
    let right = 0;
    let gold = 0;
    let predicted = 0;
    for (const counts of this.#counts.values()) {
      right += counts.right;
      gold += counts.gold;
      predicted += counts.predicted;
    }
    return scoresOf(right, predicted - right, gold - right);
  }

  /** Label by label, in alphabetic order; n counts gold spans. */
  perLabel(): Map<string, LabelScores> {
    const entries = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(entries.map(([label, { right, gold, predicted }]) => [label, { ...scoresOf(right, predicted - right, gold - right), n: gold }]));
  }

  #of(label: string): { right: number; gold: number; predicted: number } {
    let counts = this.#counts.get(label);
    if (!counts) {
      counts = { right: 0, gold: 0, predicted: 0 };
      this.#counts.set(label, counts);
    }
    return counts;
  }
}

function keyOf({ label, start, end }: Span): string {
  return `${start} ${end} ${label}`;
}
