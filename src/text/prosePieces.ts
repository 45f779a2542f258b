import type { SegmentBuilder } from './segmentBuilder.ts';

/** Web and mail addresses: no prose. Bounded where a pattern without an anchor could go back and forth over a long line. */
const address = /\b(?:[a-z]{2,10}:\/\/|www\.)[^\s<>"'()[\]{}]+|\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}/gi;

/** Adds document.slice(start, end) without the addresses in it. */
export function copyProse(builder: SegmentBuilder, document: string, start: number, end: number): void {
  const text = document.slice(start, end);
  let from = 0;
  for (const match of text.matchAll(address)) {
    builder.copy(start + from, start + match.index);
    from = match.index + match[0].length;
  }
  builder.copy(start + from, end);
}

/** A range of a document that is no prose. */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/** Adds document.slice(start, end) without its addresses and without the gaps, which must be in order. */
export function copyAround(builder: SegmentBuilder, document: string, start: number, end: number, gaps: readonly Gap[]): void {
  let from = start;
  for (let i = firstGapEndingAfter(gaps, start); i < gaps.length && gaps[i].start < end; i++) {
    copyProse(builder, document, from, Math.max(from, gaps[i].start));
    from = Math.max(from, gaps[i].end);
  }
  copyProse(builder, document, from, end);
}

function firstGapEndingAfter(gaps: readonly Gap[], position: number): number {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (gaps[middle].end <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
