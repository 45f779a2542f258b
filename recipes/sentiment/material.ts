import type { EncodedExample } from '../../src/nn/examples.ts';
import type { Random } from '../../src/base/random.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { DataSet } from './dataSets.ts';
import type { HeldOut } from './evaluation.ts';
import type { Pool } from './sampling.ts';
import { exampleOf, goldDistribution } from './sampling.ts';
import { encodeTexts, excerpt } from './texts.ts';

/** Longer texts are read in chunks of so many tokens; in training they are cut to it. */
export const maximumTokens = 400;

/** A data set with its training texts tokenized. */
export interface EncodedSet {
  readonly name: string;
  readonly twoClasses: boolean;
  readonly ids: readonly Int32Array[];
  readonly labels: readonly number[];
}

export function encodeSets(tokenizer: Tokenizer, sets: readonly DataSet[]): { training: EncodedSet[]; heldOut: HeldOut[] } {
  const encode = (set: DataSet, rows: DataSet['train']): EncodedSet => (
    { name: set.name, twoClasses: set.twoClasses, ids: encodeTexts(tokenizer, rows.map(({ text }) => text), 2 * maximumTokens), labels: rows.map(({ label }) => label) }
  );
  return {
    training: sets.map((set) => encode(set, set.train)),
    heldOut: sets.filter(({ validation }) => validation.length > 0).map((set) => {
      const encoded = encode(set, set.validation);
      return { ...encoded, ids: encoded.ids.map((ids) => ids.subarray(0, maximumTokens)) };
    }),
  };
}

/** How often an epoch comes back to each set, in passes over it; a set without an entry is not read. */
export type Passes = Readonly<Partial<Record<string, number>>>;

const passesOverAll: Passes = {
  'sst2-phrases': 0.5, sst2: 1, mr: 1, cr: 2, uci: 2, imdb: 1, 'movie-reviews': 1, tweets: 1, umsab: 2, airline: 1, finance: 2, alexa: 1,
};

/**
 * The official measure of tweets is the mean recall: each class counts alike. Their test part has more negative and fewer positive
 * tweets than the training part.
 */
const tweetWeights = [2.2, 0.85, 0.95] as const;

/** The weight of each class of a set in the loss. */
export function classWeights(name: string): readonly [number, number, number] {
  return name === 'tweets' ? tweetWeights : [1, 1, 1];
}

const smoothing = 0.06;

/**
 * Whole reviews are dear and similar to one another: an LSTM mostly reads an excerpt.
 * @param whole share of the reviews that are read whole
 */
function reviewLength(whole: number, random: Random): number {
  if (random.next() < whole) return maximumTokens;
  return random.next() < 0.5 ? 150 : 60;
}

/** The labelled sets as pools. @param reviews how IMDB's are read: share of whole ones, passes an epoch */
export function labelledPools(sets: readonly EncodedSet[], reviews = { whole: 0.35, passes: 1 }, passes = passesOverAll): Pool[] {
  return sets.filter(({ name }) => name in passes).map(({ name, ids, labels, twoClasses }): Pool => ({
    count: ids.length,
    perEpoch: Math.round(ids.length * passes[name]! * (name === 'imdb' ? reviews.passes : 1)),
    make: (index, random): EncodedExample => {
      const long = name === 'imdb' || name === 'movie-reviews';
      const text = long ? excerpt(ids[index], reviewLength(reviews.whole, random), random) : ids[index];
      return exampleOf(text, goldDistribution(labels[index], twoClasses, smoothing), twoClasses, classWeights(name)[labels[index]]);
    },
  }));
}

/** Statements of fact as neutral, so that the neutral class is known outside of tweets and news too. */
export function statementPool(statements: readonly Int32Array[], perEpoch: number): Pool {
  return { count: statements.length, perEpoch, make: (index) => exampleOf(statements[index], goldDistribution(1, false, 0.15), false, 0.5) };
}
