import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EncodedExample } from '../../../src/nn/examples.ts';
import { collectLogits, fitDecision, scoreLogits } from '../../../src/jobs/validation.ts';

describe('validation', () => {
  it('gives each example its own logits, whatever batches they went through', async () => {
    const examples = Array.from({ length: 5000 }, (_, i): EncodedExample => {
      const tokens = (i * 7) % 40;
      return { ids: new Int32Array(tokens).fill(i), idStarts: Int32Array.from({ length: tokens + 1 }, (_, t) => t), labels: Int32Array.of(i), weight: 1 };
    });
    const batchSizes: number[] = [];
    const { logits, gold } = await collectLogits(examples, examples.length, 2, (batch) => {
      batchSizes.push(batch.length);
      return Promise.resolve(batch.flatMap(({ ids }) => [ids[0], ids.length]));
    });
    examples.forEach(({ ids }, i) => assert.deepEqual([logits[2 * i], logits[2 * i + 1], gold[i][0]], ids.length === 0 ? [0, 0, i] : [i, ids.length, i]));
    assert.ok(Math.max(...batchSizes) <= 128);
  });

  it('scores one label a text, an unknown label as a mistake', () => {
    const values = { logits: Float32Array.of(2, 0, 0, 2, 2, 0, 2, 0), gold: [[0], [1], [1], [-1]].map((row) => Int32Array.from(row)) };
    const decision = fitDecision(values, { target: 'single', labels: ['a', 'b'] });
    assert.ok(decision.temperature > 1, 'wrong one time in three, so less sure');
    const { score, figures } = scoreLogits(values, 2, decision);
    assert.deepEqual([score, figures.accuracy], [0.5, 0.5]);
  });

  it('scores a binary answer as two labels', () => {
    const values = { logits: Float32Array.of(3, -3, 3, -3), gold: [[1], [0], [0], [0]].map((row) => Int32Array.from(row)) };
    const decision = fitDecision(values, { target: 'binary', labels: ['no', 'yes'] });
    assert.deepEqual(decision.target, { kind: 'binary', threshold: 0.5 });
    assert.equal(scoreLogits(values, 2, decision).figures.accuracy, 0.75);
  });

  it('finds thresholds that keep labels apart', () => {
    const rows: [number, number, number[]][] = [[-1, -4, [0]], [-1.2, -4, [0]], [-3, 2, [1]], [-3, 2, [1]], [-3, -4, []], [-1, 2, [0, 1]]];
    const values = { logits: Float32Array.from(rows.flatMap(([a, b]) => [a, b])), gold: rows.map(([, , labels]) => Int32Array.from(labels)) };
    const decision = fitDecision(values, { target: 'multiple', labels: ['a', 'b'] });
    assert.equal(scoreLogits(values, 2, decision).score, 1);
  });
});
