import { cutLongSegment } from './longSegments.ts';
import type { ProseSegment, SegmentKind } from './prose.ts';

/** Collects a segment's text with the map of where it comes from. Offsets must not fall. */
export class SegmentBuilder {
  readonly #document: string;
  #parts: string[] = [];
  #pieces: number[] = [];
  #length = 0;
  /** End in the document of what was added last. */
  #documentEnd = -1;
  #endsWithReplacement = false;

  constructor(document: string) {
    this.#document = document;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Adds document.slice(start, end) as it is. */
  copy(start: number, end: number): void {
    if (start >= end) return;
    const last = this.#pieces.length - 3;
    if (last >= 0 && !this.#endsWithReplacement && this.#documentEnd === start) this.#pieces[last + 2] += end - start;
    else {
      this.#endReplacement(start);
      this.#pieces.push(this.#length, start, end - start);
    }
    this.#parts.push(this.#document.slice(start, end));
    this.#length += end - start;
    this.#documentEnd = end;
    this.#endsWithReplacement = false;
  }

  /** Adds `text` in place of document.slice(start, end). */
  replace(start: number, end: number, text: string): void {
    if (text === '') return;
    this.#endReplacement(start);
    if (this.#endsWithReplacement || this.#documentEnd !== start) this.#pieces.push(this.#length, start, 0);
    this.#parts.push(text);
    this.#length += text.length;
    this.#documentEnd = end;
    this.#endsWithReplacement = true;
  }

  /** Marks where a replaced range ended, unless what follows starts there. */
  #endReplacement(next: number): void {
    if (this.#endsWithReplacement && this.#documentEnd !== next) this.#pieces.push(this.#length, this.#documentEnd, 0);
  }

  /** The collected text, without blanks around it, as segments of bounded length; none for blank text. The builder is empty afterwards. */
  finish(kind: SegmentKind, section: readonly string[]): ProseSegment[] {
    if (this.#length === 0) return [];
    this.#endReplacement(-1);
    const text = this.#parts.join('');
    const pieces = Int32Array.from(this.#pieces);
    const segment: ProseSegment = { kind, text, start: pieces[1], end: this.#documentEnd, section, pieces };
    this.#parts = [];
    this.#pieces = [];
    this.#length = 0;
    this.#documentEnd = -1;
    this.#endsWithReplacement = false;
    return cutLongSegment(segment);
  }
}
