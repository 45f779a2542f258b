import type { Planes } from '../wide/supportVectors.ts';
import { scoresOf } from '../wide/supportVectors.ts';
import type { Bag } from '../wide/ngramBags.ts';
import { bagOf } from '../wide/ngramBags.ts';
import { trainLinearPath } from '../wide/train.ts';
import type { EncodedSet } from './material.ts';

/** As the students' n-grams. */
const ngrams = { order: 3, buckets: 1 << 21 };
/** N-grams in fewer reviews say more of one review than of reviews. */
const leastReviews = 3;
const cost = 10;
const folds = 4;

/** Which n-grams stand in a text, not how often (Wang and Manning 2012: better for sentiment). */
function presence(ids: Int32Array): Bag {
  const { rows, values } = bagOf(ids, ngrams);
  return { rows, values: values.fill(1 / Math.sqrt(Math.max(1, ngrams.order * ids.length))) };
}

/**
 * A support vector machine over n-grams that are scaled by how much more frequent they are in positive than in negative reviews: r = ln (p / |p|) / (q / |q|), p and q the
 * numbers of reviews with an n-gram, and one (Wang and Manning 2012, NB-SVM). On whole reviews it is ahead of other linear models, and errs where LSTMs do not.
 */
export class ReviewMachine {
  readonly #planes: Planes;

  private constructor(planes: Planes) {
    this.#planes = planes;
  }

  /** @param sets of reviews with two classes */
  static train(sets: readonly EncodedSet[], log: (line: string) => void): ReviewMachine {
    const bags = sets.flatMap(({ ids }) => ids.map(presence));
    const positive = sets.flatMap(({ labels }) => labels.map((label) => label === 2));
    const { planes } = trainLinearPath(bags, positive.map((isPositive) => (isPositive ? [0] : [])), 1, { cost, scales: logRatios(bags, positive), folds, foldOf: (i) => i % folds }, log);
    return new ReviewMachine(planes);
  }

  /** [texts]: ln p / (1 - p) of positive. */
  logits(texts: readonly Int32Array[]): Float32Array {
    return scoresOf(this.#planes, texts.map(presence));
  }
}

/** |r| of each row; its sign is the machine's to find. */
function logRatios(bags: readonly Bag[], positive: readonly boolean[]): Float32Array {
  const counts = [false, true].map((side) => {
    const reviews = new Float64Array(ngrams.buckets);
    bags.forEach(({ rows }, i) => { if (positive[i] === side) for (const row of rows) reviews[row]++; });
    return reviews;
  });
  const [negativeTotal, positiveTotal] = counts.map((reviews) => reviews.reduce((sum, count) => sum + count + 1, 0));
  const [inNegative, inPositive] = counts;
  return Float32Array.from(inPositive, (count, row) => {
    if (count + inNegative[row] < leastReviews) return 0;
    return Math.abs(Math.log((count + 1) / positiveTotal / ((inNegative[row] + 1) / negativeTotal)));
  });
}
