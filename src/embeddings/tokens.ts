import { characterClass, classOf } from '../text/characterClasses.ts';

/** `letters`: maximal runs of letters and marks. `whitespace`: whatever stands between blanks, for text that is tokenized already. */
export const tokenKinds = ['letters', 'whitespace'] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** Calls `use` with the offsets of every token, `end` exclusive. */
export function forEachToken(text: string, kind: TokenKind, use: (start: number, end: number) => void): void {
  const letters = kind === 'letters';
  const isTokenCharacter = letters ? isLetterOrMark : isNotBlank;
  for (let position = 0; position < text.length;) {
    const first = text.codePointAt(position)!;
    const start = position;
    position += width(first);
    if (!isTokenCharacter(first)) continue;
    // In scripts without blanks every letter with its marks is a token.
    const alone = letters && standsAlone(first);
    while (position < text.length) {
      const codePoint = text.codePointAt(position)!;
      if (alone ? classOf(codePoint) !== characterClass.mark : !isTokenCharacter(codePoint) || (letters && standsAlone(codePoint))) break;
      position += width(codePoint);
    }
    use(start, position);
  }
}

function width(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}

function standsAlone(codePoint: number): boolean {
  return codePoint > 0x2ff && classOf(codePoint) === characterClass.unspacedLetter;
}

function isLetterOrMark(codePoint: number): boolean {
  const value = classOf(codePoint);
  return value === characterClass.letter || value === characterClass.mark || value === characterClass.unspacedLetter;
}

function isNotBlank(codePoint: number): boolean {
  return codePoint > 32 && codePoint !== 0xa0 && codePoint !== 0x3000 && codePoint !== 0x2028 && codePoint !== 0x2029 && codePoint !== 0x85;
}
