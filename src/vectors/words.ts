import { LexiscopeError } from '../base/errors.ts';
import { addUnitOf, findWord, requireWord, type FoundWord } from './lookup.ts';
import { forEachBlock, isAllowed, nearest, neighboursOf, topOf, unitOf, type Neighbour, type SearchOptions } from './search.ts';
import type { VectorSpace } from './space.ts';
import { TopRows } from './topRows.ts';

/** Words to be near to and words to be far from. */
export interface Expression {
  readonly positive: readonly string[];
  readonly negative?: readonly string[] | undefined;
}

export interface ExpressionOptions extends SearchOptions {
  /** How the cosines with the words are combined; default 3CosAdd. */
  readonly method?: '3CosAdd' | '3CosMul' | undefined;
}

/**
 * The words nearest to an expression such as king - man + woman; the words of the expression itself are left out.
 *   3CosAdd: cosine with the sum of the unit vectors, negative ones subtracted (Mikolov et al. 2013)
 *   3CosMul: product of (1 + cos) / 2 over positive words, divided by that of negative ones + 0.001 (Levy and Goldberg 2014)
 * @throws LexiscopeError `not-found` for an unknown word, with near spellings
 */
export function mostSimilar(space: VectorSpace, expression: Expression, options: ExpressionOptions = {}): Neighbour[] {
  const positive = expression.positive.map((word) => requireWord(space, word));
  const negative = (expression.negative ?? []).map((word) => requireWord(space, word));
  if (positive.length + negative.length === 0) throw new LexiscopeError('bad-input', 'an expression needs at least one word');
  const exclude = new Set([...positive, ...negative].map((found) => found.row));
  for (const row of options.exclude ?? []) exclude.add(row);
  const search = { ...options, exclude };
  if (options.method === '3CosMul') return byProduct(space, positive, negative, search);
  const sum = new Float32Array(space.dimensions);
  for (const found of positive) addUnitOf(space, found, 1, sum);
  for (const found of negative) addUnitOf(space, found, -1, sum);
  return nearest(space, sum, search);
}

/** The words w for which `a` is to `b` as `c` is to w. */
export function analogy(space: VectorSpace, a: string, b: string, c: string, options: ExpressionOptions = {}): Neighbour[] {
  return mostSimilar(space, { positive: [b, c], negative: [a] }, options);
}

function byProduct(space: VectorSpace, positive: readonly FoundWord[], negative: readonly FoundWord[], options: SearchOptions): Neighbour[] {
  const { dimensions } = space;
  const words = [...positive, ...negative];
  const queries = new Float32Array(words.length * dimensions);
  words.forEach((found, q) => addUnitOf(space, found, 1, queries.subarray(q * dimensions, (q + 1) * dimensions)));
  const best = new TopRows(topOf(options));
  forEachBlock(space, queries, words.length, options, (first, rows, cosines) => {
    for (let r = 0; r < rows; r++) {
      let score = 1;
      for (let q = 0; q < positive.length; q++) score *= (1 + cosines[q * rows + r]) / 2;
      for (let q = positive.length; q < words.length; q++) score /= (1 + cosines[q * rows + r]) / 2 + 0.001;
      if (score > best.threshold && isAllowed(first + r, options)) best.offer(first + r, score);
    }
  });
  return neighboursOf(space, best);
}

/** Cosine of two words. @throws LexiscopeError `not-found` */
export function similarity(space: VectorSpace, a: string, b: string): number {
  return cosineOf(unitVector(space, requireWord(space, a)), unitVector(space, requireWord(space, b)));
}

/** Each word's cosine with the mean of the unit vectors of all, the odd one (the smallest cosine) last. @throws LexiscopeError `not-found`, `bad-input` for fewer than three words */
export function rankByFit(space: VectorSpace, words: readonly string[]): { word: string; score: number }[] {
  if (words.length < 3) throw new LexiscopeError('bad-input', `the odd one out of ${words.length} words: expected at least three`);
  const units = words.map((word) => unitVector(space, requireWord(space, word)));
  const sum = new Float32Array(space.dimensions);
  for (const unit of units) for (let i = 0; i < sum.length; i++) sum[i] += unit[i];
  const mean = unitOf(sum);
  return words.map((word, i) => ({ word, score: cosineOf(units[i], mean) })).sort((a, b) => b.score - a.score);
}

/** The word that fits the others least. */
export function oddOneOut(space: VectorSpace, words: readonly string[]): string {
  return rankByFit(space, words).at(-1)!.word;
}

/** All words nearer to `a` than `b` is, nearest first. */
export function closerThan(space: VectorSpace, a: string, b: string): Neighbour[] {
  const from = requireWord(space, a);
  const to = requireWord(space, b);
  const limit = cosineOf(unitVector(space, from), unitVector(space, to));
  const query = unitVector(space, from);
  const closer: Neighbour[] = [];
  forEachBlock(space, query, 1, {}, (first, rows, cosines) => {
    for (let r = 0; r < rows; r++) {
      const row = first + r;
      // The kernel rounds in another order than `cosineOf`: the words themselves are known by their rows.
      if (cosines[r] > limit && row !== from.row && row !== to.row) closer.push({ row, word: space.word(row), score: cosines[r] });
    }
  });
  return closer.sort((x, y) => y.score - x.score || x.row - y.row);
}

/** The place of `b` among the neighbours of `a`: 1 for the nearest. */
export function neighbourRank(space: VectorSpace, a: string, b: string): number {
  return closerThan(space, a, b).length + 1;
}

/** The unit vector of a found word, by its row or its subwords. */
export function unitVector(space: VectorSpace, found: FoundWord): Float32Array {
  const unit = new Float32Array(space.dimensions);
  addUnitOf(space, found, 1, unit);
  return unit;
}

/** The found ones among the words of a text, in order. */
export function knownWords(space: VectorSpace, words: readonly string[]): FoundWord[] {
  return words.map((word) => findWord(space, word)).filter((found) => found !== undefined);
}

/** Product of two unit vectors, within [-1, 1]. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += a[i] * b[i];
  return Math.max(-1, Math.min(1, product));
}
