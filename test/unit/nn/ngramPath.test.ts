import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Architecture } from '../../../src/nn/architecture.ts';
import { createNetwork } from '../../../src/nn/architecture.ts';
import { trainingConfiguration } from '../../../src/nn/configuration.ts';
import type { EncodedExample } from '../../../src/nn/examples.ts';
import { ngramRows, ngramTableName } from '../../../src/nn/ngramPath.ts';
import { Trainer } from '../../../src/nn/trainer.ts';

const none = { embedding: 0, between: 0, recurrent: 0, output: 0 };
/** Nothing but n-grams can tell the order of two words: the mean of the vectors cannot. */
const bagWithNgrams: Architecture = { embedding: { kind: 'table', dimensions: 2 }, pooling: ['mean'], dense: [], crf: false, dropout: none, ngrams: { order: 2, buckets: 997 } };

function example(ids: number[], label: number, rest: Partial<EncodedExample> = {}): EncodedExample {
  return { ids: Int32Array.from(ids), idStarts: Int32Array.from({ length: ids.length + 1 }, (_, t) => t), labels: Int32Array.of(label), weight: 1, ...rest };
}

async function withTrainer(logits: number, work: (trainer: Trainer) => Promise<void>): Promise<void> {
  const network = createNetwork(bagWithNgrams, { vocabularySize: 10, logits, maximumTokens: 8 });
  const trainer = await Trainer.create(network, trainingConfiguration({ architecture: bagWithNgrams, clipping: 0, threads: 1 }), 'softmax');
  try {
    await work(trainer);
  } finally {
    await trainer.dispose();
  }
}

describe('the n-grams of a text', () => {
  it('are as many as order times tokens, all inside the table and never its padding row', () => {
    fc.assert(fc.property(fc.array(fc.nat(200000), { maxLength: 20 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 1 << 21 }), (ids, order, buckets) => {
      const rows = ngramRows(Int32Array.from(ids), { order, buckets });
      assert.equal(rows.length, order * ids.length);
      assert.ok(rows.every((row) => row >= 1 && row < buckets));
    }));
  });

  it('depend on the tokens before, in their order', () => {
    const path = { order: 2, buckets: 1 << 20 };
    const [ab, ba] = [ngramRows(Int32Array.of(5, 9), path), ngramRows(Int32Array.of(9, 5), path)];
    assert.notEqual(ab[3], ba[3], 'the pairs differ');
    assert.equal(ngramRows(Int32Array.of(7, 5, 9), path)[5], ab[3], 'a pair is the same wherever it stands');
  });
});

describe('training with n-grams', () => {
  it('learns what only the order of the words tells', () => withTrainer(2, async (trainer) => {
    const batch = [example([3, 4], 0), example([4, 3], 1)];
    for (let step = 0; step < 60; step++) await trainer.step(batch, 0.05);
    const { loss } = await trainer.gradients(batch);
    assert.ok(loss < 0.1, `loss ${loss}`);
  }));

  it('changes the rows of the n-grams seen and no others', () => withTrainer(2, async (trainer) => {
    const table = trainer.state.parameters.get(ngramTableName)!;
    await trainer.step([example([3, 4], 0)], 0.05);
    const touched = [...new Set(Array.from(table.keys()).filter((i) => table[i] !== 0).map((i) => Math.floor(i / 2)))];
    assert.deepEqual(touched, [...new Set(ngramRows(Int32Array.of(3, 4), bagWithNgrams.ngrams!))].sort((a, b) => a - b));
  }));
});

describe('offsets of the logits', () => {
  it('keep a label that the data set does not have out of the loss', () => withTrainer(3, async (trainer) => {
    const distribution = Float32Array.of(0, 0, 1);
    const { gradients } = await trainer.gradients([example([3, 4, 5], 2, { distribution, offsets: Float32Array.of(0, -30, 0) })]);
    const bias = gradients.get('output/b')!;
    assert.ok(Math.abs(bias[1]) < 1e-10, `the excluded label's gradient is ${bias[1]}`);
    assert.ok(Math.abs(bias[0]) > 0.1 && Math.abs(bias[2]) > 0.1);
  }));
});
