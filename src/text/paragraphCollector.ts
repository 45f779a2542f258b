import { copyMarkup } from './inlineMarkup.ts';
import type { ProseSegment, SegmentKind } from './prose.ts';
import { SegmentBuilder } from './segmentBuilder.ts';

/** Joins the lines of a paragraph, for formats whose blocks are found line by line, and reads its inline markup over the line ends. */
export class ParagraphCollector {
  kind: SegmentKind = 'paragraph';
  readonly #document: string;
  readonly #markup: RegExp;
  readonly #builder: SegmentBuilder;
  #start = -1;
  #end = -1;

  /** @param markup as `copyMarkup` takes it */
  constructor(document: string, markup: RegExp) {
    this.#document = document;
    this.#markup = markup;
    this.#builder = new SegmentBuilder(document);
  }

  get isEmpty(): boolean {
    return this.#start < 0;
  }

  /** Adds the next line's content, with what lies between it and the line before. */
  add(start: number, end: number): void {
    if (this.#start < 0) this.#start = start;
    this.#end = end;
  }

  /** The paragraph's segments; the next one is of the kind `paragraph` unless that is set. */
  finish(section: readonly string[]): ProseSegment[] {
    if (this.#start < 0) return [];
    copyMarkup(this.#builder, this.#document, this.#start, this.#end, this.#markup);
    const segments = this.#builder.finish(this.kind, section);
    this.#start = -1;
    this.kind = 'paragraph';
    return segments;
  }
}
