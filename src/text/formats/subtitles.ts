import { decodeString } from 'micromark-util-decode-string';
import { isBlank, linesOf } from '../lines.ts';
import type { ProseSegment } from '../prose.ts';
import { copyProse } from '../prosePieces.ts';
import { SegmentBuilder } from '../segmentBuilder.ts';

const noSection: readonly string[] = [];
const timing = /^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}/;
/** <i>, <v Speaker>, <00:01.000>, SubStation's {\an8}, notes of music, character references. */
const markup = /<\/?[^<>\n]{0,100}>|\{\\[^}\n]{0,100}\}|♪|&(?:[a-zA-Z]{2,31}|#\d{1,7}|#x[\da-fA-F]{1,6});/g;
/** The dash before a speaker's words. */
const dash = /^\s*[-–—]\s*/;

/** SubRip and WebVTT subtitles: the text of each cue, without numbers, times, tags, notes and styles. */
export function* extractSubtitles(document: string): Generator<ProseSegment> {
  const builder = new SegmentBuilder(document);
  let inCue = false;
  for (const { start, end, next } of linesOf(document)) {
    if (isBlank(document, start, end)) {
      yield* builder.finish('cue', noSection);
      inCue = false;
    } else if (timing.test(document.slice(start, Math.min(end, start + 100)))) {
      yield* builder.finish('cue', noSection);
      inCue = true;
    } else if (inCue) {
      const speakerMark = dash.exec(document.slice(start, Math.min(end, start + 20)));
      copyCue(builder, document, start + (speakerMark?.[0].length ?? 0), next);
    }
  }
  yield* builder.finish('cue', noSection);
}

function copyCue(builder: SegmentBuilder, document: string, start: number, end: number): void {
  let from = start;
  for (const match of document.slice(start, end).matchAll(markup)) {
    const at = start + match.index;
    const behind = at + match[0].length;
    copyProse(builder, document, from, at);
    if (match[0].startsWith('&')) builder.replace(at, behind, decodeString(match[0]));
    from = behind;
  }
  copyProse(builder, document, from, end);
}
