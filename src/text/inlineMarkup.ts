import { copyProse } from './prosePieces.ts';
import type { SegmentBuilder } from './segmentBuilder.ts';

/**
 * Adds document.slice(start, end) without what `markup` matches; of a match, its first group that took part is kept
 * (read for markup in turn, so emphasis may hold a link), or nothing if none did.
 * @param markup with the flags d and g; its matches must be bounded, for the time to be linear
 */
export function copyMarkup(builder: SegmentBuilder, document: string, start: number, end: number, markup: RegExp, deepest = 3): void {
  const text = document.slice(start, end);
  let from = 0;
  for (const match of text.matchAll(markup)) {
    copyProse(builder, document, start + from, start + match.index);
    const kept = match.indices!.find((group, i) => i > 0 && group !== undefined);
    if (kept && deepest > 0) copyMarkup(builder, document, start + kept[0], start + kept[1], markup, deepest - 1);
    else if (kept) copyProse(builder, document, start + kept[0], start + kept[1]);
    from = match.index + match[0].length;
  }
  copyProse(builder, document, start + from, end);
}
