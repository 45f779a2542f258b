import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Classifier } from '../../classify/classifier.ts';
import type { DocumentAssembler, DocumentResult, LabelledSegment } from '../../classify/documentResult.ts';
import { ReadParagraph, windowSizesOf } from '../../classify/documentResult.ts';
import { LabelDocument } from '../../classify/labelDocument.ts';
import { DecodedWindows, LanguageDocument } from '../../classify/language.ts';
import { findMismatches, peekSegments } from '../../classify/mismatch.ts';
import { unreadable } from '../../classify/result.ts';
import { type TextReading, readTexts } from '../../classify/textReading.ts';
import type { DocumentSegment, LanguageMismatch } from '../../protocol/analysis.ts';
import type { LiveOutcome, ModelChoice } from '../../protocol/inference.ts';
import type { ProseSegment } from '../../text/prose.ts';
import { type ProseBlock, startsOf } from '../../text/proseBlocks.ts';
import { amountOf, displayNamesOf, sharesOf } from './analyze.ts';
import { changesOf } from './segmentChanges.ts';

export interface LiveOptions {
  /** The language model, where the answer depends on the text's language. */
  readonly detector: Classifier | undefined;
  readonly force: boolean;
  /** The version of the answer that the client has. */
  readonly since: number | undefined;
  readonly signal: AbortSignal;
}

/** A document at one of its versions. */
export interface LiveText {
  readonly blocks: readonly ProseBlock[];
  readonly text: string;
  readonly version: number;
}

/** One question about a document that is being typed: what is known of its paragraphs, so that an edit costs what it changed. */
export class LiveQuestion {
  readonly classifier: Classifier;
  readonly #choice: ModelChoice;
  /** By the paragraph itself: those that an edit did not touch. */
  #read = new Map<ProseSegment, ReadParagraph>();
  readonly #decoded = new DecodedWindows();
  #looked: { readonly beginning: readonly ProseSegment[]; readonly mismatch: LanguageMismatch | undefined } | undefined;
  #told: { readonly version: number; readonly segments: readonly DocumentSegment[] } | undefined;

  constructor(classifier: Classifier, choice: ModelChoice) {
    this.classifier = classifier;
    this.#choice = choice;
  }

  async answer({ blocks, text, version }: LiveText, { detector, force, since, signal }: LiveOptions): Promise<LiveOutcome> {
    const starts = startsOf(blocks);
    const segments = blocks.flatMap((block) => block.segments);
    const bases = Float64Array.from(blocks.flatMap((block, i) => block.segments.map(() => starts[i])));
    const mismatch = detector && (await this.#mismatch(detector, segments, signal));
    const paragraphs = await this.#readAll(segments, signal);
    const result = mismatch && !force ? { ...unreadable('not-enough-text'), words: wordsOf(paragraphs), segments: [] } : await this.#assemble(paragraphs, bases, signal);
    const { label, labels, confidence, scores, verdict, words } = result;
    const placed = place(result.segments, text);
    const changes = changesOf(this.#told?.version === since ? (this.#told?.segments ?? []) : [], placed);
    this.#told = { version, segments: placed };
    return {
      task: this.#choice.task,
      label, labels, confidence, scores, words,
      verdict: mismatch && !force ? 'other-language' : verdict,
      model: { id: this.#choice.model, name: this.classifier.metadata.name },
      displayNames: displayNamesOf(this.classifier),
      amount: amountOf(words),
      ...(mismatch && { mismatch }),
      segments: changes,
      shares: sharesOf(result.segments),
    };
  }

  async #mismatch(detector: Classifier, segments: readonly ProseSegment[], signal: AbortSignal): Promise<LanguageMismatch | undefined> {
    const beginning = peekSegments(segments);
    const known = this.#looked;
    if (known?.beginning.length === beginning.length && known.beginning.every((segment, i) => segment === beginning[i])) return known.mismatch;
    const [mismatch] = await findMismatches(this.classifier.metadata.languages, detector, [beginning], signal);
    this.#looked = { beginning, mismatch };
    return mismatch;
  }

  /** Reads the paragraphs that are new; one with the text of another, or of one that was there before, is not read again. */
  async #readAll(segments: readonly ProseSegment[], signal: AbortSignal): Promise<ReadParagraph[]> {
    const before = this.#read;
    const fresh = segments.filter((segment) => !before.has(segment));
    const readings = new Map<string, TextReading>();
    if (fresh.length > 0) {
      const wanted = new Set(fresh.map(({ text }) => text));
      for (const { segment, reading } of before.values()) if (wanted.has(segment.text)) readings.set(segment.text, reading);
      const missing = [...wanted].filter((text) => !readings.has(text));
      const read = await readTexts(this.classifier, missing, { signal, ...(this.#choice.candidates && { candidates: this.#choice.candidates }) });
      missing.forEach((text, i) => readings.set(text, read[i]));
    }
    const paragraphs = segments.map((segment) => before.get(segment) ?? new ReadParagraph(segment, readings.get(segment.text)!));
    this.#read = new Map(paragraphs.map((paragraph) => [paragraph.segment, paragraph]));
    return paragraphs;
  }

  /** As readDocument does it, window by window. */
  async #assemble(paragraphs: readonly ReadParagraph[], bases: Float64Array, signal: AbortSignal): Promise<Omit<DocumentResult, 'sections'>> {
    const document = this.#assembler(signal);
    let from = 0;
    for (const size of windowSizesOf()) {
      if (from >= paragraphs.length) break;
      document.add(paragraphs.slice(from, from + size), bases.subarray(from, from + size));
      from += size;
    }
    return document.finish();
  }

  #assembler(signal: AbortSignal): DocumentAssembler {
    const { metadata } = this.classifier;
    const { candidates } = this.#choice;
    if (metadata.task === 'language') return new LanguageDocument(metadata, candidates, this.#decoded);
    return new LabelDocument(this.classifier, { signal, ...(candidates && { candidates }) }, false);
  }
}

function wordsOf(paragraphs: readonly ReadParagraph[]): number {
  return paragraphs.reduce((sum, { reading }) => sum + reading.words, 0);
}

function place(segments: readonly LabelledSegment[], text: string): DocumentSegment[] {
  const document = TextDocument.create('', '', 0, text);
  return segments.map(({ start, end, label, score }) => ({ label, score, range: { start: document.positionAt(start), end: document.positionAt(end) } }));
}
