import { throwIfAborted } from '../base/errors.ts';
import { createCharacterReader } from './characters.ts';
import type { CharactersSpec, WordsSpec } from './tokenizerSpec.ts';
import { visitWords } from './words.ts';

/** What is counted: a tokenizer without its vocabulary. */
export type CountedUnits =
  | Pick<CharactersSpec, 'kind' | 'normalization'>
  | Pick<WordsSpec, 'kind' | 'normalization' | 'punctuation' | 'foldDigits' | 'webEnglish'>;

export interface VocabularyLimits {
  /** Rarer units are left out. Default 1. */
  readonly minimumCount?: number;
  /** Only so many of the most frequent are kept. Default: all. */
  readonly maximumSize?: number;
}

/**
 * Counts the characters or words of texts; gives them most frequent first, those of equal count in code point order.
 * @throws LexiscopeError cancelled once `signal` is aborted
 */
export async function buildVocabulary(
  texts: Iterable<string> | AsyncIterable<string>,
  units: CountedUnits,
  { minimumCount = 1, maximumSize = Infinity }: VocabularyLimits = {},
  signal?: AbortSignal,
): Promise<string[]> {
  const counts = new Map<string, number>();
  const count = (unit: string): boolean => {
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
    return true;
  };
  const countUnits = unitCounter(units, count);
  for await (const text of texts) {
    throwIfAborted(signal, 'Building the vocabulary');
    countUnits(text);
  }
  const kept = [...counts].filter(([, n]) => n >= minimumCount);
  kept.sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || compareCodePoints(a, b));
  return kept.slice(0, maximumSize).map(([unit]) => unit);
}

function unitCounter(units: CountedUnits, count: (unit: string) => boolean): (text: string) => void {
  if (units.kind === 'words') return (text) => visitWords(text, units, count);
  const readCharacters = createCharacterReader(units.normalization);
  return (text) => readCharacters(text, (codePoint) => isSurrogate(codePoint) || count(String.fromCodePoint(codePoint)));
}

/** A lone one: it has no character, and JSON and UTF-8 cannot carry it. */
function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff;
}

/** Not the order of `<`, which compares UTF-16 code units and puts U+1F600 before U+FB01. */
function compareCodePoints(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a.codePointAt(i)!;
    const y = b.codePointAt(i)!;
    if (x !== y) return x - y;
  }
  return a.length - b.length;
}
