import type { EncodedText, Tokenizer } from '../text/tokenizer.ts';

/** A stretch of a text that the model reads at once: tokens `from` to `to` (exclusive) of `encoded`. */
export interface Chunk<Text = unknown> {
  readonly text: Text;
  readonly encoded: EncodedText;
  readonly from: number;
  readonly to: number;
  /** The chunk's share in the text's answer: its tokens that no chunk before it has read. */
  readonly weight: number;
}

/** A longer text is tokenized piece by piece, so that its ids need not be in memory all at once. UTF-16 code units. */
const maximumPiece = 1 << 15;

/**
 * Cuts a text into chunks of at most `maximumTokens` tokens; each has `overlap` tokens with the one before it in common, so that what
 * stands at a cut is read in context once. Pieces of a very long text are cut at a blank where there is one, and share nothing.
 */
export function* chunksOf<Text>(text: string, owner: Text, tokenizer: Tokenizer, { maximumTokens, overlap }: { maximumTokens: number; overlap: number }): Generator<Chunk<Text>> {
  for (let start = 0; start < text.length; ) {
    const end = endOfPiece(text, start);
    const encoded = tokenizer.encode(start === 0 && end === text.length ? text : text.slice(start, end));
    start = end;
    for (let from = 0, read = 0; read < encoded.length; ) {
      const to = Math.min(encoded.length, from + maximumTokens);
      yield { text: owner, encoded, from, to, weight: to - read };
      read = to;
      from = to - overlap;
    }
  }
}

function endOfPiece(text: string, start: number): number {
  const end = start + maximumPiece;
  if (end >= text.length) return text.length;
  for (let i = end; i > start + maximumPiece / 2; i--) if (/\s/.test(text[i])) return i;
  // Not between the halves of a surrogate pair.
  return (text.charCodeAt(end) & 0xfc00) === 0xdc00 ? end - 1 : end;
}

/** The most ids that a token of the chunk has. */
export function widestToken({ encoded, from, to }: Chunk): number {
  const { idStarts } = encoded;
  let widest = 1;
  for (let i = from; i < to; i++) widest = Math.max(widest, idStarts[i + 1] - idStarts[i]);
  return widest;
}
