import { Evaluator } from '../../src/nn/evaluator.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import { polarityOf, ramp, setPolarity, sharePolarity } from './answers.ts';
import type { HeldOut } from './evaluation.ts';
import { logitsOfAll, logitsOfSets, scoreOf } from './evaluation.ts';
import { temperatureOn } from './model.ts';
import type { ReviewMachine } from './naiveBayes.ts';
import type { NetworkOptions, SentimentNetwork } from './network.ts';

const common = { dimensions: 128, embeddingRate: 1, threads: 1 };

/** Two LSTMs that differ in dropout, rate and seed, and one that knows bags of words and of n-grams alone. */
export const teacherOptions: Readonly<Record<string, NetworkOptions>> = {
  lstm1: { ...common, hidden: 128, epochs: 4, rate: 0.0015, embeddingRate: 0.5, batchSize: 64, dropout: { embedding: 0.3, recurrent: 0.2, output: 0.4 }, tokenDropout: 0.05, adversarial: 0.1, ngramBuckets: 0, seed: 1 },
  lstm2: { ...common, hidden: 128, epochs: 6, rate: 0.002, batchSize: 64, dropout: { embedding: 0.4, recurrent: 0.2, output: 0.4 }, tokenDropout: 0.1, adversarial: 0, ngramBuckets: 0, seed: 2 },
  ngrams: { ...common, hidden: 0, epochs: 5, rate: 0.006, batchSize: 64, dropout: { embedding: 0.3, recurrent: 0, output: 0 }, tokenDropout: 0.25, adversarial: 0, ngramBuckets: 1 << 21, seed: 4 },
};

/** Of the language model that the LSTMs begin with. */
export const languageModelOptions = { epochs: 5, rate: 0.003, negatives: 256, seed: 5 };

/** How a teacher reads IMDB's reviews: n-grams are quick, and whole reviews are what they are good at. */
export function reviewsOf({ hidden }: NetworkOptions): { whole: number; passes: number } {
  return hidden > 0 ? { whole: 0.35, passes: 1 } : { whole: 0.8, passes: 2 };
}

/** Bags of n-grams are at their best on long texts (measured on the held-out reviews and sentences). */
export function shareOf({ hidden }: NetworkOptions): (tokens: number) => number {
  return hidden > 0 ? () => 1 : (tokens) => (tokens > 100 ? 1.5 : 0.7);
}

/** How much is added of what the review machine says, which knows whole reviews alone. */
const machineShare = 0.2;
const [shortest, long] = [60, 200];

export function machineShareOf(tokens: number): number {
  return machineShare * ramp(tokens, shortest, long);
}

/** How much of what is said between positive and negative of a sentence out of a review comes from the specialists (specialists.ts); whole reviews are not theirs. */
const specialistShare = 0.7;
const [aSentence, anExcerpt] = [40, 120];

export function specialistShareOf(tokens: number): number {
  return specialistShare * ramp(tokens, anExcerpt, aSentence);
}

interface Member {
  readonly evaluator: Evaluator;
  readonly parameters: Parameters;
  readonly share: (tokens: number) => number;
  readonly temperature: number;
}

export interface Teacher {
  readonly model: SentimentNetwork;
  readonly parameters: Parameters;
  /** Its part in the common answer on a text of so many tokens. */
  readonly share: (tokens: number) => number;
}

/**
 * What the teachers say together: calibrated logits, weighted and averaged (a product of experts: Hinton 2002). Specialists, and a machine for whole reviews, have a say between
 * positive and negative alone.
 */
export class Ensemble {
  readonly #members: readonly Member[];
  readonly #specialists: readonly Member[];
  readonly #machine: ReviewMachine;
  /** The mean of calibrated logits of models that err differently is too unsure. */
  #temperature = 1;

  private constructor(members: readonly Member[], specialists: readonly Member[], machine: ReviewMachine) {
    this.#members = members;
    this.#specialists = specialists;
    this.#machine = machine;
  }

  /** @param heldOut temperatures are fitted on these: each teacher's, then that of all together */
  static async create(teachers: readonly Teacher[], specialists: readonly Teacher[], machine: ReviewMachine, heldOut: readonly HeldOut[], threads: number): Promise<Ensemble> {
    const reviews = heldOut.filter(({ twoClasses }) => twoClasses);
    const ensemble = new Ensemble(await membersOf(teachers, heldOut, threads), await membersOf(specialists, reviews, threads), machine);
    const logits: Float32Array[] = [];
    for (const set of heldOut) logits.push(await ensemble.logits(set.ids, set.twoClasses));
    ensemble.#temperature = temperatureOn(heldOut, logits);
    heldOut.forEach((set, i) => console.log(`the teachers together on ${set.name}: ${(100 * scoreOf(set, logits[i])).toFixed(1)}`));
    return ensemble;
  }

  /** [texts, labels]. @param twoClasses the texts judge something, as reviews do */
  async logits(texts: readonly Int32Array[], twoClasses: boolean): Promise<Float32Array> {
    const common = await weightedMean(this.#members, texts);
    if (twoClasses) {
      await sharePolarity(common, texts, specialistShareOf, async (short) => {
        const logits = await weightedMean(this.#specialists, short);
        return Float32Array.from(short, (_, text) => polarityOf(logits, text));
      });
    }
    const onReviews = this.#machine.logits(texts);
    for (const [text, { length }] of texts.entries()) setPolarity(common, text, polarityOf(common, text) + machineShareOf(length) * onReviews[text]);
    return common.map((logit) => logit / this.#temperature);
  }
}

async function membersOf(teachers: readonly Teacher[], heldOut: readonly HeldOut[], threads: number): Promise<Member[]> {
  const members: Member[] = [];
  for (const { model, parameters, share } of teachers) {
    const evaluator = await Evaluator.create(model.network, false, threads);
    members.push({ evaluator, parameters, share, temperature: temperatureOn(heldOut, await logitsOfSets(evaluator, parameters, heldOut)) });
  }
  return members;
}

/** [texts, labels]: the mean of the members' calibrated logits, weighted by their shares in texts of such length. */
async function weightedMean(members: readonly Member[], texts: readonly Int32Array[]): Promise<Float32Array> {
  const sum = new Float32Array(3 * texts.length);
  const shares = texts.map((text) => members.reduce((total, { share }) => total + share(text.length), 0));
  for (const { evaluator, parameters, share, temperature } of members) {
    const logits = await logitsOfAll(evaluator, parameters, texts);
    for (let i = 0; i < sum.length; i++) {
      const text = Math.floor(i / 3);
      sum[i] += ((share(texts[text].length) / shares[text]) * logits[i]) / temperature;
    }
  }
  return sum;
}
