import { splitSentences } from '../text/sentences.ts';
import { tokenKind, WordScanner } from '../text/wordScanner.ts';
import type { Classifier, ClassifyOptions } from './classifier.ts';
import { logEvidence } from './pooling.ts';
import { countScripts } from './scripts.ts';

/** A part of a paragraph with an answer of its own: a sentence for languages and sentiment, the paragraph for all else. */
export interface PartReading {
  /** UTF-16 offsets in the paragraph's text. */
  readonly start: number;
  readonly end: number;
  /** What the part counts for: its letters in a language model, its tokens in others. */
  readonly weight: number;
  /** [labels], as logEvidence gives it; undefined where nothing could be read. */
  readonly evidence: Float32Array | undefined;
  readonly label: string | null;
  /** Calibrated probability of the label. */
  readonly score: number;
}

/** What a model makes of one paragraph. It depends on the text alone, so it can be kept as long as the text stays the same. */
export interface TextReading {
  readonly words: number;
  readonly tokens: number;
  readonly parts: readonly PartReading[];
}

/**
 * Reads paragraphs with a model, all in one go.
 * @throws LexiscopeError `bad-input` for an unknown candidate, `cancelled`
 */
export async function readTexts(classifier: Classifier, texts: readonly string[], options: Pick<ClassifyOptions, 'candidates' | 'signal'>): Promise<TextReading[]> {
  const { task } = classifier.metadata;
  const bySentence = task === 'language' || task === 'sentiment';
  const ranges = texts.map((text) => (bySentence ? splitSentences(text) : [{ start: 0, end: text.length }]));
  const parts = ranges.flatMap((found, i) => found.map(({ start, end }) => texts[i].slice(start, end)));
  const results = await classifier.classify(parts, options);
  const evidenceOf = logEvidence(classifier.metadata);
  let next = 0;
  return texts.map((text, i): TextReading => {
    let tokens = 0;
    const read = ranges[i].map(({ start, end }): PartReading => {
      const part = parts[next];
      const result = results[next++];
      tokens += result.tokens;
      const weight = task === 'language' ? countScripts(part).letters : result.tokens;
      return { start, end, weight, evidence: weight > 0 && result.scores.length > 0 ? evidenceOf(result.scores) : undefined, label: result.label, score: result.confidence };
    });
    return { words: countWords(text), tokens, parts: read };
  });
}

/** Words and numbers; in scripts without blanks each character counts. */
export function countWords(text: string): number {
  const scanner = new WordScanner(text, 256);
  let words = 0;
  while (scanner.next()) if (scanner.kind === tokenKind.word || scanner.kind === tokenKind.number) words++;
  return words;
}
