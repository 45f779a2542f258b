import type { Random } from '../../src/base/random.ts';
import { createRandom, shuffle } from '../../src/base/random.ts';
import type { Answering } from './answers.ts';
import { softLabel } from './answers.ts';
import type { EncodedSet } from './material.ts';
import { maximumTokens } from './material.ts';
import type { Pool } from './sampling.ts';
import { exampleOf, goldDistribution } from './sampling.ts';
import { excerpt, sentencesOf } from './texts.ts';

/** How much of the unlabelled reviews the teachers label, and how much of it an epoch of the student has. */
export interface Amounts {
  readonly reviews: number;
  readonly excerpts: number;
  readonly sentences: number;
  readonly reviewsPerEpoch: number;
  readonly excerptsPerEpoch: number;
  readonly sentencesPerEpoch: number;
}

/**
 * Texts that nobody labelled, with the teachers' answers (Hinton et al. 2015): whole reviews, excerpts of about 120 tokens
 * and single sentences out of the same reviews. What the student learns of films it mostly learns here.
 */
export async function unlabelledPools(reviews: readonly Int32Array[], sentenceEnds: ReadonlySet<number>, answering: Answering, amounts: Amounts): Promise<Pool[]> {
  const random = createRandom(5);
  const order = shuffle(reviews.map((_, i) => i), random);
  const whole = order.slice(0, amounts.reviews).map((i) => reviews[i].subarray(0, maximumTokens));
  const excerpts = order.slice(-amounts.excerpts).map((i) => excerpt(reviews[i], 60 + random.below(120), random));
  const sentences = shuffle(reviews.flatMap((ids) => sentencesOf(ids, sentenceEnds)), random).slice(0, amounts.sentences);
  return [
    await softPool('reviews', whole, answering, amounts.reviewsPerEpoch),
    await softPool('excerpts', excerpts, answering, amounts.excerptsPerEpoch),
    await softPool('sentences', sentences, answering, amounts.sentencesPerEpoch),
  ];
}

async function softPool(name: string, texts: readonly Int32Array[], answering: Answering, perEpoch: number): Promise<Pool> {
  const logits = await answering.logits(name, texts, true);
  return {
    count: texts.length, perEpoch,
    // The teachers know of neutral from tweets and news; on films the two other classes must not be learnt under its shadow alone.
    make: (index, random: Random) => {
      const twoClasses = random.next() < 0.6;
      return exampleOf(texts[index], softLabel(logits, index, twoClasses), twoClasses, 1);
    },
  };
}

/** Labelled texts with the mean of gold label and teachers' answer, which knows how clear each text is. */
export async function blendedPool(set: EncodedSet, answering: Answering, gold: number, perEpoch: number, weights: readonly number[]): Promise<Pool> {
  const texts = set.ids.map((ids) => ids.subarray(0, maximumTokens));
  const logits = await answering.logits(set.name, texts, set.twoClasses);
  return {
    count: texts.length, perEpoch,
    make: (index) => {
      const soft = softLabel(logits, index, set.twoClasses);
      const hard = goldDistribution(set.labels[index], set.twoClasses, 0.02);
      return exampleOf(texts[index], soft.map((share, k) => (1 - gold) * share + gold * hard[k]), set.twoClasses, weights[set.labels[index]]);
    },
  };
}
