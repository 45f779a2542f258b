import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { oneHotLesson } from '../../../src/lessons/oneHot.ts';

describe('the lesson on one-hot encoding', () => {
  it('gives each word a row with one 1, in the column of the word', () => {
    const { sentence } = oneHotLesson({ text: 'The cat saw the dog.', unit: 'words' });
    assert.deepEqual(sentence.rows, ['the', 'cat', 'saw', 'the', 'dog']);
    assert.deepEqual(sentence.columns, ['cat', 'dog', 'saw', 'the']);
    assert.deepEqual(sentence.values, [[0, 0, 0, 1], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0]]);
  });

  it('gives each character a row, blanks included', () => {
    const { sentence } = oneHotLesson({ text: 'aé a', unit: 'characters' });
    assert.deepEqual(sentence.rows, ['a', 'é', ' ', 'a']);
    assert.deepEqual(sentence.values, [[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]]);
  });

  it('turns the weather table into 14 rows with a 1 for each of the five attributes', () => {
    const { weather } = oneHotLesson({ text: '', unit: 'words' });
    assert.equal(weather.rows.length, 14);
    assert.equal(weather.oneHot.columns.length, 3 + 3 + 2 + 2 + 2);
    for (const row of weather.oneHot.values) assert.equal(row.reduce((a, b) => a + b, 0), 5);
    const play = weather.oneHot.columns.indexOf('play=yes');
    assert.equal(weather.oneHot.values.filter((row) => row[play] === 1).length, 9);
  });

  it('has exactly one 1 a row for any text, and tells what is left out', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.constantFrom('words' as const, 'characters' as const), (text, unit) => {
      const { sentence, leftOut } = oneHotLesson({ text, unit });
      assert.ok(leftOut >= 0 && sentence.rows.length <= 60);
      sentence.values.forEach((row, i) => {
        assert.equal(row.filter((value) => value === 1).length, 1);
        assert.equal(sentence.columns[row.indexOf(1)], sentence.rows[i]);
      });
    }));
  });
});
