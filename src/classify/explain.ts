import { LexiscopeError } from '../base/errors.ts';
import type { ProseSegment } from '../text/prose.ts';
import { toDocumentRange } from '../text/prose.ts';
import { splitSentences } from '../text/sentences.ts';
import { tokenKind, WordScanner } from '../text/wordScanner.ts';
import type { Classifier, ClassifyOptions } from './classifier.ts';
import type { Classification } from './result.ts';

/** A part of the text and what it did for the answer. */
export interface Evidence {
  readonly start: number;
  readonly end: number;
  /** By how much the log-odds of the label fall without this part, in nats; negative: they rise. */
  readonly effect: number;
  readonly text: string;
}

export interface Explanation {
  readonly label: string;
  /** The label's calibrated probability for the whole text. */
  readonly score: number;
  /** occlusion: each part was left out in turn. script: the writing system alone decided, no word did. */
  readonly method: 'occlusion' | 'script';
  /** What was left out: words, or sentences where the text is too long for that; both where its strongest sentences were looked into. */
  readonly unit: 'word' | 'sentence' | 'sentence and word';
  /** Strongest first; none overlaps another in its list. */
  readonly supporting: readonly Evidence[];
  readonly opposing: readonly Evidence[];
}

export interface ExplainOptions extends Pick<ClassifyOptions, 'candidates' | 'signal'> {
  /** The label to explain; the answer, if left out. */
  readonly label?: string;
  readonly onProgress?: (part: number) => void;
}

/** A longer text is not explained; in tokens. */
const maximumTokens = 4000;
/** Tokens that may be run for the words of one explanation: a few seconds. */
const tokenBudget = 400_000;
/** Variants of the text that are run together. */
const groupSize = 64;

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * What in a text made a model give a label: each word is left out in turn and the model asked again (occlusion; Zeiler and Fergus 2014, for words
 * Li, Monroe and Jurafsky 2016). In a long text sentences are left out, then the words of those that mattered most.
 * @throws LexiscopeError `bad-input` for an unknown label or a text without an answer, `unsupported` for a text that is too long, `cancelled`
 */
export async function explain(classifier: Classifier, text: string, options: ExplainOptions = {}): Promise<Explanation> {
  const { signal, candidates, onProgress } = options;
  const classifyOptions = { ...(signal && { signal }), ...(candidates && { candidates }) };
  const [whole] = await classifier.classify([text], classifyOptions);
  const label = options.label ?? whole.scores[0]?.label;
  if (label === undefined) throw new LexiscopeError('bad-input', 'there is no answer to explain: the text has nothing to read');
  const score = whole.scores.find((scored) => scored.label === label)?.score;
  if (score === undefined) throw new LexiscopeError('bad-input', `label ${label}: the model did not consider it`, { hint: `It considered ${whole.scores.map((scored) => scored.label).join(', ')}.` });
  if (whole.scores.length === 1) return { label, score, method: 'script', unit: 'word', supporting: [], opposing: [] };
  if (whole.tokens > maximumTokens) throw new LexiscopeError('unsupported', `the text has ${whole.tokens} words; at most ${maximumTokens} can be explained`, { hint: 'Select a part of it.' });

  const labels = classifier.metadata.target.kind === 'multiple' ? undefined : whole.scores.length;
  const base = logOdds(whole, label, labels);
  let done = 0;
  const effectsOf = async (ranges: readonly Range[], total: number): Promise<Evidence[]> => {
    const found: Evidence[] = [];
    for (let from = 0; from < ranges.length; from += groupSize) {
      const group = ranges.slice(from, from + groupSize);
      const results = await classifier.classify(group.map((range) => without(text, range)), classifyOptions);
      group.forEach(({ start, end }, i) => found.push({ start, end, text: text.slice(start, end), effect: base - logOdds(results[i], label, labels) }));
      done += group.length;
      onProgress?.(Math.min(1, done / total));
    }
    return found;
  };

  const words = wordsOf(text, 0, text.length);
  const affordable = Math.floor(tokenBudget / whole.tokens);
  if (words.length <= affordable) return sorted(label, score, 'word', await effectsOf(words, words.length));
  const sentences = await effectsOf(sentencesOf(text), affordable);
  const looked: Evidence[] = [];
  const chosen: Range[] = [];
  for (const sentence of [...sentences].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))) {
    const inside = wordsOf(text, sentence.start, sentence.end);
    if (sentences.length + chosen.length + inside.length > affordable) break;
    chosen.push(...inside);
    looked.push(sentence);
  }
  if (chosen.length === 0) return sorted(label, score, 'sentence', sentences);
  return sorted(label, score, 'sentence and word', [...sentences.filter((sentence) => !looked.includes(sentence)), ...(await effectsOf(chosen, affordable))]);
}

/** `explain` for a document's prose; the evidence has the document's offsets. */
export async function explainDocument(classifier: Classifier, segments: readonly ProseSegment[], options: ExplainOptions = {}): Promise<Explanation> {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of segments) {
    starts.push(length);
    length += text.length + joint.length;
  }
  const explanation = await explain(classifier, segments.map(({ text }) => text).join(joint), options);
  const toDocument = ({ start, end, ...evidence }: Evidence): Evidence => {
    const index = starts.findLastIndex((segmentStart) => segmentStart <= start);
    return { ...toDocumentRange(segments[index], start - starts[index], Math.min(end - starts[index], segments[index].text.length)), ...evidence };
  };
  return { ...explanation, supporting: explanation.supporting.map(toDocument), opposing: explanation.opposing.map(toDocument) };
}

/** Between the segments of a document. No sentence runs over it, since paragraphs are split by it. */
const joint = '\n\n';

/**
 * log p / (1 - p) of a label. For one label a text, 1 - p is summed from the other labels, which keeps it exact where p rounds to 1.
 * @param labels the number of labels, where one holds; undefined where each stands for itself
 */
function logOdds({ scores }: Classification, label: string, labels: number | undefined): number {
  const smallest = 1e-30;
  const own = scores.find((scored) => scored.label === label)?.score;
  // Nothing is left to read: no label is more probable than another.
  if (own === undefined) return labels === undefined ? 0 : -Math.log(labels - 1);
  const others = labels === undefined ? 1 - own : scores.reduce((sum, scored) => (scored.label === label ? sum : sum + scored.score), 0);
  return Math.log(Math.max(own, smallest)) - Math.log(Math.max(others, smallest));
}

/** The text without a part of it, and without one of the two blanks that it stood between. */
function without(text: string, { start, end }: Range): string {
  const blankAfter = /\s/.test(text.charAt(end)) && (start === 0 || /\s/.test(text.charAt(start - 1)));
  return text.slice(0, start) + text.slice(blankAfter ? end + 1 : end);
}

function wordsOf(text: string, from: number, to: number): Range[] {
  const scanner = new WordScanner(text.slice(from, to), 256);
  const words: Range[] = [];
  while (scanner.next()) if (scanner.kind !== tokenKind.punctuation) words.push({ start: from + scanner.start, end: from + scanner.end });
  return words;
}

function sentencesOf(text: string): Range[] {
  const ranges: Range[] = [];
  for (const paragraph of text.matchAll(/(?:(?!\n\s*\n)[\s\S])+/g)) {
    for (const { start, end } of splitSentences(paragraph[0])) ranges.push({ start: paragraph.index + start, end: paragraph.index + end });
  }
  return ranges;
}

function sorted(label: string, score: number, unit: Explanation['unit'], evidence: readonly Evidence[]): Explanation {
  const byStrength = [...evidence].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
  return { label, score, method: 'occlusion', unit, supporting: byStrength.filter(({ effect }) => effect > 0), opposing: byStrength.filter(({ effect }) => effect < 0) };
}
