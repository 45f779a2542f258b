import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import type { EncodedSet } from '../../../recipes/sentiment/material.ts';
import { ReviewMachine } from '../../../recipes/sentiment/naiveBayes.ts';
import { machineShareOf } from '../../../recipes/sentiment/teachers.ts';

const random = createRandom(3);
const neutral = (): number => 20 + random.below(30);

/** Reviews of neutral words with some of what their label likes to say: ids 2 to 9 are good words, 10 to 17 bad ones; 18 19 is praise, 19 18 is not. */
function review(positive: boolean): Int32Array {
  const words = Array.from({ length: 30 + random.below(60) }, neutral);
  for (let k = 0; k < 3; k++) words[random.below(words.length)] = (positive ? 2 : 10) + random.below(8);
  return Int32Array.from([...words, ...(positive ? [18, 19] : [19, 18])]);
}

function reviews(count: number): EncodedSet {
  const labels = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 2 : 0));
  return { name: 'imdb', twoClasses: true, labels, ids: labels.map((label) => review(label === 2)) };
}

describe('the machine for reviews', () => {
  const logs: string[] = [];
  const machine = ReviewMachine.train([reviews(400), reviews(100)], (line) => logs.push(line));

  it('tells positive reviews from negative ones that it has not seen', () => {
    const { ids, labels } = reviews(200);
    const right = machine.logits(ids).filter((logit, i) => (logit > 0 ? 2 : 0) === labels[i]).length;
    assert.ok(right > 190, `${right} of 200 right`);
  });

  it('hears the order of words', () => {
    const words = Array.from({ length: 40 }, neutral);
    const [praise, not] = machine.logits([Int32Array.from([...words, 18, 19]), Int32Array.from([...words, 19, 18])]);
    assert.ok(praise > not + 0.5, `${praise} and ${not}`);
  });

  it('says nothing for words that few reviews have', () => {
    const unknown = Int32Array.from({ length: 30 }, (_, i) => 100 + i);
    assert.ok(Math.abs(machine.logits([unknown])[0]) < 1);
    assert.equal(logs.length, 1);
  });

  it('is heard on reviews, the more the longer they are, and not on sentences', () => {
    assert.equal(machineShareOf(20), 0);
    assert.ok(machineShareOf(100) > 0 && machineShareOf(100) < machineShareOf(150));
    assert.equal(machineShareOf(200), machineShareOf(800));
  });
});
