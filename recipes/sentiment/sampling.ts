import type { Random } from '../../src/base/random.ts';
import { createRandom, shuffle } from '../../src/base/random.ts';
import type { EncodedExample, ExampleSource } from '../../src/nn/examples.ts';
import { unlabelled } from './texts.ts';

/** Examples of one kind, of which every epoch has so many. */
export interface Pool {
  readonly count: number;
  readonly perEpoch: number;
  make(index: number, random: Random): EncodedExample;
}

/**
 * Epochs mixed from pools: each pool is gone through in a fresh order again and again, `perEpoch` examples an epoch, so a large
 * one spreads over several epochs and a small one comes several times in one.
 */
export function poolSource(pools: readonly Pool[], seed: number): ExampleSource {
  const size = pools.reduce((sum, { perEpoch }) => sum + perEpoch, 0);
  return {
    size,
    *examples(epoch): Iterable<EncodedExample> {
      const random = createRandom(seed + 7919 * epoch);
      const picks = pools.flatMap((pool, which) => indicesOf(pool, epoch, seed + which).map((index) => ({ pool, index })));
      for (const { pool, index } of shuffle(picks, random)) yield pool.make(index, random);
    },
  };
}

function indicesOf({ count, perEpoch }: Pool, epoch: number, seed: number): number[] {
  const indices: number[] = [];
  let pass = -1;
  let order = new Int32Array(0);
  for (let i = epoch * perEpoch; i < (epoch + 1) * perEpoch; i++) {
    if (Math.floor(i / count) !== pass) {
      pass = Math.floor(i / count);
      order = shuffle(Int32Array.from({ length: count }, (_, k) => k), createRandom(seed + 104729 * pass));
    }
    indices.push(order[i % count]);
  }
  return indices;
}

/** Far enough below every logit that softmax gives the class nothing. */
const excluded = -30;
const withoutNeutral = Float32Array.of(0, excluded, 0);

/** A tokenized text with what is to be learnt of it. */
export function exampleOf(ids: Int32Array, distribution: Float32Array, twoClasses: boolean, weight: number): EncodedExample {
  return { ...unlabelled(ids), weight, distribution, ...(twoClasses && { offsets: withoutNeutral }) };
}

/** A smoothed gold label (Szegedy et al. 2016) over the classes that the data set has. */
export function goldDistribution(label: number, twoClasses: boolean, smoothing: number): Float32Array {
  const classes = twoClasses ? 2 : 3;
  const distribution = new Float32Array(3).fill(smoothing / classes);
  if (twoClasses) distribution[1] = 0;
  distribution[label] += 1 - smoothing;
  return distribution;
}
