import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { WeightAverage } from '../../../src/nn/averaging.ts';
import { clippingScale } from '../../../src/nn/optimisers/optimiser.ts';
import type { ScheduleSettings } from '../../../src/nn/optimisers/schedule.ts';
import { learningRate } from '../../../src/nn/optimisers/schedule.ts';

const near = (found: number, expected: number): void => assert.ok(Math.abs(found - expected) < 1e-9, `${found}, expected ${expected}`);

describe('the learning rate', () => {
  const settings = (kind: ScheduleSettings['kind'], warmup = 0): ScheduleSettings => ({ kind, rate: 0.1, warmup, patience: 2 });

  it('rises linearly while warming up, whatever comes after', () => {
    for (const kind of ['constant', 'linear', 'cosine', 'plateau'] as const) near(learningRate(settings(kind, 0.2), 0.1, 0), 0.05);
  });
  it('stays, falls in a line or along half a cosine', () => {
    near(learningRate(settings('constant'), 0.7, 0), 0.1);
    near(learningRate(settings('linear'), 0.75, 0), 0.025);
    near(learningRate(settings('cosine'), 0.5, 0), 0.05);
    near(learningRate(settings('cosine'), 1, 0), 0);
  });
  it('is halved at each plateau', () => {
    near(learningRate(settings('plateau'), 0.5, 3), 0.0125);
  });
});

describe('gradient clipping', () => {
  it('shortens a gradient that is too long and leaves others as they are', () => {
    near(clippingScale(100, 5), 0.5);
    near(clippingScale(9, 5), 1);
    near(clippingScale(1e6, 0), 1);
  });
});

describe('an average of weights', () => {
  const weights = (value: number): Map<string, Float32Array> => new Map([['w', Float32Array.of(value)]]);

  it('over epochs is their mean, from the chosen part of the training on', () => {
    const average = new WeightAverage({ kind: 'swa', start: 0.5 });
    average.afterEpoch(0.25, weights(100));
    assert.equal(average.parameters, undefined);
    for (const [progress, value] of [[0.5, 1], [0.75, 2], [1, 6]]) average.afterEpoch(progress, weights(value));
    near(average.parameters!.get('w')![0], 3);
  });
  it('over steps follows the weights with a delay', () => {
    const average = new WeightAverage({ kind: 'ema', decay: 0.99 });
    for (let step = 10; step <= 5000; step += 10) average.afterStep(step, weights(step < 1000 ? 0 : 1));
    const found = average.parameters!.get('w')![0];
    assert.ok(found > 0.99 && found <= 1, String(found));
  });
  it('is a copy that later updates do not reach', () => {
    const average = new WeightAverage({ kind: 'ema', decay: 0.9 });
    const live = weights(1);
    average.afterStep(10, live);
    live.get('w')![0] = 50;
    near(average.parameters!.get('w')![0], 1);
  });
});
