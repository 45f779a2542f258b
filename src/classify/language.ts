import type { ModelMetadata } from '../onnx/metadata.ts';
import { candidateIndices } from './decode.ts';
import type { DocumentAssembler, DocumentResult, LabelledSegment, ReadParagraph } from './documentResult.ts';
import type { LanguageRun, Reading } from './languageRuns.ts';
import { decodeLabels, extendRuns, runProbabilities } from './languageRuns.ts';
import type { Classification, ScoredLabel } from './result.ts';
import { certainFrom, notLanguage, unreadable } from './result.ts';
import type { TextReading } from './textReading.ts';

/**
 * Labels of windows by what was read in them, for a document that is put together again and again: a window whose paragraphs are the same
 * as before, after the same language, is not decoded anew.
 */
export class DecodedWindows {
  readonly #windows: { readonly read: readonly TextReading[]; readonly before: number | undefined; readonly path: Int32Array }[] = [];

  /** @param decode called where there is no answer yet for window number `index` */
  path(index: number, read: readonly TextReading[], before: number | undefined, decode: () => Int32Array): Int32Array {
    const known = this.#windows.at(index);
    if (known && known.before === before && known.read.length === read.length && known.read.every((reading, i) => reading === read[i])) return known.path;
    const path = decode();
    this.#windows[index] = { read, before, path };
    return path;
  }
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
  readonly #runs: LanguageRun[] = [];
  #windows = 0;
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
    const readings = paragraphs.flatMap((paragraph, i) => readingsOf(paragraph, bases[i]));
    this.#hasText ||= readings.length > 0;
    for (const { reading } of paragraphs) {
      this.#tokens += reading.tokens;
      this.#words += reading.words;
    }
    const runs = this.#runs;
    const before = runs.at(-1)?.label;
    const path = this.#decoded.path(this.#windows++, paragraphs.map(({ reading }) => reading), before, () => decodeLabels(readings, this.#labels.length, before));
    const known = runs.length;
    extendRuns(runs, readings, path);
    // The last run may have grown.
    return Math.max(0, known - 1);
  }

  segmentsFrom(index: number): LabelledSegment[] {
    return this.#runs.slice(index).map((run) => ({ start: run.start, end: run.end, label: this.#labels[run.label], score: runProbabilities(run)[run.label] }));
  }

  /** The segments tell everything already. */
  settle(): Promise<void> {
    return Promise.resolve();
  }

  finish(): Promise<DocumentResult> {
    const parts = { words: this.#words, sections: [], segments: this.segmentsFrom(0) };
    if (this.#runs.length === 0) return Promise.resolve({ ...withoutRuns(this.#hasText, this.#candidates ?? this.#labels), ...parts });
    return Promise.resolve({ ...whole(this.#runs, this.#runs.map(runProbabilities), this.#labels, this.#candidates, this.#tokens), ...parts });
  }
}

function readingsOf({ reading, ranges }: ReadParagraph, base: number): Reading[] {
  return reading.parts.map(({ weight, evidence }, i) => ({ start: base + ranges[2 * i], end: base + ranges[2 * i + 1], opens: i === 0, letters: weight, evidence }));
}

function withoutRuns(hasText: boolean, allowed: readonly string[]): Classification {
  if (!hasText) return unreadable('not-enough-text');
  return unreadable('not-language', allowed.includes(notLanguage) ? notLanguage : null);
}

function whole(runs: readonly LanguageRun[], probabilities: readonly Float64Array[], labels: readonly string[], candidates: readonly string[] | undefined, tokens: number): Classification {
  const other = labels.indexOf(notLanguage);
  const inLanguage = runs.some(({ label }) => label !== other);
  const means = new Float64Array(labels.length);
  let letters = 0;
  runs.forEach((run, i) => {
    if (inLanguage && run.label === other) return;
    letters += run.letters;
    for (let label = 0; label < means.length; label++) means[label] += run.letters * probabilities[i][label];
  });
  const scores = labels
    .map((label, i): ScoredLabel => ({ label, score: means[i] / letters }))
    .filter(({ label }) => !candidates || candidates.includes(label))
    .sort((a, b) => b.score - a.score);
  const [{ label, score: confidence }] = scores;
  const verdict = label === notLanguage ? 'not-language' : confidence >= certainFrom ? 'certain' : 'uncertain';
  return { label, labels: [label], confidence, scores, verdict, tokens };
}
