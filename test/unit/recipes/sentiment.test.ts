import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { reliabilityDiagram } from '../../../recipes/sentiment/calibrationPlot.ts';
import { keptIn, setPolarity, softLabel } from '../../../recipes/sentiment/answers.ts';
import { answer, scoreOf } from '../../../recipes/sentiment/evaluation.ts';
import { temperatureOn } from '../../../recipes/sentiment/model.ts';
import type { EncodedSet } from '../../../recipes/sentiment/material.ts';
import type { Pool } from '../../../recipes/sentiment/sampling.ts';
import { exampleOf, goldDistribution, poolSource } from '../../../recipes/sentiment/sampling.ts';
import { reviewedBy } from '../../../recipes/sentiment/reviewer.ts';
import { meanOf } from '../../../recipes/sentiment/student.ts';
import { specialistPools } from '../../../recipes/sentiment/specialists.ts';
import { specialistShareOf } from '../../../recipes/sentiment/teachers.ts';
import { sentencesOf } from '../../../recipes/sentiment/texts.ts';
import type { EncodedExample } from '../../../src/nn/examples.ts';

/** A pool whose examples say which one they are by their only id. */
function numbered(first: number, count: number, perEpoch: number): Pool {
  return { count, perEpoch, make: (index) => exampleOf(Int32Array.of(first + index), Float32Array.of(1, 0, 0), false, 1) };
}

function idsOf(pools: Pool[], epoch: number): number[] {
  return [...poolSource(pools, 3).examples(epoch) as Iterable<EncodedExample>].map(({ ids }) => ids[0]);
}

describe('an epoch of the sentiment recipe', () => {
  it('has as many examples of each pool as the pool says', () => {
    const ids = idsOf([numbered(0, 10, 4), numbered(100, 3, 6)], 0);
    assert.equal(ids.filter((id) => id < 100).length, 4);
    assert.deepEqual([100, 101, 102].map((id) => ids.filter((other) => other === id).length), [2, 2, 2], 'a small pool comes twice');
  });

  it('goes through a large pool over several epochs before anything comes again', () => {
    const pools = [numbered(0, 12, 4)];
    assert.deepEqual([0, 1, 2].flatMap((epoch) => idsOf(pools, epoch)).sort((a, b) => a - b), Array.from({ length: 12 }, (_, i) => i));
  });

  it('depends on nothing but its number', () => {
    const pools = [numbered(0, 50, 20)];
    assert.deepEqual(idsOf(pools, 2), idsOf(pools, 2));
    assert.notDeepEqual(idsOf(pools, 2), idsOf(pools, 3));
  });
});

describe('labels of the sentiment recipe', () => {
  it('give neutral nothing in a set of two classes', () => {
    const distribution = goldDistribution(2, true, 0.06);
    assert.equal(distribution[1], 0);
    assert.ok(Math.abs(distribution[0] + distribution[2] - 1) < 1e-6 && distribution[2] > 0.9);
    assert.ok(exampleOf(Int32Array.of(2), distribution, true, 1).offsets![1] < -20);
    assert.equal(exampleOf(Int32Array.of(2), distribution, false, 1).offsets, undefined);
  });

  it('are a softmax of the teachers\' logits over the classes of the set', () => {
    const logits = Float32Array.of(0, 0, 0, Math.log(3), 5, 0);
    assert.ok([...softLabel(logits, 0, false)].every((share) => Math.abs(share - 1 / 3) < 1e-6));
    assert.deepEqual([...softLabel(logits, 1, true)].map((share) => Math.round(1e4 * share)), [7500, 0, 2500]);
  });
});

describe('specialists of the sentiment recipe', () => {
  it('read reviews and their sentences, and no tweets', () => {
    const set = (name: string): EncodedSet => ({ name, twoClasses: true, ids: [Int32Array.of(2, 3)], labels: [2] });
    assert.deepEqual(specialistPools([set('tweets'), set('sst2'), set('finance'), set('cr')]).map(({ perEpoch }) => perEpoch), [2, 3]);
  });

  it('are heard on sentences, less on excerpts and not on whole reviews', () => {
    assert.equal(specialistShareOf(5), specialistShareOf(40));
    assert.ok(specialistShareOf(80) > 0 && specialistShareOf(80) < specialistShareOf(40));
    assert.equal(specialistShareOf(300), 0);
  });

  it('say nothing of neutral', () => {
    const logits = Float32Array.of(7, 7, 7, 1, 5, 2);
    setPolarity(logits, 1, 3);
    assert.deepEqual([...logits], [7, 7, 7, 0, 5, 3]);
  });
});

describe('answers of the teachers', () => {
  const texts = [10, 400].map((length) => new Int32Array(length));
  const reviewer = { polarities: (long: readonly Int32Array[]): Promise<Float32Array> => Promise.resolve(Float32Array.from(long, () => 4)) };
  const answering = { logits: (): Promise<Float32Array> => Promise.resolve(Float32Array.of(1, 5, 2, 3, 5, 1)) };

  it('are the reviewer\'s between positive and negative on whole reviews, and stay on sentences', async () => {
    assert.deepEqual([...await reviewedBy(() => Promise.resolve(reviewer), answering).logits('reviews', texts, true)], [1, 5, 2, 0, 5, 4]);
  });

  it('stay on long texts with three classes', async () => {
    assert.deepEqual([...await reviewedBy(() => Promise.resolve(reviewer), answering).logits('finance', texts, false)], [1, 5, 2, 3, 5, 1]);
  });

  it('are asked for once, then kept; those for other texts are refused', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'answers-'));
    try {
      let asked = 0;
      const kept = keptIn(folder, { logits: () => { asked++; return answering.logits(); } });
      assert.deepEqual([...await kept.logits('reviews', texts, true)], [...await kept.logits('reviews', texts, true)]);
      assert.equal(asked, 1);
      await assert.rejects(kept.logits('reviews', texts.slice(1), true), /answers-reviews\.f32: expected the answers for 1 texts, found 2/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('figures of the sentiment recipe', () => {
  const logits = Float32Array.of(1, 9, 2, 3, 0, 1, 0, 5, 0);

  it('leave neutral out for sets of two classes', () => {
    assert.deepEqual([answer(logits, 0, true), answer(logits, 0, false)], [2, 1]);
  });

  it('are accuracy, and for tweets the mean recall', () => {
    const ids = [Int32Array.of(2), Int32Array.of(2), Int32Array.of(2)];
    assert.equal(scoreOf({ name: 'finance', twoClasses: false, ids, labels: [1, 0, 2] }, logits), 2 / 3);
    assert.equal(scoreOf({ name: 'tweets', twoClasses: false, ids, labels: [1, 0, 2] }, logits), 2 / 3);
    assert.equal(scoreOf({ name: 'tweets', twoClasses: false, ids: [...ids, ids[0]], labels: [1, 0, 2, 0] }, Float32Array.of(...logits, 0, 3, 0)), (1 + 0.5 + 0) / 3);
  });

  it('have a temperature above 1 for a model that is too sure', () => {
    const sure = Float32Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 6 : 0));
    const heldOut = { name: 'mr', twoClasses: true, ids: [], labels: [0, 0, 0, 0, 0, 0, 0, 2, 2, 2] };
    assert.ok(temperatureOn([heldOut], [sure]) > 2);
  });
});

describe('a review cut into sentences', () => {
  it('is cut after the marks, and pieces too short or too long are left out', () => {
    const [stop, shout] = [9, 8];
    const pieces = sentencesOf(Int32Array.of(1, 2, 3, stop, 4, shout, 5, 6, 7, 5, 6, 7, stop, 1, 2, 3, 4), new Set([stop, shout]), 3, 5);
    assert.deepEqual(pieces.map((piece) => [...piece]), [[1, 2, 3, stop], [1, 2, 3, 4]]);
  });
});

describe('the mean of two students', () => {
  it('is taken number by number', () => {
    const mean = meanOf([new Map([['w', Float32Array.of(1, 2)]]), new Map([['w', Float32Array.of(3, -2)]])]);
    assert.deepEqual([...mean.get('w')!], [2, 0]);
  });
});

describe('the reliability diagram', () => {
  it('draws a bar for each bin with answers in it', () => {
    const svg = reliabilityDiagram([{ count: 0, confidence: NaN, accuracy: NaN }, { count: 4, confidence: 0.9, accuracy: 0.75 }], 'title');
    assert.equal(svg.match(/<circle/g)?.length, 1);
    assert.ok(!svg.includes('NaN'));
  });
});
