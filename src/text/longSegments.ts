import { characterClass, classOf } from './characterClasses.ts';
import { lastPieceAt, toDocumentRange, type ProseSegment } from './prose.ts';

/** Longest segment in UTF-16 code units: Intl.Segmenter is quadratic in the length of what it is given. */
export const maximumSegmentLength = 2000;

const sentenceEnd = /[.!?…؟।][)\]"'”’»]*\s|[。！？]/g;

/** Cuts a segment's text at ends of sentences, else at blanks, into segments of bounded length without blanks around them. */
export function cutLongSegment(segment: ProseSegment): ProseSegment[] {
  const { text } = segment;
  const cut: ProseSegment[] = [];
  for (let from = 0; from < text.length; ) {
    const to = text.length - from <= maximumSegmentLength ? text.length : findCut(text, from);
    const piece = trimmedSlice(segment, from, to);
    if (piece) cut.push(piece);
    from = to;
  }
  return cut;
}

/** The best place to cut in the second half of the longest slice that starts at `from`. */
function findCut(text: string, from: number): number {
  const window = text.slice(from, from + maximumSegmentLength);
  const half = maximumSegmentLength / 2;
  let best = 0;
  sentenceEnd.lastIndex = half;
  for (let match = sentenceEnd.exec(window); match; match = sentenceEnd.exec(window)) best = sentenceEnd.lastIndex;
  if (best > 0) return from + best;
  for (let i = window.length; i > half; i--) if (/\s/.test(window[i - 1])) return from + i;
  return from + beforeMarks(text, from, window.length);
}

/** Steps back so as not to part a character from its marks or a surrogate from its pair. */
function beforeMarks(text: string, from: number, length: number): number {
  for (let i = length; i > length / 2; i--) {
    const unit = text.charCodeAt(from + i);
    const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff;
    if (!isLowSurrogate && classOf(text.codePointAt(from + i)!) !== characterClass.mark) return i;
  }
  return length;
}

/** The segment of text.slice(from, to) without the blanks around it. */
function trimmedSlice(segment: ProseSegment, from: number, to: number): ProseSegment | undefined {
  const slice = segment.text.slice(from, to);
  const text = slice.trim();
  if (text === '') return undefined;
  if (text.length === segment.text.length) return segment;
  const textStart = from + slice.indexOf(text[0]);
  const textEnd = textStart + text.length;
  return { ...segment, text, ...toDocumentRange(segment, textStart, textEnd), pieces: slicePieces(segment.pieces, textStart, textEnd) };
}

function slicePieces(pieces: Int32Array, from: number, to: number): Int32Array {
  const kept: number[] = [];
  let reached = -1;
  for (let i = Math.max(0, lastPieceAt(pieces, from)); i < pieces.length && pieces[i] <= to; i += 3) {
    const start = Math.max(pieces[i], from);
    const end = Math.min(pieces[i] + pieces[i + 2], to);
    // What begins at `to` matters only as the edge of a replacement.
    if (start === to && reached === to) break;
    kept.push(start - from, pieces[i + 1] + Math.min(start - pieces[i], pieces[i + 2]), Math.max(0, end - start));
    reached = Math.max(start, end);
  }
  return Int32Array.from(kept);
}
