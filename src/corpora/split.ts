import { LexiscopeError } from '../base/errors.ts';
import type { LabelledExample } from './example.ts';
import { murmur3, normalizedText } from './textHash.ts';

/** Decides for every example, whenever it is asked, whether it is held out for validation. */
export interface Split {
  isValidation(example: Pick<LabelledExample, 'text' | 'labels'>): boolean;
}

export interface SplitOptions {
  /** Share of the texts held out, between 0 and 1. */
  readonly fraction: number;
  readonly seed: number;
}

const hashes = 2 ** 32;

/**
 * Holds a text out if the hash of (seed, normalised text) falls below the fraction: nothing is kept in memory, the order of the rows does not
 * matter, and equal texts (see `normalizedText`) fall on the same side. The shares are those of coin tosses, for each label too.
 * @throws LexiscopeError unless 0 <= fraction <= 1
 */
export function hashSplit({ fraction, seed }: SplitOptions): Split {
  checkFraction(fraction);
  return { isValidation: ({ text }) => placeOf(text, seed) < fraction };
}

/** Where a text stands, from 0 to below 1: uniform over texts, the same for equal ones (see `normalizedText`). */
export function placeOf(text: string, seed: number): number {
  return murmur3(normalizedText(text), seed) / hashes;
}

/** The examples of one side. */
export async function* splitExamples(examples: AsyncIterable<LabelledExample>, split: Split, side: 'train' | 'validation'): AsyncGenerator<LabelledExample> {
  for await (const example of examples) if (split.isValidation(example) === (side === 'validation')) yield example;
}

function checkFraction(fraction: number): void {
  if (!(fraction >= 0 && fraction <= 1)) throw new LexiscopeError('bad-input', `validation fraction ${fraction}: expected a number from 0 to 1`);
}
