import { normalizeToken } from './normalization.ts';
import type { Normalization, WordsSpec } from './tokenizerSpec.ts';
import { tokenKind, WordScanner } from './wordScanner.ts';

/** What may follow an apostrophe as a token of its own (Penn Treebank): it 's, they 're. */
const clitic = /^(?:s|d|m|ll|re|ve)$/i;
const negation = /n['\u2019]t$/i;
/** A tag of HTML with nothing but short attributes. */
const tag = /<\/?[a-z][^<>]{0,60}>/iy;
const link = /(?:https?:\/\/|www\.)\S+/iy;
/** Three or more of the same letter: soooo. */
const elongation = /(\p{L})\1{2,}/gu;

/**
 * Calls `visit` with each token of English as it is written on the web, with its offsets, until it returns false:
 * - clitics are tokens of their own, as in the Penn Treebank (do n't, it 's), whether or not the text was cut so before;
 * - HTML tags are passed over, a link is the token `http`;
 * - three or more of one letter are read as two (soooo, sooooooo: soo).
 */
export function visitWebEnglish(
  text: string, { normalization, punctuation }: Pick<WordsSpec, 'normalization' | 'punctuation'>, maximumWordLength: number,
  visit: (token: string, start: number, end: number) => boolean,
): void {
  const scanner = new WordScanner(text, maximumWordLength);
  let apostropheAt = -1;
  while (scanner.next()) {
    const { kind, start, end } = scanner;
    const first = text.charCodeAt(start);
    if (kind === tokenKind.symbol || kind === tokenKind.punctuation) {
      // '<' is a symbol.
      if (first === 0x3c && skipTo(scanner, tag, start)) continue;
      if (end - start === 1 && (first === 0x27 || first === 0x2019) && clitic.test(wordAt(text, end))) {
        apostropheAt = start;
        continue;
      }
      if (!punctuation) continue;
    } else if ((first | 0x20) === 0x68 || (first | 0x20) === 0x77) {
      if (skipTo(scanner, link, start)) {
        if (!visit('http', start, scanner.end)) return;
        continue;
      }
    }
    if (apostropheAt >= 0) {
      const token = normalizeToken(text.slice(apostropheAt, end), kind, normalization);
      if (!visit(token, apostropheAt, end)) return;
      apostropheAt = -1;
      continue;
    }
    const cut = kind === tokenKind.word ? cliticStart(text, start, end) : end;
    if (cut > start && !visit(read(text.slice(start, cut), kind, normalization), start, cut)) return;
    if (cut < end && !visit(read(text.slice(cut, end), kind, normalization), cut, end)) return;
  }
}

function read(token: string, kind: number, normalization: Normalization): string {
  const normal = normalizeToken(token, kind, normalization);
  return kind === tokenKind.word && normal.length > 3 ? normal.replace(elongation, '$1$1') : normal;
}

/** Moves the scanner behind a match of a sticky pattern at `start`. */
function skipTo(scanner: WordScanner, pattern: RegExp, start: number): boolean {
  pattern.lastIndex = start;
  if (!pattern.test(scanner.text)) return false;
  scanner.end = pattern.lastIndex;
  return true;
}

/** The letters from a position on, at most three. */
function wordAt(text: string, position: number): string {
  let end = position;
  while (end < position + 3 && /[a-z]/i.test(text.charAt(end))) end++;
  return text.slice(position, end);
}

/** Where the clitic of a word begins (do|n't, it|'s, y'all has none), or its end. */
function cliticStart(text: string, start: number, end: number): number {
  const word = text.slice(start, end);
  const apostrophe = Math.max(word.lastIndexOf("'"), word.lastIndexOf('\u2019'));
  if (apostrophe < 0) return end;
  if (negation.test(word)) return end - 3;
  return clitic.test(word.slice(apostrophe + 1)) ? start + apostrophe : end;
}
