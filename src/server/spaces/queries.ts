import { LexiscopeError } from '../../base/errors.ts';
import type { MapQueries } from '../../protocol/spaceMaps.ts';
import type { PairSimilarity, Query, ScoredWord, SpaceQueries, Term } from '../../protocol/spaces.ts';
import { parseExpression } from '../../vectors/expressionText.ts';
import { findWord, requireWord, type FoundWord } from '../../vectors/lookup.ts';
import { nearest, type Neighbour } from '../../vectors/search.ts';
import type { VectorSpace } from '../../vectors/space.ts';
import { suggestSpellings } from '../../vectors/spelling.ts';
import { meanSimilarity, relaxedMoversDistance } from '../../vectors/texts.ts';
import { analogy, cosineOf, knownWords, mostSimilar, neighbourRank, rankByFit, unitVector } from '../../vectors/words.ts';

/** What a query gets besides its parameters. */
export interface QueryContext {
  readonly signal: AbortSignal;
  /** Reports the part done, 0 to 1. */
  readonly progress: (part: number) => void;
}

/** The queries about words; those about maps are answered in ../maps. */
export type WordQueries = Exclude<keyof SpaceQueries, keyof MapQueries>;

type Answer<K extends WordQueries> = Omit<ReturnType<SpaceQueries[K]>, 'space'>;

/** The questions of the protocol, answered on a loaded space. The process adds which space it was. */
export const queries: {
  readonly [K in WordQueries]: (space: VectorSpace, params: Query<K>, context: QueryContext) => Answer<K> | Promise<Answer<K>>;
} = {
  describeWord: (space, { word, second, top }) => {
    const found = findWord(space, word);
    return {
      asked: word,
      term: found ? termOf(word, found) : null,
      count: countOf(space, found),
      size: space.size,
      neighbours: found ? scored(nearest(space, unitVector(space, found), { top, exclude: new Set([found.row]) })) : [],
      spellings: found && found.kind !== 'subwords' ? [] : suggestSpellings(space, word, 3).map((suggestion) => suggestion.word),
      similarity: found && second !== undefined ? pairOf(space, found, second) : null,
    };
  },
  neighbours: (space, { expression, top, method, fromRank, toRank }) => {
    const { positive, negative = [] } = parseExpression(expression);
    const terms = [...positive.map((word) => ({ ...termIn(space, word), sign: 1 as const })), ...negative.map((word) => ({ ...termIn(space, word), sign: -1 as const }))];
    return { terms, neighbours: scored(mostSimilar(space, { positive, negative }, { top, method, ranks: { from: fromRank, to: toRank } })) };
  },
  analogy: (space, { a, b, c, top, method, fromRank, toRank }) => ({
    terms: [{ ...termIn(space, b), sign: 1 }, { ...termIn(space, c), sign: 1 }, { ...termIn(space, a), sign: -1 }],
    neighbours: scored(analogy(space, a, b, c, { top, method, ranks: { from: fromRank, to: toRank } })),
  }),
  similarity: (space, { first, second }) => {
    const [a, b] = [wordsOf(first), wordsOf(second)];
    if (a.length === 1 && b.length === 1) {
      const terms = [termIn(space, a[0]), termIn(space, b[0])] as const;
      const cosine = cosineOf(unitVector(space, requireWord(space, a[0])), unitVector(space, requireWord(space, b[0])));
      return { cosine, moversDistance: null, terms, neighbourRank: neighbourRank(space, a[0], b[0]) };
    }
    const mean = meanSimilarity(space, a, b);
    const distance = relaxedMoversDistance(space, a, b);
    const unknown = knownWords(space, a).length === 0 ? first : second;
    if (!mean || !distance) throw new LexiscopeError('not-found', `no word of ${JSON.stringify(unknown.slice(0, 60))} is among the ${space.size} words of ${space.name}`);
    return { cosine: mean.value, moversDistance: distance.value, terms: null, neighbourRank: null };
  },
  similarityMatrix: (space, { words }) => {
    const { found, terms, unknown } = partition(space, words);
    const units = found.map((word) => unitVector(space, word));
    return { terms, unknown, cosines: units.map((a) => units.map((b) => cosineOf(a, b))) };
  },
  oddOneOut: (space, { words }) => {
    const fits = rankByFit(space, words);
    return { odd: fits[fits.length - 1].word, words: fits };
  },
  rank: (space, { words }) => ({
    ranks: words.map((asked) => {
      const found = findWord(space, asked);
      return { asked, term: found ? termOf(asked, found) : null, count: countOf(space, found) };
    }),
  }),
  words: (space, { fromRank = 1, toRank = space.size, containing, limit }) => {
    const letters = containing?.toLowerCase();
    const words: { word: string; rank: number; count: number | null }[] = [];
    let total = 0;
    for (let row = fromRank - 1; row < Math.min(toRank, space.size); row++) {
      const word = space.word(row);
      if (letters !== undefined && !word.toLowerCase().includes(letters)) continue;
      if (++total <= limit) words.push({ word, rank: row + 1, count: space.counts?.[row] ?? null });
    }
    return { words, total };
  },
  vectors: (space, { words }) => {
    const { found, terms, unknown } = partition(space, words);
    const rows = new Float32Array(found.length * space.dimensions);
    found.forEach(({ row, word }, i) => rows.set(row >= 0 ? space.row(row) : space.subwords!.vectorOf(word)!, i * space.dimensions));
    return { terms, unknown, dimensions: space.dimensions, values: Buffer.from(rows.buffer).toString('base64') };
  },
};

/** A query by its name, with the name's own types checked by the table above. */
export function answer<K extends WordQueries>(name: K, space: VectorSpace, params: Query<K>, context: QueryContext): Answer<K> | Promise<Answer<K>> {
  return queries[name](space, params, context);
}

function termIn(space: VectorSpace, word: string): Term {
  return termOf(word, requireWord(space, word));
}

function termOf(asked: string, { word, kind, row }: FoundWord): Term {
  return { asked, word, kind, rank: row >= 0 ? row + 1 : null };
}

function countOf(space: VectorSpace, found: FoundWord | undefined): number | null {
  return found && found.row >= 0 ? (space.counts?.[found.row] ?? null) : null;
}

function scored(neighbours: readonly Neighbour[]): ScoredWord[] {
  return neighbours.map(({ word, score, row }) => ({ word, score, rank: row + 1 }));
}

function pairOf(space: VectorSpace, found: FoundWord, second: string): PairSimilarity | null {
  const other = findWord(space, second);
  if (!other) return null;
  const cosine = cosineOf(unitVector(space, found), unitVector(space, other));
  return { second: termOf(second, other), cosine, neighbourRank: neighbourRank(space, found.word, other.word) };
}

function partition(space: VectorSpace, words: readonly string[]): { found: FoundWord[]; terms: Term[]; unknown: string[] } {
  const found: FoundWord[] = [];
  const terms: Term[] = [];
  const unknown: string[] = [];
  for (const asked of words) {
    const word = findWord(space, asked);
    if (!word) unknown.push(asked);
    else {
      found.push(word);
      terms.push(termOf(asked, word));
    }
  }
  return { found, terms, unknown };
}

/** The words of a text: what stands between blanks and marks. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}_]+(?:['\u2019-][\p{L}\p{M}\p{N}_]+)*/gu) ?? [];
}
