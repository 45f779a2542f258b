import type { ModelMetadata } from '../onnx/metadata.ts';
import type { SectionResult } from './documentResult.ts';
import type { ReadParagraph } from './documentResult.ts';
import { EvidencePool } from './pooling.ts';

interface OpenSection {
  readonly title: string;
  readonly depth: number;
  readonly start: number;
  readonly firstSegment: number;
  readonly pool: EvidencePool;
  end: number;
  words: number;
  endSegment: number;
}

/**
 * The sections of a document as its headings part it, each with the answer that its parts add up to. A heading belongs to the section that it opens,
 * which the paragraph behind it tells.
 */
export class SectionCollector {
  readonly #metadata: ModelMetadata;
  readonly #candidates: readonly string[] | undefined;
  readonly #sections: OpenSection[] = [];
  /** The section that is being read and those that it is in, outermost first. */
  #open: OpenSection[] = [];
  #path: readonly string[] | undefined;
  /** A heading whose section is not known yet. */
  #heading: { paragraph: ReadParagraph; base: number; segments: number } | undefined;

  constructor(metadata: ModelMetadata, candidates: readonly string[] | undefined) {
    this.#metadata = metadata;
    this.#candidates = candidates;
  }

  /** @param segments how many segments the document had before this paragraph */
  add(paragraph: ReadParagraph, base: number, segments: number): void {
    const { section, kind } = paragraph.segment;
    const heading = this.#heading;
    this.#heading = undefined;
    if (heading) this.#addTo(heading.paragraph, heading.base, heading.segments, section);
    if (kind === 'heading') this.#heading = { paragraph, base, segments };
    else this.#addTo(paragraph, base, segments, section);
  }

  /** @param segments of the whole document */
  finish(segments: number): SectionResult[] {
    // A heading that nothing follows: of the level of the one before it.
    const last = this.#heading;
    if (last) this.#addTo(last.paragraph, last.base, last.segments, [...last.paragraph.segment.section.slice(0, -1), last.paragraph.segment.text]);
    this.#heading = undefined;
    this.#closeTo(0, segments);
    if (this.#sections.every(({ title }) => title === '')) return [];
    return this.#sections.map(({ pool, ...section }) => ({ ...section, ...pool.answer() }));
  }

  #addTo(paragraph: ReadParagraph, base: number, segments: number, path: readonly string[]): void {
    const { segment, reading } = paragraph;
    if (path !== this.#path) this.#enter(path, base + segment.start, segments);
    this.#path = path;
    for (const section of this.#open) {
      section.end = Math.max(section.end, base + segment.end);
      section.words += reading.words;
      for (const { evidence, weight } of reading.parts) if (evidence) section.pool.add(evidence, weight);
    }
  }

  #enter(path: readonly string[], start: number, segments: number): void {
    // Two sections of the same name, one after the other, differ in their path's identity.
    const outer = this.#open.findIndex(({ title }, depth) => title !== path[depth]);
    const shared = Math.min(outer < 0 ? this.#open.length : outer, Math.max(0, path.length - 1));
    this.#closeTo(shared, segments);
    for (let depth = shared; depth < Math.max(1, path.length); depth++) {
      const section = { title: path[depth] ?? '', depth, start, end: start, words: 0, firstSegment: segments, endSegment: segments, pool: new EvidencePool(this.#metadata, this.#candidates) };
      this.#sections.push(section);
      this.#open.push(section);
    }
  }

  #closeTo(depth: number, segments: number): void {
    for (const section of this.#open.slice(depth)) section.endSegment = segments;
    this.#open = this.#open.slice(0, depth);
  }
}
