/** What a segment is in its document. */
export type SegmentKind =
  | 'paragraph'
  | 'heading'
  | 'list-item'
  | 'quote'
  | 'table-cell'
  | 'caption'
  | 'footnote'
  | 'comment'
  | 'string'
  | 'cue'
  | 'field';

/**
 * A paragraph-like stretch of prose, without the markup around and in it.
 *
 * `pieces` holds triples (textStart, documentStart, length), rising in text and document alike: so many UTF-16 code units of `text` are
 * those of the document. Text between two pieces stands for the document's range between them (é for `&eacute;`);
 * a document range between two pieces with no text between them is left out (inline code, link targets). A piece of length 0 marks the
 * edge of such a range.
 */
export interface ProseSegment {
  readonly kind: SegmentKind;
  readonly text: string;
  /** The segment's first and last (exclusive) code unit in the document. */
  readonly start: number;
  readonly end: number;
  /** The headings above it, outermost first. */
  readonly section: readonly string[];
  readonly pieces: Int32Array;
}

/** The segment as it stands in a document that has so many code units before the one that it was found in. */
export function shiftSegment(segment: ProseSegment, by: number): ProseSegment {
  if (by === 0) return segment;
  const pieces = segment.pieces.map((value, i) => (i % 3 === 1 ? value + by : value));
  return { ...segment, start: segment.start + by, end: segment.end + by, pieces };
}

/** Where the code unit text[offset] comes from; for replaced text, the start of what it replaces. */
export function toDocumentOffset({ pieces, start }: ProseSegment, offset: number): number {
  const piece = lastPieceAt(pieces, offset);
  if (piece < 0) return start;
  const [textStart, documentStart, length] = pieces.subarray(piece, piece + 3);
  return documentStart + Math.min(offset - textStart, length);
}

/** The document's range behind text.slice(start, end), start < end: the smallest that holds all of it. */
export function toDocumentRange(segment: ProseSegment, start: number, end: number): { start: number; end: number } {
  return { start: toDocumentOffset(segment, start), end: endInDocument(segment, end - 1) };
}

/** The end of what text[offset] comes from. */
function endInDocument({ pieces, end }: ProseSegment, offset: number): number {
  const piece = lastPieceAt(pieces, offset);
  if (piece < 0) return end;
  const [textStart, documentStart, length] = pieces.subarray(piece, piece + 3);
  if (offset < textStart + length) return documentStart + offset - textStart + 1;
  return piece + 3 < pieces.length ? pieces[piece + 4] : end;
}

/** Index in `pieces` of the last piece with textStart <= offset, or -1. */
export function lastPieceAt(pieces: Int32Array, offset: number): number {
  let low = 0;
  let high = pieces.length / 3;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pieces[3 * middle] <= offset) low = middle + 1;
    else high = middle;
  }
  return 3 * (low - 1);
}
