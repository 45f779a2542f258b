import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scoreTopics, smoothedThresholds } from '../../../recipes/topics/decision.ts';

/** Label 0 is frequent and under-confident, label 1 has one example, label 2 none. */
const gold = Array.from({ length: 100 }, (_, i) => (i < 40 ? (i === 0 ? [0, 1] : [0]) : []));
const probabilities = Float32Array.from({ length: 300 }, (_, at) => {
  const [i, k] = [Math.floor(at / 3), at % 3];
  if (k === 0) return i < 40 ? 0.3 : 0.1;
  if (k === 1) return i === 0 ? 0.02 : 0.01;
  return 0.01;
});

describe('thresholds of topics', () => {
  it('let frequent labels have their own and pull rare ones to the common one', () => {
    const [frequent, rare, none] = smoothedThresholds(probabilities, gold, 3, 20);
    assert.ok(frequent > 0.1 && frequent < 0.3);
    assert.ok(rare > 0.1, 'one example does not make a threshold of 0.015');
    assert.ok(Math.abs(none - frequent) < 0.05);
  });

  it('follow a label wholly when the common one has no weight', () => {
    const [frequent] = smoothedThresholds(probabilities, gold, 3, 0.001);
    assert.ok(Math.abs(frequent - 0.2) < 0.01);
  });

  it('are scored by micro- and macro-F1', () => {
    const { microF1, macroF1 } = scoreTopics(probabilities, gold, [0.2, 0.5, 0.5]);
    assert.ok(Math.abs(microF1 - (2 * 40) / (40 + 41)) < 1e-9);
    assert.ok(Math.abs(macroF1 - 0.5) < 1e-9);
  });
});
