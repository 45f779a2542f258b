/**
 * What a code point is to the word scanner. The classes come from Unicode's general categories and scripts (as the
 * running engine's ICU knows them), joined in the way of UAX #29 (Unicode Text Segmentation).
 */
export const characterClass = {
  /** Blanks, controls, unassigned code points, lone surrogates: ends a token and is none. */
  separator: 0,
  letter: 1,
  /** \p{N}: decimal digits, Roman numerals, fractions. */
  digit: 2,
  /** \p{M}: belongs to what stands before it. */
  mark: 3,
  /** Letters of the scripts that are written without blanks between words. */
  unspacedLetter: 4,
  /** Apostrophes and middle dots: inside a word or number they are part of it, elsewhere punctuation. */
  apostrophe: 5,
  /** Invisible characters: inside a word part of it (zero width non-joiner in Persian), elsewhere a separator. */
  joiner: 6,
  /** Full stop and comma: part of a number between two digits, else punctuation. */
  decimalMark: 7,
  punctuation: 8,
  /** \p{S}, emoji among them. */
  symbol: 9,
} as const;

export const zeroWidthJoiner = 0x200d;

const unspacedScripts = /(?=[\p{L}\p{Nl}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** Later lines win. */
const rules: readonly (readonly [number, RegExp])[] = [
  [characterClass.letter, /\p{L}/u],
  [characterClass.digit, /\p{N}/u],
  [characterClass.mark, /\p{M}/u],
  [characterClass.punctuation, /\p{P}/u],
  [characterClass.symbol, /\p{S}/u],
  [characterClass.unspacedLetter, unspacedScripts],
  // ' ’ and · (Catalan col·lecció), ‧, Hebrew geresh and gershayim
  [characterClass.apostrophe, /['\u2019\u00b7\u2027\u05f3\u05f4]/u],
  // soft hyphen, zero width non-joiner and joiner, word joiner
  [characterClass.joiner, /[\u00ad\u200c\u200d\u2060]/u],
  [characterClass.decimalMark, /[.,]/u],
];

/** Planes 0 and 1 are looked up; the others hold Han characters and little else. */
const tableSize = 0x20000;

function buildTable(): Uint8Array {
  const table = new Uint8Array(tableSize);
  const pageSize = 0x2000;
  for (let page = 0; page < tableSize; page += pageSize) {
    const codePoints = Array.from({ length: pageSize }, (_, i) => page + i).filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff);
    const text = String.fromCodePoint(...codePoints);
    for (const [value, pattern] of rules) {
      for (const match of text.matchAll(new RegExp(pattern, 'gu'))) table[match[0].codePointAt(0)!] = value;
    }
  }
  return table;
}

const table = buildTable();

function classOutsideTable(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  let value: number = characterClass.separator;
  for (const [candidate, pattern] of rules) if (pattern.test(character)) value = candidate;
  return value;
}

/** The class of a code point; a lone surrogate is a separator. */
export function classOf(codePoint: number): number {
  return codePoint < tableSize ? table[codePoint] : classOutsideTable(codePoint);
}
