import { copyMarkup } from '../inlineMarkup.ts';
import { isBlank, linesOf, type Line } from '../lines.ts';
import type { ProseSegment } from '../prose.ts';
import { SegmentBuilder } from '../segmentBuilder.ts';

const noSection: readonly string[] = [];
/** Git cuts off what follows (the diff of `git commit --verbose`). */
const scissors = /^# -+ >8 -+/;
const trailer = /^(?:[A-Za-z][A-Za-z0-9-]*: |\(cherry picked from |[A-Za-z-]+ #\d+$|\s)/;
const bullet = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+/;
const inlineCode = /`[^`\n]{1,200}`/dg;

/** A Git commit message: its subject is a heading, then paragraphs and list items. Comment lines, the diff below the scissors and trailers (Signed-off-by) are left out. */
export function* extractCommitMessage(document: string): Generator<ProseSegment> {
  const builder = new SegmentBuilder(document);
  let isSubject = true;
  for (const paragraph of paragraphs(document)) {
    const isTrailers = !isSubject && paragraph.lines.every(({ start, end }) => trailer.test(document.slice(start, Math.min(end, start + 100))));
    if (isTrailers && paragraph.isLast && !isBlank(document, paragraph.lines[0].start, paragraph.lines[0].start + 1)) continue;
    let kind: 'heading' | 'paragraph' | 'list-item' = isSubject ? 'heading' : 'paragraph';
    for (const { start, end, next } of paragraph.lines) {
      const mark = isSubject ? null : bullet.exec(document.slice(start, Math.min(end, start + 50)));
      if (mark) {
        yield* builder.finish(kind, noSection);
        kind = 'list-item';
      }
      copyMarkup(builder, document, start + (mark?.[0].length ?? 0), next, inlineCode);
      if (isSubject) {
        yield* builder.finish(kind, noSection);
        isSubject = false;
        kind = 'paragraph';
      }
    }
    yield* builder.finish(kind, noSection);
  }
}

interface Paragraph {
  readonly lines: readonly Line[];
  readonly isLast: boolean;
}

function* paragraphs(document: string): Generator<Paragraph> {
  let complete: Line[] = [];
  let lines: Line[] = [];
  for (const line of linesOf(document)) {
    if (document[line.start] === '#') {
      if (scissors.test(document.slice(line.start, Math.min(line.end, line.start + 60)))) break;
    } else if (isBlank(document, line.start, line.end)) {
      if (lines.length === 0) continue;
      if (complete.length > 0) yield { lines: complete, isLast: false };
      complete = lines;
      lines = [];
    } else lines.push(line);
  }
  if (complete.length > 0) yield { lines: complete, isLast: lines.length === 0 };
  if (lines.length > 0) yield { lines, isLast: true };
}
