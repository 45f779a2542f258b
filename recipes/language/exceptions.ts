import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { LanguageData } from './corpus.ts';

/**
 * Words that a model takes for another language than the word lists do. A network of this size does not learn two million words by heart; the
 * ones that it gets wrong, the frequent ones first, are kept beside it in a hashed table (exceptionsGraph.ts reads it).
 */
export interface Exception {
  readonly word: string;
  /** Index of the language in whose list the word has the largest share. */
  readonly language: number;
  /** That share, less the next language's. */
  readonly gain: number;
}

/** Written without spaces: their words are no tokens. */
const unspaced = new Set(['ja', 'zh', 'th']);
/** Shorter ones are in too many languages. */
const shortestWord = 3;

/**
 * All listed words with the language that has most of each. Index i is that of languages[i].
 * @returns in no particular order; `gain` is 0 where two languages share a word alike
 */
export function wordsOfLanguages(languages: readonly LanguageData[]): Exception[] {
  const shares = new Map<string, { language: number; first: number; second: number }>();
  for (const [language, { code, words, wordShares }] of languages.entries()) {
    if (unspaced.has(code)) continue;
    for (const [i, word] of words.entries()) {
      if (word.length < shortestWord) continue;
      const share = wordShares[i] - (i > 0 ? wordShares[i - 1] : 0);
      const known = shares.get(word);
      if (!known) shares.set(word, { language, first: share, second: 0 });
      else if (share > known.first) Object.assign(known, { language, first: share, second: known.first });
      else known.second = Math.max(known.second, share);
    }
  }
  return [...shares].map(([word, { language, first, second }]) => ({ word, language, gain: first - second }));
}

/** Bits are few: an entry of 16 has a language and one of so many fingerprints, so that one of `fingerprints` strange words in a taken row is mistaken for the row's. */
export const fingerprints = 873;
/** Prime; 0.57 MB. */
export const exceptionRows = 284_989;
/** Primes; fingerprint and second row must not follow from the first row. */
export const fingerprintRange = 1_000_003;
export const secondRange = 999_983;

/** What a token is known by: the sum of the squares of its ids. Below 2^45, so that float64 and int64 hold it; plain sums are too few for two million words. */
function keyOf(ids: Int32Array): number {
  return ids.reduce((sum, id) => sum + id * id, 0);
}

/** The two rows where a key may stand. */
function rowsOf(key: number, rows: number): readonly [number, number] {
  return [key % rows, (key % secondRange) % rows];
}

interface Placed {
  readonly entry: number;
  /** Its other row. */
  readonly other: number;
}

/**
 * The table: in one of a word's two rows stands 1 + language x fingerprints + fingerprint, 0 in an empty one. Words are placed by gain; one that finds both rows
 * taken moves a word to its other row where that is free (cuckoo hashing, Pagh and Rodler 2004), and is left out else. Row 0 stays empty: padding has the key 0.
 */
export function packExceptions(exceptions: readonly Exception[], tokenizer: Tokenizer, rows = exceptionRows): Uint16Array {
  const placed = new Array<Placed | undefined>(rows).fill(undefined);
  const free = (row: number): boolean => row > 0 && !placed[row];
  for (const { word, language, gain } of [...exceptions].sort((a, b) => b.gain - a.gain)) {
    const { ids, length } = tokenizer.encode(word, 2);
    if (length !== 1 || gain <= 0) continue;
    const key = keyOf(ids);
    const choices = rowsOf(key, rows);
    const row = choices.find((choice) => free(choice) || (choice > 0 && free(placed[choice]!.other)));
    if (row === undefined) continue;
    const moved = placed[row];
    if (moved) placed[moved.other] = { entry: moved.entry, other: row };
    placed[row] = { entry: 1 + language * fingerprints + ((key % fingerprintRange) % fingerprints), other: choices[0] === row ? choices[1] : choices[0] };
  }
  return Uint16Array.from(placed, (word) => word?.entry ?? 0);
}
