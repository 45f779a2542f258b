import { characterClass, classOf } from './characterClasses.ts';
import { tokenKind } from './wordScanner.ts';
import type { Normalization } from './tokenizerSpec.ts';

/** Unicode form first, then lower case (without locale), as the specification says. */
export function normalizeText(text: string, { unicode, lowerCase }: Normalization): string {
  const normal = unicode === 'none' ? text : text.normalize(unicode);
  return lowerCase ? normal.toLowerCase() : normal;
}

/**
 * The text that a scanned token stands for: after normalisation, ’ is read as ', soft hyphens and word joiners vanish,
 * an emoji loses its variation selectors (❤ is ❤️), and more than three of one punctuation mark are read as three.
 */
export function normalizeToken(token: string, kind: number, normalization: Normalization): string {
  if (kind === tokenKind.punctuation) {
    const first = String.fromCodePoint(token.codePointAt(0)!);
    return normalizeText(token.slice(0, 3 * first.length), normalization).replaceAll('\u2019', "'");
  }
  const normal = normalizeText(token, normalization);
  return kind === tokenKind.symbol ? normal.replace(/(?!^)[\ufe0e\ufe0f]/g, '') : normal.replaceAll('\u2019', "'").replace(/[\u00ad\u2060]/g, '');
}

/**
 * Whether a code point may melt into the one before it under NFC or NFKC: marks, the second and third letters of a Hangul syllable,
 * halfwidth Katakana's voicing marks. Text can be normalised piece by piece when it is cut before other code points only.
 */
export function mayCompose(codePoint: number): boolean {
  if (codePoint < 0x300) return false;
  if (codePoint >= 0x1160 && codePoint <= 0x11ff) return true;
  if (codePoint >= 0xd7b0 && codePoint <= 0xd7ff) return true;
  if (codePoint === 0xff9e || codePoint === 0xff9f || (codePoint >= 0xffa0 && codePoint <= 0xffdc)) return true;
  return classOf(codePoint) === characterClass.mark;
}

/** What `CodeUnitTable.look` gives where a string must be normalised. */
export const needsString = -1;
const notLookedAt = -2;

/**
 * For each code unit of the basic plane: the one code point that it becomes, whatever its neighbours. Lets hot paths do without
 * strings; each entry is computed when it is first asked for.
 */
export class CodeUnitTable {
  readonly #entries = new Int32Array(0x10000).fill(notLookedAt);
  readonly #normalize: (character: string) => string;
  readonly #composes: boolean;

  /** @param normalize gives '' for a character whose neighbours matter */
  constructor({ unicode }: Normalization, normalize: (character: string) => string) {
    this.#composes = unicode !== 'none';
    this.#normalize = normalize;
  }

  /** The code point, or `needsString` for a unit whose neighbours matter (marks, surrogates) or that becomes several. */
  look(unit: number): number {
    const entry = this.#entries[unit];
    return entry === notLookedAt ? (this.#entries[unit] = this.#compute(unit)) : entry;
  }

  #compute(unit: number): number {
    if ((unit >= 0xd800 && unit <= 0xdfff) || (this.#composes && mayCompose(unit))) return needsString;
    const text = this.#normalize(String.fromCharCode(unit));
    const first = text.codePointAt(0);
    return first !== undefined && text.length === (first > 0xffff ? 2 : 1) ? first : needsString;
  }
}
