import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nearDuplicates } from '../../../recipes/sentiment/nearDuplicates.ts';

describe('texts that nearly repeat a known one', () => {
  const known = ['@user The new phone is out today! https://t.co/abc', 'rain again tomorrow'];

  it('are found whatever their case, links, mentions and marks', () => {
    assert.deepEqual(nearDuplicates(['THE NEW PHONE IS OUT TODAY', 'the new phone is out today, finally @someone http://x.y/z'], known), [true, true]);
  });

  it('are not those that share less than half of their words, or have none', () => {
    assert.deepEqual(nearDuplicates(['a new car is not for me', 'rain in the afternoon', '', '@user https://t.co/abc'], known), [false, false, false, false]);
  });

  it('are those that a comparison of all pairs finds', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
    fc.assert(fc.property(fc.array(text, { maxLength: 6 }), fc.array(text, { maxLength: 6 }), (texts, others) => {
      const expected = texts.map((one) => others.some((other) => {
        const [a, b] = [new Set(one.split(' ')), new Set(other.split(' '))];
        const common = [...a].filter((word) => b.has(word)).length;
        return common / (a.size + b.size - common) >= 0.5;
      }));
      assert.deepEqual(nearDuplicates(texts, others), expected);
    }));
  });
});
