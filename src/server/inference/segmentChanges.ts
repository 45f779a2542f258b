import type { DocumentSegment } from '../../protocol/analysis.ts';
import type { SegmentChanges } from '../../protocol/live.ts';

/** What turns the segments of one version into those of another (`applyChanges` does it): those at the beginning and at the end that stayed are not sent again. */
export function changesOf(before: readonly DocumentSegment[], after: readonly DocumentSegment[]): SegmentChanges {
  const shortest = Math.min(before.length, after.length);
  let keep = 0;
  while (keep < shortest && isSame(before[keep], after[keep], 0)) keep++;
  const lines = shortest === 0 ? 0 : after[after.length - 1].range.end.line - before[before.length - 1].range.end.line;
  let tail = 0;
  while (tail < shortest - keep && isSame(before[before.length - 1 - tail], after[after.length - 1 - tail], lines)) tail++;
  return { keep, inserted: after.slice(keep, after.length - tail), tail, lines: tail === 0 ? 0 : lines };
}

/** Whether `after` is `before`, so many lines further down. */
function isSame(before: DocumentSegment, after: DocumentSegment, lines: number): boolean {
  const [{ start, end }, { start: from, end: to }] = [before.range, after.range];
  return before.label === after.label && before.score === after.score &&
    start.line + lines === from.line && start.character === from.character && end.line + lines === to.line && end.character === to.character;
}
