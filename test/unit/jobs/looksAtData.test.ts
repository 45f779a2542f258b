import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { adviceFor } from '../../../src/jobs/dataAdvice.ts';
import { describeNetwork } from '../../../src/jobs/describeNetwork.ts';
import { Lengths } from '../../../src/jobs/lengths.ts';
import { presetOf } from '../../../src/jobs/startRun.ts';
import type { NetworkDescription } from '../../../src/protocol/training.ts';
import type { RunSummary } from '../../../src/protocol/trainingRun.ts';

function distributionOf(values: readonly number[]): ReturnType<Lengths['distribution']> {
  const lengths = new Lengths();
  for (const value of values) lengths.add(value);
  return lengths.distribution();
}

describe('lengths', () => {
  it('have exact quantiles, and each length in one bin, however many there are', () => {
    fc.assert(fc.property(fc.array(fc.nat({ max: 5000 }), { minLength: 1, maxLength: 3000 }), (values) => {
      const { mean, median, p95, longest, bins } = distributionOf(values);
      const sorted = [...values].sort((a, b) => a - b);
      assert.deepEqual([median, p95, longest], [sorted[values.length >> 1], sorted[Math.floor(0.95 * values.length)], sorted.at(-1)]);
      assert.ok(Math.abs(mean - values.reduce((sum, value) => sum + value, 0) / values.length) < 1e-6);
      let from = 0;
      for (const { upTo, count } of bins) {
        assert.equal(count, values.filter((value) => value >= from && value < upTo).length);
        from = upTo;
      }
      assert.ok(from > longest);
    }), { numRuns: 50 });
  });

  it('of nothing are nothing', () => {
    assert.deepEqual(distributionOf([]), { mean: 0, median: 0, p95: 0, longest: 0, bins: [] });
  });
});

describe('advice on data', () => {
  const plenty = { labels: [{ label: 'a', count: 5000 }, { label: 'b', count: 5000 }], target: 'single' as const, estimatedExamples: 10_000 };
  const ofLength = (length: number): ReturnType<Lengths['distribution']> => distributionOf(Array.from({ length: 20 }, () => length));
  const valueOf = (advice: ReturnType<typeof adviceFor>, key: string): unknown => advice.find((given) => given.key === key)?.value;

  it('is none where the defaults fit', () => {
    assert.deepEqual(adviceFor('classifier', { ...plenty, words: ofLength(200) }), []);
  });

  it('fits the length to the texts', () => {
    assert.equal(valueOf(adviceFor('classifier', { ...plenty, words: ofLength(300) }), 'maximumTokens'), 320);
    assert.equal(valueOf(adviceFor('classifier', { ...plenty, words: ofLength(5000) }), 'maximumTokens'), 512);
    assert.equal(valueOf(adviceFor('classifier', { ...plenty, words: ofLength(20) }), 'maximumTokens'), 32);
  });

  it('weighs rare labels, and holds more out of few rows', () => {
    const rare = adviceFor('classifier', { ...plenty, words: ofLength(200), labels: [{ label: 'ham', count: 900 }, { label: 'spam', count: 50 }] });
    assert.deepEqual(rare, [{ key: 'classWeights', value: 'balanced', reason: 'ham is 18 times as frequent as spam.' }]);
    const few = adviceFor('classifier', { ...plenty, words: ofLength(200), estimatedExamples: 200 });
    assert.deepEqual([valueOf(few, 'validationPart'), valueOf(few, 'batchSize')], [0.2, 8]);
  });

  it('keeps rarer words of a small corpus', () => {
    const corpus = { words: ofLength(10), labels: [], target: null };
    assert.equal(valueOf(adviceFor('embeddings', { ...corpus, estimatedExamples: 1000 }), 'minimumCount'), 2);
    assert.deepEqual(adviceFor('embeddings', { ...corpus, estimatedExamples: 1_000_000 }), []);
  });
});

describe('an estimate before a training', () => {
  const data = { examples: 10_000, meanTokens: 50, distinctWords: 30_000, labels: 2 };
  const { settings } = presetOf('classifier', 'lstm');
  const estimate = (own: Readonly<Record<string, number>>, sizes = data, earlier: RunSummary[] = []): NonNullable<NetworkDescription['estimate']> => describeNetwork('classifier', 'lstm', { ...settings, threads: 1, ...own }, sizes, earlier).estimate!;

  it('grows with the data, the network and the epochs', () => {
    const base = estimate({});
    assert.ok(estimate({}, { ...data, examples: 20_000 }).secondsPerEpoch > 1.9 * base.secondsPerEpoch);
    assert.ok(estimate({ hidden: 512 }).secondsPerEpoch > 2 * base.secondsPerEpoch);
    assert.ok(estimate({ hidden: 512 }).memoryBytes > base.memoryBytes);
    assert.equal(estimate({ adversarial: 0.3 }).secondsPerEpoch, 2 * base.secondsPerEpoch);
    assert.equal(estimate({ epochs: 20 }).seconds, 20 * base.secondsPerEpoch);
    assert.equal(base.basis, 'model');
  });

  it('goes by the speed of earlier runs of the same network, not of others', () => {
    const earlier = (hidden: number, tokensPerSecond: number): RunSummary => ({
      id: 'x', folder: '/x', resumable: false, place: null, version: 1, state: 'finished', attempt: 1, progress: 1, seconds: 1, kind: 'classifier', name: 'x', notes: '', created: 0, preset: 'lstm', data: [],
      settings: { ...settings, hidden }, tokensPerSecond,
    });
    const known = estimate({}, data, [earlier(64, 25_000), earlier(64, 50_000), earlier(64, 1_000_000), earlier(65, 1)]);
    assert.deepEqual([known.basis, known.secondsPerEpoch], ['earlier-runs', 10]);
    assert.equal(estimate({}, data, [earlier(65, 1)]).basis, 'model');
    assert.equal(estimate({ adversarial: 0.3 }, data, [earlier(64, 25_000)]).basis, 'model');
  });
});
