import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';

/**
 * - `word2vec-text`: header "rows dimensions", then "word value value ..." a line; fastText's `.vec` is the same
 * - `word2vec-binary`: the same header, then "word " and float32 values, little-endian
 * - `glove-text`: as word2vec-text, without header
 * - `fasttext-binary`: fastText's `.bin` model, read for its words and n-grams
 * - `lexiscope`: our own file (docs/vectors.md), float32 or int8
 */
export const vectorFormats = ['word2vec-text', 'word2vec-binary', 'glove-text', 'fasttext-binary', 'lexiscope'] as const;
export type VectorFormat = (typeof vectorFormats)[number];

/** fastText's FASTTEXT_FILEFORMAT_MAGIC_INT32. */
export const fastTextMagic = 793712314;
export const lexiscopeMagic = 'LXVECTOR';

/** The format to write for a file name: by its extension, without `.gz`. */
export function formatOfName(file: string): VectorFormat {
  const name = path.basename(file).toLowerCase().replace(/\.gz$/, '');
  if (name.endsWith('.lxv')) return 'lexiscope';
  if (name.endsWith('.bin')) return 'word2vec-binary';
  if (name.endsWith('.vec') || name.endsWith('.w2v')) return 'word2vec-text';
  if (name.endsWith('.txt')) return name.includes('glove') ? 'glove-text' : 'word2vec-text';
  throw new LexiscopeError('bad-input', `${file}: cannot tell the format from the name; expected .vec, .txt, .bin or .lxv (with .gz where wanted)`, {
    hint: `Name it: --to ${vectorFormats.join('|')}`,
  });
}

/**
 * The format of a file from its first bytes (after decompression).
 * @param head at least 64 KiB, or the whole file when it is shorter
 */
export function detectFormat(head: Uint8Array): VectorFormat {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length >= 4 && view.getInt32(0, true) === fastTextMagic) return 'fasttext-binary';
  if (head.length >= 8 && Buffer.from(head.subarray(0, 8)).toString('latin1') === lexiscopeMagic) return 'lexiscope';
  const end = head.indexOf(0x0a);
  const firstLine = Buffer.from(head.subarray(0, end < 0 ? head.length : end)).toString('latin1').replace(/\r$/, '');
  if (!isHeader(firstLine)) return 'glove-text';
  return end >= 0 && looksBinary(head.subarray(end + 1)) ? 'word2vec-binary' : 'word2vec-text';
}

/** Two whole numbers and nothing else. */
export function isHeader(line: string): boolean {
  return /^\s*\d+[ \t]+\d+\s*$/.test(line);
}

/**
 * Text after the first word is UTF-8 without control characters; of the bytes of random floats about half are not. A few stray bytes make no
 * binary file, as some text files hold words that were cut within a character. Too few bytes to judge by must begin with a number.
 */
function looksBinary(body: Uint8Array): boolean {
  const start = body.findIndex((byte) => byte === 0x20 || byte === 0x09);
  if (start < 0) return false;
  const end = Math.min(body.length, start + 4096);
  let odd = 0;
  for (let i = start; i < end; i++) {
    const byte = body[i];
    if (byte < 0x09 || (byte > 0x0d && byte < 0x20) || byte === 0x7f || (byte >= 0x80 && !plausibleUtf8(body, i))) odd++;
  }
  if (odd * 50 > end - start) return true;
  return end - start < 64 && !/^[ \t]+[-+]?(\d|\.\d)[\d.eE+-]*([ \t\r\n]|$)/.test(Buffer.from(body.subarray(start, end)).toString('latin1'));
}

/** A byte above 127 belongs to a sequence of the right length; a sequence cut off by the end of the sample is taken for good. */
function plausibleUtf8(body: Uint8Array, at: number): boolean {
  let start = at;
  while (start > at - 3 && start > 0 && (body[start] & 0xc0) === 0x80) start--;
  const lead = body[start];
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || at - start >= length) return false;
  for (let i = start + 1; i < Math.min(start + length, body.length); i++) if ((body[i] & 0xc0) !== 0x80) return false;
  return true;
}
