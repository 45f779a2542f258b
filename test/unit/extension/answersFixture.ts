import type { DocumentAnalysis, DocumentSegment } from '../../../src/protocol/analysis.ts';
import { Presenter, type Translate } from '../../../src/extension/answers/present.ts';

export const fill: Translate = (message, ...values) => message.replace(/\{(\d+)\}/g, (_, i: string) => String(values[Number(i)]));
export const english = new Presenter('en', fill);

/** A segment on a line of its own. */
export function segmentAt(line: number, label: string, score: number): DocumentSegment {
  return { label, score, range: { start: { line, character: 0 }, end: { line, character: 20 } } };
}

/** An answer about sentiment, as the server gives it. */
export function sentimentAnswer(parts: Partial<DocumentAnalysis> = {}): DocumentAnalysis {
  return {
    task: 'sentiment', uri: 'file:///a/review.md', version: 3, label: 'negative', labels: ['negative'], confidence: 0.912, verdict: 'certain', words: 60, amount: 'enough',
    scores: [{ label: 'negative', score: 0.912 }, { label: 'positive', score: 0.06 }, { label: 'neutral', score: 0.028 }],
    model: { id: 'sentiment', name: 'Sentiment' }, displayNames: {}, sections: [], shares: [], elapsedMs: 3,
    segments: [segmentAt(2, 'positive', 0.9), segmentAt(6, 'negative', 0.97), segmentAt(7, 'negative', 0.8), segmentAt(11, 'neutral', 0.7)], ...parts,
  };
}
