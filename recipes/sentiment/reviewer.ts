import { Evaluator } from '../../src/nn/evaluator.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import type { Answering } from './answers.ts';
import { polarityOf, ramp, setPolarity, sharePolarity } from './answers.ts';
import type { HeldOut } from './evaluation.ts';
import { logitsOfAll } from './evaluation.ts';
import type { EncodedSet } from './material.ts';
import { labelledPools } from './material.ts';
import { temperatureOn } from './model.ts';
import type { ReviewMachine } from './naiveBayes.ts';
import type { NetworkOptions, SentimentNetwork } from './network.ts';
import type { Pool } from './sampling.ts';
import { studentOptions } from './student.ts';

/** A student that goes on with whole reviews alone is better at them (IMDB, whole: 93.4 instead of 93.1 %) and worse at the rest. The finished student learns its answers on them. */
export const reviewerOptions: NetworkOptions = { ...studentOptions, rate: 0.001, embeddingRate: 0.5, batchSize: 32, dropout: { embedding: 0.3, recurrent: 0.2, output: 0.3 } };

const passes = { imdb: 1, 'movie-reviews': 1.5 };

/** @param answered reviews that nobody labelled, with the teachers' answers */
export function reviewerPools(training: readonly EncodedSet[], answered: Pool): Pool[] {
  return [...labelledPools(training, { whole: 0.75, passes: 1 }, passes), { ...answered, perEpoch: 15_000 }];
}

/** It is chosen and calibrated on what it reads. */
export function reviewerHeldOut(heldOut: readonly HeldOut[]): HeldOut[] {
  return heldOut.filter(({ name }) => name in passes);
}

const [shortest, longest] = [80, 200];

/** How much of what is said between positive and negative of a text of so many tokens is the reviewer's. */
export function reviewerShareOf(tokens: number): number {
  return ramp(tokens, shortest, longest);
}

const machineShare = 0.3;

/** A network for whole reviews, and the machine beside it (93.5 % together). */
export class Reviewer {
  readonly #evaluator: Evaluator;
  readonly #parameters: Parameters;
  readonly #machine: ReviewMachine;
  #temperature = 1;

  private constructor(evaluator: Evaluator, parameters: Parameters, machine: ReviewMachine) {
    this.#evaluator = evaluator;
    this.#parameters = parameters;
    this.#machine = machine;
  }

  /** @param heldOut reviews, on which its temperature is fitted */
  static async create(model: SentimentNetwork, parameters: Parameters, machine: ReviewMachine, heldOut: readonly HeldOut[], threads: number): Promise<Reviewer> {
    const reviewer = new Reviewer(await Evaluator.create(model.network, false, threads), parameters, machine);
    const logits: Float32Array[] = [];
    for (const { ids } of heldOut) {
      const rows = new Float32Array(3 * ids.length);
      (await reviewer.polarities(ids)).forEach((polarity, row) => { setPolarity(rows, row, polarity); });
      logits.push(rows);
    }
    reviewer.#temperature = temperatureOn(heldOut, logits);
    return reviewer;
  }

  /** [texts]: positive's logit less negative's */
  async polarities(texts: readonly Int32Array[]): Promise<Float32Array> {
    const logits = await logitsOfAll(this.#evaluator, this.#parameters, texts);
    return this.#machine.logits(texts).map((score, text) => (polarityOf(logits, text) + machineShare * score) / this.#temperature);
  }
}

/** Answers in which the reviewer has the say between positive and negative on long texts. @param reviewer asked for where there are such texts */
export function reviewedBy(reviewer: () => Promise<Pick<Reviewer, 'polarities'>>, answering: Answering): Answering {
  return {
    logits: async (name, texts, twoClasses) => {
      const logits = (await answering.logits(name, texts, twoClasses)).slice();
      if (twoClasses) await sharePolarity(logits, texts, reviewerShareOf, async (long) => (await reviewer()).polarities(long));
      return logits;
    },
  };
}
