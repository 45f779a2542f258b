import { isBlank, linesOf } from '../lines.ts';
import type { ProseSegment } from '../prose.ts';
import type { BlockFormat } from '../proseBlocks.ts';
import { copyProse } from '../prosePieces.ts';
import { SegmentBuilder } from '../segmentBuilder.ts';

/** A line longer than anyone wraps, in UTF-16 code units, is a paragraph of its own. */
const longestWrappedLine = 160;

const noSection: readonly string[] = [];

/** Plain text: paragraphs are parted by blank lines; in text that is not wrapped, each line is one. */
export function* extractPlainText(document: string): Generator<ProseSegment> {
  const builder = new SegmentBuilder(document);
  for (const { start, end, next } of linesOf(document)) {
    if (isBlank(document, start, end)) yield* builder.finish('paragraph', noSection);
    else {
      const isLong = end - start > longestWrappedLine;
      if (isLong) yield* builder.finish('paragraph', noSection);
      copyProse(builder, document, start, next);
      if (isLong) yield* builder.finish('paragraph', noSection);
    }
  }
  yield* builder.finish('paragraph', noSection);
}

/** Plain text block by block: nothing reaches over a blank line, nor over the end of a long one. */
export const plainTextFormat: BlockFormat<undefined> = {
  contextOf: () => undefined,
  isSameContext: () => true,
  fixedStart: () => 0,
  cut: function* (document, from) {
    let blockStart = from;
    for (const { start, end, next } of linesOf(document, from)) {
      // A byte order mark is left out at the beginning of a document alone.
      if (document[next] === '\ufeff' || !(end - start > longestWrappedLine || isBlank(document, start, end))) continue;
      yield { start: blockStart, end: next };
      blockStart = next;
    }
    if (blockStart < document.length) yield { start: blockStart, end: document.length };
  },
  extract: (block) => [...extractPlainText(block)],
};
