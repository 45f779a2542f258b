import type { ModelMetadata } from '../onnx/metadata.ts';
import { hashText } from '../text/featureHash.ts';
import { candidateIndices } from './decode.ts';
import type { DocumentAssembler, DocumentResult, LabelledSegment, ReadParagraph } from './documentResult.ts';
import { decodeLabels, runsOf, type LanguageRun, type Reading } from './languageRuns.ts';
import type { Classification, ScoredLabel } from './result.ts';
import { certainFrom, notLanguage, unreadable } from './result.ts';
import type { TextReading } from './textReading.ts';

/**
 * Paragraphs are decoded together until one ends in such a way (one in 32 does) or there are so many. So an edit changes the answers around it alone,
 * and what has been decoded need not be held in memory.
 */
const decodedTogether = { onAverage: 32, most: 128 };
const hashedCharacters = 32;
const seed = 0x1a57;

/** Runs of windows by what was read in them, for a document that is put together again and again. */
export class DecodedWindows {
  /** By a window's first paragraph. */
  readonly #windows = new WeakMap<TextReading, { readonly read: readonly TextReading[]; readonly before: number | undefined; readonly runs: readonly LanguageRun[] }>();

  /** @param decode called where the same paragraphs, after the same language, have not been decoded before */
  runs(read: readonly TextReading[], before: number | undefined, decode: () => LanguageRun[]): readonly LanguageRun[] {
    const known = this.#windows.get(read[0]);
    if (known && known.before === before && known.read.length === read.length && known.read.every((reading, i) => reading === read[i])) return known.runs;
    const runs = decode();
    this.#windows.set(read[0], { read, before, runs });
    return runs;
  }
}

/** A run with its place in the document. */
interface PlacedRun {
  readonly start: number;
  readonly end: number;
  readonly run: LanguageRun;
}

/**
 * The languages of a document: it is read sentence by sentence, and sentences become runs of one language (languageRuns.ts). The answer for the
 * whole is the mean of the runs' probabilities weighted by letters, so in a mixed document the scores are the languages' shares;
 * runs that are no natural language count only where there is nothing else.
 */
export class LanguageDocument implements DocumentAssembler {
  readonly #labels: readonly string[];
  readonly #candidates: readonly string[] | undefined;
  readonly #decoded: DecodedWindows;
  readonly #runs: PlacedRun[] = [];
  /** Paragraphs that are not decoded yet, with what is to be added to their offsets. */
  #waiting: { readonly paragraph: ReadParagraph; readonly base: number }[] = [];
  #hasText = false;
  #tokens = 0;
  #words = 0;

  /** @throws LexiscopeError `bad-input` for an unknown candidate */
  constructor(metadata: ModelMetadata, candidates: readonly string[] | undefined, decoded = new DecodedWindows()) {
    candidateIndices(candidates, metadata);
    this.#labels = metadata.labels.map((label) => label.name);
    this.#candidates = candidates;
    this.#decoded = decoded;
  }

  add(paragraphs: readonly ReadParagraph[], bases: ArrayLike<number>): number {
    // The last run may grow, and what was told of waiting paragraphs may change.
    const known = Math.max(0, this.#runs.length - 1);
    paragraphs.forEach((paragraph, i) => {
      const { reading, segment } = paragraph;
      this.#hasText ||= reading.parts.length > 0;
      this.#tokens += reading.tokens;
      this.#words += reading.words;
      this.#waiting.push({ paragraph, base: bases[i] });
      if (this.#waiting.length >= decodedTogether.most || hashText(segment.text.slice(-hashedCharacters), seed) % decodedTogether.onAverage === 0) this.#decode();
    });
    return known;
  }

  segmentsFrom(index: number): LabelledSegment[] {
    const runs = this.#waiting.length === 0 ? this.#runs : append([...this.#runs], this.#placed());
    return runs.slice(index).map(({ start, end, run }) => ({ start, end, label: this.#labels[run.label], score: run.probabilities[run.label] }));
  }

  /** The segments tell everything already. */
  settle(): Promise<void> {
    return Promise.resolve();
  }

  finish(): Promise<DocumentResult> {
    this.#decode();
    const parts = { words: this.#words, sections: [], segments: this.segmentsFrom(0) };
    if (this.#runs.length === 0) return Promise.resolve({ ...withoutRuns(this.#hasText, this.#candidates ?? this.#labels), ...parts });
    return Promise.resolve({ ...whole(this.#runs.map(({ run }) => run), this.#labels, this.#candidates, this.#tokens), ...parts });
  }

  #decode(): void {
    append(this.#runs, this.#placed());
    this.#waiting = [];
  }

  /** The runs of the waiting paragraphs. */
  #placed(): PlacedRun[] {
    if (this.#waiting.length === 0) return [];
    const before = this.#runs.at(-1)?.run.label;
    const read = this.#waiting.map(({ paragraph }) => paragraph.reading);
    const runs = this.#decoded.runs(read, before, () => {
      const readings = read.flatMap(({ parts }) => parts.map(({ weight, evidence }, i): Reading => ({ opens: i === 0, letters: weight, evidence })));
      return runsOf(readings, decodeLabels(readings, this.#labels.length, before));
    });
    // [paragraphs + 1] the number of readings before each.
    const counts = [0];
    for (const { parts } of read) counts.push(counts.at(-1)! + parts.length);
    let paragraph = 0;
    const offset = (reading: number, edge: 0 | 1): number => {
      while (counts[paragraph + 1] <= reading) paragraph++;
      const { base, paragraph: { ranges } } = this.#waiting[paragraph];
      return base + ranges[2 * (reading - counts[paragraph]) + edge];
    };
    return runs.map((run) => ({ start: offset(run.first, 0), end: offset(run.last, 1), run }));
  }
}

/** Adds runs behind others: to the last one, where the language is the same. */
function append(runs: PlacedRun[], more: readonly PlacedRun[]): PlacedRun[] {
  const last = runs.at(-1);
  const [first, ...others] = more;
  if (first === undefined) return runs;
  if (last?.run.label === first.run.label) runs[runs.length - 1] = { start: last.start, end: first.end, run: last.run.joinedWith(first.run) };
  else runs.push(first);
  for (const run of others) runs.push(run);
  return runs;
}

function withoutRuns(hasText: boolean, allowed: readonly string[]): Classification {
  if (!hasText) return unreadable('not-enough-text');
  return unreadable('not-language', allowed.includes(notLanguage) ? notLanguage : null);
}

function whole(runs: readonly LanguageRun[], labels: readonly string[], candidates: readonly string[] | undefined, tokens: number): Classification {
  const other = labels.indexOf(notLanguage);
  const inLanguage = runs.some(({ label }) => label !== other);
  const means = new Float64Array(labels.length);
  let letters = 0;
  for (const run of runs) {
    if (inLanguage && run.label === other) continue;
    const { probabilities } = run;
    letters += run.letters;
    for (let label = 0; label < means.length; label++) means[label] += run.letters * probabilities[label];
  }
  const scores = labels
    .map((label, i): ScoredLabel => ({ label, score: means[i] / letters }))
    .filter(({ label }) => !candidates || candidates.includes(label))
    .sort((a, b) => b.score - a.score);
  const [{ label, score: confidence }] = scores;
  const verdict = label === notLanguage ? 'not-language' : confidence >= certainFrom ? 'certain' : 'uncertain';
  return { label, labels: [label], confidence, scores, verdict, tokens };
}
