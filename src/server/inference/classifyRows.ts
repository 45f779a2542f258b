import type { Classifier } from '../../classify/classifier.ts';
import { readDocument } from '../../classify/document.ts';
import { findMismatches, peekSegments } from '../../classify/mismatch.ts';
import type { Classification } from '../../classify/result.ts';
import { unreadable } from '../../classify/result.ts';
import { countWords } from '../../classify/textReading.ts';
import { WholeAnswer } from '../../classify/wholeAnswer.ts';
import type { ResultRow } from '../../protocol/folder.ts';
import type { ProseSegment } from '../../text/prose.ts';

/** A text to be classified, or the reason why there is none. */
export interface RowText {
  readonly uri: string;
  readonly line?: number;
  readonly segments?: readonly ProseSegment[];
  readonly problem?: string;
}

/** A row before it has its number. */
export type UnnumberedRow = Omit<ResultRow, 'row'>;

export interface RowOptions {
  readonly candidates: readonly string[] | undefined;
  readonly force: boolean;
}

const shownText = 200;
const shownScores = 3;

/** Classifies many texts as wholes: the same answers as `readDocument` gives, without those for parts. */
export class RowClassifier {
  readonly #classifier: Classifier;
  readonly #detector: Classifier | undefined;
  readonly #options: RowOptions;

  constructor(classifier: Classifier, detector: Classifier | undefined, options: RowOptions) {
    this.#classifier = classifier;
    this.#detector = detector;
    this.#options = options;
  }

  /** One row for each text, in order. */
  async classify(texts: readonly RowText[], signal: AbortSignal): Promise<UnnumberedRow[]> {
    const languages = await this.#otherLanguages(texts, signal);
    const readable = texts.filter((text, i) => text.problem === undefined && (languages[i] === undefined || this.#options.force));
    const answers = new Map<RowText, Classification>();
    (await this.#wholes(readable, signal)).forEach((answer, i) => answers.set(readable[i], answer));
    return texts.map((text, i) => rowOf(text, answers.get(text), languages[i]));
  }

  async #otherLanguages(texts: readonly RowText[], signal: AbortSignal): Promise<(string | undefined)[]> {
    const { task, languages } = this.#classifier.metadata;
    if (!this.#detector || task === 'language') return [];
    const found = await findMismatches(languages, this.#detector, texts.map(({ segments = [] }) => peekSegments(segments)), signal);
    return found.map((mismatch) => mismatch?.language);
  }

  async #wholes(texts: readonly RowText[], signal: AbortSignal): Promise<Classification[]> {
    const { candidates } = this.#options;
    const options = { signal, ...(candidates && { candidates }) };
    const { metadata } = this.#classifier;
    if (metadata.task === 'language') {
      const answers: Classification[] = [];
      for (const { segments = [] } of texts) answers.push(await readDocument(this.#classifier, segments, options));
      return answers;
    }
    const wholes = texts.map(({ segments = [] }) => {
      const whole = new WholeAnswer(metadata, candidates);
      for (const { text } of segments) whole.push(text);
      return { whole, blocks: whole.takeBlocks(true) };
    });
    const results = await this.#classifier.classify(wholes.flatMap(({ blocks }) => blocks), options);
    let from = 0;
    return wholes.map(({ whole, blocks }) => {
      whole.add(results.slice(from, (from += blocks.length)));
      return whole.answer();
    });
  }
}

function rowOf({ uri, line, segments = [], problem }: RowText, answer: Classification | undefined, language: string | undefined): UnnumberedRow {
  const { label, labels, confidence, scores, verdict } = answer ?? unreadable('not-enough-text');
  return {
    uri,
    ...(line !== undefined && { line }),
    text: beginningOf(segments),
    label, labels, confidence, scores: scores.slice(0, shownScores),
    verdict: answer === undefined && language !== undefined ? 'other-language' : verdict,
    words: segments.reduce((sum, { text }) => sum + countWords(text), 0),
    ...(language !== undefined && { language }),
    ...(problem !== undefined && { skipped: problem }),
  };
}

function beginningOf(segments: readonly ProseSegment[]): string {
  let text = '';
  for (const segment of segments) {
    text += `${text === '' ? '' : ' '}${segment.text.slice(0, shownText).replace(/\s+/g, ' ')}`;
    if (text.length >= shownText) break;
  }
  return text.slice(0, shownText).replace(/\p{Surrogate}/gu, '\ufffd');
}
