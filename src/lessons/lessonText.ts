import { visitWords } from '../text/words.ts';

/** The words of a text in lower case, in order; numbers count as words, punctuation does not. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  visitWords(text, { normalization: { unicode: 'NFC', lowerCase: true }, punctuation: false, foldDigits: false, webEnglish: false }, (word) => {
    words.push(word);
    return true;
  });
  return words;
}

/** A text as numbers of its most frequent words. */
export interface LessonCorpus {
  /** Most frequent first; of equal count in order of appearance. */
  readonly words: readonly string[];
  /** [words] */
  readonly counts: Float64Array;
  /** Word numbers of each line, rarer words left out; windows end with the line. */
  readonly lines: readonly Int32Array[];
  /** Distinct words left out. */
  readonly leftOut: number;
}

/** @param mostWords larger vocabularies lose their rarest words, as with a minimum count */
export function lessonCorpus(text: string, mostWords: number): LessonCorpus {
  const tokens = text.split(/\r\n|\r|\n/).map(wordsOf);
  const counts = new Map<string, number>();
  for (const word of tokens.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  // Sorting is stable: equal counts stay in order of appearance.
  const kept = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostWords);
  const idOf = new Map(kept.map(([word], id) => [word, id]));
  return {
    words: kept.map(([word]) => word),
    counts: Float64Array.from(kept, ([, count]) => count),
    lines: tokens.map((line) => Int32Array.from(line.flatMap((word) => idOf.get(word) ?? []))).filter(({ length }) => length > 0),
    leftOut: counts.size - kept.length,
  };
}
