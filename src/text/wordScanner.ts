import { characterClass, classOf, zeroWidthJoiner } from './characterClasses.ts';

const { letter, digit, mark, unspacedLetter, apostrophe, joiner, decimalMark, punctuation, symbol } = characterClass;

/** What a scanned token is. */
export const tokenKind = {
  /** Has a letter: a word, or one character of a script without blanks. */
  word: 0,
  /** Digits, with marks and separators between them. */
  number: 1,
  /** A punctuation mark, or a run of the same one. */
  punctuation: 2,
  /** A symbol or emoji with its modifiers and joined parts. */
  symbol: 3,
} as const;

/**
 * Finds the tokens of a text, one after the other, in linear time; follows UAX #29 in the main.
 *
 * - A word is a run of letters, digits and marks. Apostrophes, middle dots and zero width joiners stay inside it when a letter
 *   stands on both sides (don't, l'ami, col·lecció); full stop, comma and apostrophe inside a number when digits do (3.14).
 *   Hyphens divide: the parts of a compound are in a vocabulary more often than the compound.
 * - In Han, Hiragana, Katakana, Thai, Lao, Khmer and Myanmar each letter with its marks is a word; so is each letter-like numeral of Han (〇).
 * - A run of one and the same punctuation mark is one token; a symbol takes along its modifiers, variation selectors and what
 *   a zero width joiner ties to it, and two regional indicators are one flag.
 * - Blanks, controls, marks without a base and lone surrogates are in no token.
 *
 * `start` and `end` are UTF-16 offsets in the text that was given; a caller that sets `end` lets the next token begin there.
 */
export class WordScanner {
  start = 0;
  end = 0;
  kind: number = tokenKind.word;
  readonly text: string;
  readonly #maximumLength: number;

  /** @param maximumLength a longer token ends after this many code points; its rest is scanned as if it stood alone */
  constructor(text: string, maximumLength: number) {
    this.text = text;
    this.#maximumLength = maximumLength;
  }

  /** Moves to the next token; false at the end of the text. */
  next(): boolean {
    const text = this.text;
    let position = this.end;
    while (position < text.length) {
      const codePoint = text.codePointAt(position)!;
      const value = classOf(codePoint);
      const after = position + width(codePoint);
      this.start = position;
      switch (value) {
        case letter:
        case digit:
          this.#scanWord(position);
          return true;
        case unspacedLetter:
          this.kind = tokenKind.word;
          this.end = this.#skipMarks(after, this.#maximumLength - 1);
          return true;
        case symbol:
          this.kind = tokenKind.symbol;
          this.end = this.#endOfSymbol(codePoint, after);
          return true;
        case punctuation:
        case apostrophe:
        case decimalMark:
          this.kind = tokenKind.punctuation;
          this.end = this.#endOfRun(codePoint, after);
          return true;
        default:
          position = after;
      }
    }
    this.start = this.end = text.length;
    return false;
  }

  #scanWord(start: number): void {
    const text = this.text;
    let position = start;
    let hasLetter = false;
    let last: number = letter;
    for (let count = 0; position < text.length && count < this.#maximumLength; count++) {
      const codePoint = text.codePointAt(position)!;
      const value = classOf(codePoint);
      if (value === letter || value === digit) {
        hasLetter ||= value === letter;
        last = value;
      } else if (value !== mark && !this.#joins(value, last, position + 1)) break;
      position += width(codePoint);
    }
    this.kind = hasLetter ? tokenKind.word : tokenKind.number;
    this.end = position;
  }

  /** Whether a character of class `value` ties what stands before it (class `last`) to what stands at `next`. */
  #joins(value: number, last: number, next: number): boolean {
    if (value !== apostrophe && value !== joiner && value !== decimalMark) return false;
    if (next >= this.text.length) return false;
    const following = classOf(this.text.codePointAt(next)!);
    return following === last && (last === letter ? value !== decimalMark : value !== joiner);
  }

  #skipMarks(position: number, maximum: number): number {
    const text = this.text;
    for (let count = 0; position < text.length && count < maximum; count++) {
      const codePoint = text.codePointAt(position)!;
      if (classOf(codePoint) !== mark) break;
      position += width(codePoint);
    }
    return position;
  }

  #endOfRun(codePoint: number, position: number): number {
    const text = this.text;
    for (let count = 1; count < this.#maximumLength && position < text.length && text.codePointAt(position) === codePoint; count++) {
      position += width(codePoint);
    }
    return position;
  }

  #endOfSymbol(first: number, position: number): number {
    const text = this.text;
    if (isRegionalIndicator(first) && position < text.length && isRegionalIndicator(text.codePointAt(position)!)) return position + 2;
    for (let count = 1; position < text.length && count < this.#maximumLength; count++) {
      const codePoint = text.codePointAt(position)!;
      const after = position + width(codePoint);
      if (codePoint === zeroWidthJoiner && after < text.length && classOf(text.codePointAt(after)!) === symbol) {
        position = after + width(text.codePointAt(after)!);
        count++;
      } else if (classOf(codePoint) === mark || isSkinTone(codePoint)) position = after;
      else break;
    }
    return position;
  }
}

function width(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}

function isRegionalIndicator(codePoint: number): boolean {
  return codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
}

function isSkinTone(codePoint: number): boolean {
  return codePoint >= 0x1f3fb && codePoint <= 0x1f3ff;
}
