import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../../../src/base/random.ts';
import { averagePrecision, meanAveragePrecision } from '../../../src/nn/metrics/averagePrecision.ts';
import { CalibrationBins } from '../../../src/nn/metrics/calibrationBins.ts';
import { fitSigmoidTemperature, fitSoftmaxTemperature } from '../../../src/nn/metrics/temperature.ts';
import { bestThreshold, tuneThresholds } from '../../../src/nn/metrics/thresholds.ts';

const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} +- ${tolerance}`);

describe('average precision', () => {
  it('is the mean of the precisions at the relevant ranks', () => {
    near(averagePrecision([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]), (1 / 1 + 2 / 3) / 2, 1e-12);
  });

  it('does not depend on the order of equal scores', () => {
    near(averagePrecision([0.5, 0.5], [1, 0]), averagePrecision([0.5, 0.5], [0, 1]), 0);
  });

  it('is 1 for a perfect ranking and NaN where nothing is relevant', () => {
    assert.equal(averagePrecision([3, 2, 1], [1, 1, 0]), 1);
    assert.ok(Number.isNaN(averagePrecision([1, 2], [0, 0])));
  });

  it('averages over the labels that occur', () => {
    near(meanAveragePrecision([0.9, 0.1, 0.2, 0.3], [1, 0, 0, 0], 2), 1, 0);
  });
});

describe('calibration', () => {
  it('weights the gap between confidence and accuracy by the size of the bin', () => {
    const bins = new CalibrationBins(10);
    for (let i = 0; i < 3; i++) bins.add(0.95, true);
    bins.add(0.25, true);
    near(bins.expectedError(), 0.75 * 0.05 + 0.25 * 0.75, 1e-12);
    assert.equal(bins.bins()[9].count, 3);
  });

  it('takes the confidences 0 and 1', () => {
    const bins = new CalibrationBins(15);
    bins.add(1, true);
    bins.add(0, false);
    assert.equal(bins.expectedError(), 0);
  });

  it('recovers the temperature that logits were drawn with', () => {
    const random = createRandom(7);
    const n = 4000;
    const labels = 4;
    const logits = new Float32Array(n * labels);
    const gold = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const row = Array.from({ length: labels }, () => 2 * random.normal());
      let rest = random.next() * row.reduce((sum, z) => sum + Math.exp(z), 0);
      gold[i] = row.findIndex((z) => (rest -= Math.exp(z)) < 0);
      // Three times too sure of itself.
      logits.set(row.map((z) => 3 * z), i * labels);
    }
    near(fitSoftmaxTemperature(logits, gold), 3, 0.2);
  });

  it('leaves out labels that a text cannot have', () => {
    const random = createRandom(9);
    const truth = Float64Array.from({ length: 4000 }, () => 2 * random.normal());
    const gold = Uint8Array.from(truth, (z) => (random.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0));
    const two = fitSoftmaxTemperature([...truth].flatMap((z) => [0, 2 * z]), gold);
    const three = fitSoftmaxTemperature([...truth].flatMap((z) => [0, -Infinity, 2 * z]), gold.map((label) => 2 * label));
    near(two, 2, 0.1);
    near(three, two, 1e-9);
  });

  it('recovers the temperature of sigmoids', () => {
    const random = createRandom(8);
    const truth = Float64Array.from({ length: 8000 }, () => 2 * random.normal());
    const gold = Uint8Array.from(truth, (z) => (random.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0));
    near(fitSigmoidTemperature(truth.map((z) => z / 2), gold), 0.5, 0.05);
  });

  it('stays in bounds for any logits', () => {
    const row = fc.tuple(fc.float({ noNaN: true, min: -1000, max: 1000 }), fc.float({ noNaN: true, min: -1000, max: 1000 }), fc.nat(1));
    fc.assert(fc.property(fc.array(row), (rows) => {
      const temperature = fitSoftmaxTemperature(rows.flatMap(([a, b]) => [a, b]), rows.map(([, , gold]) => gold));
      assert.ok(temperature >= 0.0499 && temperature <= 20.01, `${temperature}`);
    }));
  });
});

describe('thresholds', () => {
  it('lie between the scores that they divide', () => {
    near(bestThreshold([0.9, 0.6, 0.3, 0.1], [1, 1, 0, 0]), 0.45, 1e-12);
  });

  it('are the best of all possible ones', () => {
    const example = fc.tuple(fc.constantFrom(0.1, 0.2, 0.3, 0.4, 0.7, 0.9), fc.nat(1));
    const f1At = (threshold: number, examples: [number, number][]): number => {
      const taken = examples.filter(([score]) => score >= threshold);
      const right = taken.filter(([, gold]) => gold === 1).length;
      return (2 * right) / (taken.length + examples.filter(([, gold]) => gold === 1).length);
    };
    fc.assert(fc.property(fc.array(example, { minLength: 1 }), (examples) => {
      fc.pre(examples.some(([, gold]) => gold === 1));
      const best = bestThreshold(examples.map(([score]) => score), examples.map(([, gold]) => gold));
      for (const other of [0, 0.15, 0.25, 0.35, 0.5, 0.8]) assert.ok(f1At(best, examples) >= f1At(other, examples) - 1e-12);
    }));
  });

  it('are shared by labels with too few examples', () => {
    const scores = [0.9, 0.2, 0.8, 0.1, 0.3, 0.05];
    const gold = [1, 1, 1, 0, 0, 0];
    const [first, second] = tuneThresholds(scores, gold, 2, { minimumPositives: 2 });
    near(first, 0.55, 1e-12);
    assert.equal(second, bestThreshold(scores, gold));
  });
});
