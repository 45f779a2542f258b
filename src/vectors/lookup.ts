import { LexiscopeError } from '../base/errors.ts';
import type { VectorSpace } from './space.ts';
import { suggestSpellings } from './spelling.ts';

/** How a word was found. */
export type LookupKind = 'exact' | 'case' | 'stripped' | 'inflection' | 'subwords';

export interface FoundWord {
  /** -1 for a word found by its subwords. */
  readonly row: number;
  /** As it stands in the space; the asked word itself when found by subwords. */
  readonly word: string;
  readonly kind: LookupKind;
}

/** English endings, longest first, with what may stand in their place: "studies" -> "study", "hoping" -> "hope". */
const endings: readonly (readonly [string, readonly string[]])[] = [
  ['iest', ['y']], ['ies', ['y', 'ie']], ['ied', ['y', 'ie']], ['ier', ['y']], ['ing', ['', 'e']], ['est', ['', 'e']], ['es', ['', 'e']], ['ed', ['', 'e']], ['er', ['', 'e']],
  ['ly', ['', 'le']], ['s', ['']],
];
const shortestStem = 3;

/**
 * Finds a word as it stands in running text. In this order: as it is; in lower case, capitalised, in capitals; without what is not part of the
 * word (quotes, a possessive 's, soft hyphens, accents); without an English ending; and last by its character n-grams.
 * @returns undefined where nothing fits
 */
export function findWord(space: VectorSpace, word: string): FoundWord | undefined {
  const normal = word.normalize('NFC');
  for (const [kind, candidates] of candidatesOf(normal)) {
    for (const candidate of candidates) {
      const row = space.indexOf(candidate);
      if (row >= 0) return { row, word: candidate, kind: candidate === word ? 'exact' : kind };
    }
  }
  return space.subwords?.vectorOf(normal) === undefined ? undefined : { row: -1, word: normal, kind: 'subwords' };
}

/** As `findWord`. @throws LexiscopeError `not-found`, with near spellings as a hint */
export function requireWord(space: VectorSpace, word: string): FoundWord {
  const found = findWord(space, word);
  if (found) return found;
  const near = suggestSpellings(space, word, 3).map((suggestion) => suggestion.word);
  throw new LexiscopeError('not-found', `${JSON.stringify(word)} is not among the ${space.size} words of ${space.name}`, near.length > 0 ? { hint: `Did you mean ${near.join(', ')}?` } : {});
}

/** Adds `weight` times the unit vector of a found word to `out`. */
export function addUnitOf(space: VectorSpace, found: FoundWord, weight: number, out: Float32Array): void {
  if (found.row >= 0) {
    space.addUnit(found.row, weight, out);
    return;
  }
  const vector = space.subwords?.vectorOf(found.word);
  if (!vector) return;
  let square = 0;
  for (const value of vector) square += value * value;
  if (square > 0) for (let i = 0; i < out.length; i++) out[i] += (weight / Math.sqrt(square)) * vector[i];
}

function* candidatesOf(word: string): Generator<readonly [LookupKind, readonly string[]]> {
  yield ['exact', [word]];
  yield ['case', caseForms(word)];
  const stripped = strip(word);
  const plain = stripped.normalize('NFD').replace(/\p{Mn}/gu, '').normalize('NFC');
  yield ['stripped', [...new Set([stripped, plain])].flatMap((form) => [form, ...caseForms(form)])];
  const lower = stripped.toLowerCase();
  for (const [ending, replacements] of endings) {
    const stem = lower.slice(0, -ending.length);
    if (!lower.endsWith(ending) || stem.length < shortestStem) continue;
    const forms = replacements.map((replacement) => stem + replacement);
    // "stopped" -> "stop"
    if (ending !== 's' && stem.at(-1) === stem.at(-2)) forms.unshift(stem.slice(0, -1));
    yield ['inflection', forms];
  }
}

function caseForms(word: string): string[] {
  const lower = word.toLowerCase();
  const [first = ''] = lower;
  return [lower, first.toUpperCase() + lower.slice(first.length), word.toUpperCase()];
}

/** Without soft hyphens, surrounding marks and a possessive ending. */
function strip(word: string): string {
  return word.replace(/\u00AD/g, '').replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '').replace(/['\u2019]s?$/iu, '');
}
