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

/** Keeps folds independent of a hold-out with the same seed: else a fold of the training part would be empty. */
const foldSalt = 0x464f4c44;

/**
 * Holds a text out if the hash of (seed, normalised text) falls below the fraction: nothing is kept in memory, the order of the rows does not
 * matter, and equal texts (see `normalizedText`) fall on the same side. The shares are those of coin tosses, for each label too.
 * @throws LexiscopeError unless 0 <= fraction <= 1
 */
export function hashSplit({ fraction, seed }: SplitOptions): Split {
  checkFraction(fraction);
  return { isValidation: ({ text }) => murmur3(normalizedText(text), seed) < fraction * hashes };
}

/**
 * As `hashSplit`, but with the fraction met for each label, to within one text; of every label with two texts or more, both sides get one.
 * Where an example has several labels, the rarest counts. Takes one pass over the data and about 24 bytes a row; equal texts still fall
 * on the same side, even where they have different labels.
 * @throws LexiscopeError unless 0 <= fraction <= 1
 */
export async function stratifiedSplit(examples: AsyncIterable<LabelledExample>, { fraction, seed }: SplitOptions): Promise<Split> {
  checkFraction(fraction);
  const ids = new Map<string, number>([['', 0]]);
  const counts: number[] = [0];
  const rowHashes: number[] = [];
  const rowStarts: number[] = [];
  const rowLabels: number[] = [];
  for await (const { text, labels } of examples) {
    rowHashes.push(murmur3(normalizedText(text), seed));
    rowStarts.push(rowLabels.length);
    for (const label of labels.length > 0 ? labels : ['']) {
      const id = ids.get(label) ?? ids.size;
      ids.set(label, id);
      counts[id] = (counts[id] ?? 0) + 1;
      rowLabels.push(id);
    }
  }
  const rarest = (labelIds: readonly number[]): number => labelIds.reduce((best, id) => (counts[id] < counts[best] ? id : best));
  // One number a row that sorts by hash, then by stratum; both fit the 53 bits of a double while there are fewer than 2^21 labels.
  const keys = Float64Array.from(rowHashes, (hash, row) => hash * 2 ** 21 + rarest(rowLabels.slice(rowStarts[row], rowStarts[row + 1])));
  const { thresholds, strays } = thresholdsOf(keys.sort(), ids.size, fraction);

  return {
    isValidation: ({ text, labels }) => {
      const hash = murmur3(normalizedText(text), seed);
      const known = (labels.length > 0 ? labels : ['']).flatMap((label) => ids.get(label) ?? []);
      const stratum = strays.get(hash) ?? (known.length > 0 ? rarest(known) : undefined);
      return hash < (stratum === undefined ? fraction * hashes : thresholds[stratum]);
    },
  };
}

/**
 * For each stratum the hash below which `fraction` of its distinct texts lie. A text found in several strata belongs to the first;
 * `strays` says so for the others.
 * @param keys hash * 2^21 + stratum, ascending
 */
function thresholdsOf(keys: Float64Array, strata: number, fraction: number): { thresholds: Float64Array; strays: Map<number, number> } {
  const strays = new Map<number, number>();
  const distinct = new Float64Array(strata);
  let previousHash = -1;
  let owner = 0;
  const eachText = (visit: (hash: number, stratum: number) => void): void => {
    previousHash = -1;
    for (const key of keys) {
      const hash = Math.floor(key / 2 ** 21);
      const stratum = key % 2 ** 21;
      if (hash !== previousHash) {
        visit(hash, stratum);
        owner = stratum;
      } else if (stratum !== owner) strays.set(hash, owner);
      previousHash = hash;
    }
  };
  eachText((_, stratum) => distinct[stratum]++);
  const wanted = distinct.map((count) => heldOut(count, fraction));
  const taken = new Float64Array(strata);
  const thresholds = new Float64Array(strata).fill(hashes);
  eachText((hash, stratum) => {
    if (taken[stratum] === wanted[stratum] && thresholds[stratum] === hashes) thresholds[stratum] = hash;
    else taken[stratum]++;
  });
  return { thresholds, strays };
}

function heldOut(count: number, fraction: number): number {
  if (count < 2 || fraction === 0 || fraction === 1) return Math.round(count * fraction);
  return Math.min(count - 1, Math.max(1, Math.round(count * fraction)));
}

/** The examples of one side. */
export async function* splitExamples(examples: AsyncIterable<LabelledExample>, split: Split, side: 'train' | 'validation'): AsyncGenerator<LabelledExample> {
  for await (const example of examples) if (split.isValidation(example) === (side === 'validation')) yield example;
}

/** The fold, 0 to folds - 1, of a text in k-fold cross-validation: by hash, so that equal texts share a fold. */
export function foldOf(text: string, folds: number, seed: number): number {
  return Math.floor((murmur3(normalizedText(text), seed ^ foldSalt) / hashes) * folds);
}

/**
 * The split in which one fold is the validation part.
 * @throws LexiscopeError unless `folds` is an integer of at least 2 and `fold` is one of 0 to folds - 1
 */
export function foldSplit(fold: number, folds: number, seed: number): Split {
  if (!Number.isInteger(folds) || folds < 2 || !Number.isInteger(fold) || fold < 0 || fold >= folds) {
    throw new LexiscopeError('bad-input', `fold ${fold} of ${folds}: expected at least 2 folds, and a fold from 0 to one less`);
  }
  return { isValidation: ({ text }) => foldOf(text, folds, seed) === fold };
}

function checkFraction(fraction: number): void {
  if (!(fraction >= 0 && fraction <= 1)) throw new LexiscopeError('bad-input', `validation fraction ${fraction}: expected a number from 0 to 1`);
}
