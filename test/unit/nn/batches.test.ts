import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BatchOptions } from '../../../src/nn/batches.ts';
import { batches } from '../../../src/nn/batches.ts';
import type { EncodedExample } from '../../../src/nn/examples.ts';
import { tokensOf } from '../../../src/nn/examples.ts';

function examplesOf(lengths: readonly number[]): EncodedExample[] {
  return lengths.map((length, i) => ({ ids: new Int32Array(length).fill(1), idStarts: Int32Array.from({ length: length + 1 }, (_, t) => t), labels: Int32Array.of(i), weight: 1 }));
}

async function collect(lengths: readonly number[], options: Partial<BatchOptions> = {}, epoch = 0): Promise<EncodedExample[][]> {
  const all = examplesOf(lengths);
  const result: EncodedExample[][] = [];
  for await (const batch of batches({ size: all.length, examples: () => all }, epoch, { batchSize: 4, maximumTokensPerBatch: 60, window: 32, seed: 1, ...options })) result.push(batch);
  return result;
}

describe('batches', () => {
  it('hold every example that has tokens exactly once, within the limits of texts and tokens', () => fc.assert(
    fc.asyncProperty(fc.array(fc.nat(80), { maxLength: 100 }), async (lengths) => {
      const found = await collect(lengths);
      const seen = found.flat().map((example) => example.labels[0]).sort((a, b) => a - b);
      assert.deepEqual(seen, lengths.flatMap((length, i) => (length > 0 ? [i] : [])));
      for (const batch of found) {
        assert.ok(batch.length <= 4);
        // A single long text is allowed: it cannot be cut here.
        assert.ok(batch.length === 1 || batch.length * Math.max(...batch.map(tokensOf)) <= 60);
      }
    }),
  ));

  it('are the same for the same seed and epoch, and others in another epoch', async () => {
    const lengths = Array.from({ length: 60 }, (_, i) => 1 + (i % 9));
    const order = (found: EncodedExample[][]): number[] => found.flat().map((example) => example.labels[0]);
    assert.deepEqual(order(await collect(lengths)), order(await collect(lengths)));
    assert.notDeepEqual(order(await collect(lengths, {}, 1)), order(await collect(lengths)));
  });

  it('put texts of similar length together, so that little is padding', async () => {
    const lengths = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? 2 : 14));
    const found = await collect(lengths, { window: 64 });
    const padded = found.reduce((sum, batch) => sum + batch.length * Math.max(...batch.map(tokensOf)), 0);
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    assert.ok(padded < 1.1 * tokens, `${padded} places for ${tokens} tokens`);
  });
});
