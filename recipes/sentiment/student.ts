import { ngramTableName } from '../../src/nn/ngramPath.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { Answering } from './answers.ts';
import type { EncodedSet } from './material.ts';
import { classWeights, labelledPools } from './material.ts';
import type { NetworkOptions } from './network.ts';
import type { Pool } from './sampling.ts';
import type { Amounts } from './softPools.ts';
import { blendedPool, unlabelledPools } from './softPools.ts';
import { teacherOptions } from './teachers.ts';
import { sentenceEndIds } from './texts.ts';

/** The network that ships: the first teacher's LSTM beside the n-grams of the third. */
export const studentOptions: NetworkOptions = {
  ...teacherOptions.lstm1, epochs: 2, rate: 0.0012, embeddingRate: 1, dropout: { embedding: 0.15, recurrent: 0.1, output: 0.2 },
  ngramBuckets: teacherOptions.ngrams.ngramBuckets, seed: 11, threads: 1,
};

/** Students differ in the order of what they see; the model has the mean of their weights (Wortsman et al. 2022), which works because they begin alike. */
export const studentSeeds = [11, 12] as const;

export function meanOf(several: readonly Parameters[]): Parameters {
  const [first, ...others] = several;
  return new Map([...first].map(([name, values]) => [name, values.map((value, i) => others.reduce((sum, other) => sum + other.get(name)![i], value) / several.length)]));
}

/** A student begins where two of its teachers ended, each with half a say, so that their sum has the size of one. */
export function studentStart(lstm: Parameters, ngrams: Parameters): Parameters {
  const start = new Map(lstm);
  for (const name of ['output/W', 'output/b']) start.set(name, lstm.get(name)!.map((value) => value / 2));
  return start.set(ngramTableName, ngrams.get(ngramTableName)!.map((value) => value / 2));
}

/** What a phase reads of the reviews: of those that teachers answered for, and of the labelled ones. */
export interface Phase {
  readonly options: NetworkOptions;
  readonly amounts: Amounts;
  readonly imdb: { readonly whole: number; readonly passes: number };
}

const answered = { reviews: 30_000, excerpts: 42_000, sentences: 180_000 };

/** Most of the learning; then a last epoch at half the rate, with more of the sentences and with most reviews whole. */
export const phases = {
  student: { options: studentOptions, amounts: { ...answered, reviewsPerEpoch: 10_000, excerptsPerEpoch: 14_000, sentencesPerEpoch: 60_000 }, imdb: { whole: 0.6, passes: 0.5 } },
  finish: { options: { ...studentOptions, epochs: 1, rate: 0.0006 }, amounts: { ...answered, reviewsPerEpoch: 6_000, excerptsPerEpoch: 6_000, sentencesPerEpoch: 70_000 }, imdb: { whole: 0.75, passes: 0.5 } },
} satisfies Record<string, Phase>;

/** Passes an epoch over the labelled sets. Whole reviews of IMDB keep their gold labels alone, with excerpts in between. */
const passes: Readonly<Record<string, number>> = {
  'sst2-phrases': 1, sst2: 3, mr: 2, cr: 3, uci: 2, 'movie-reviews': 0.7, tweets: 0.7, umsab: 2, airline: 0.7, finance: 1.5, alexa: 1.5,
};
const goldShare = 0.5;

/** What the student learns from. */
export async function studentPools(training: readonly EncodedSet[], reviews: readonly Int32Array[], tokenizer: Tokenizer, answering: Answering, { amounts, imdb }: Phase): Promise<Pool[]> {
  const pools = await unlabelledPools(reviews, sentenceEndIds(tokenizer), answering, amounts);
  for (const set of training) {
    if (set.name === 'imdb') pools.push(...labelledPools([set], imdb));
    else pools.push(await blendedPool(set, answering, goldShare, Math.round(set.ids.length * passes[set.name]), classWeights(set.name)));
  }
  return pools;
}
