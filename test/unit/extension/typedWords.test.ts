import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inCaseOf } from '../../../src/extension/vectors/casing.ts';
import { analogyWords, listedWords } from '../../../src/extension/vectors/typedWords.ts';

describe('typed words', () => {
  it('stand between blanks, commas or semicolons', () => {
    assert.deepEqual(listedWords(' king, queen;horse  well-known '), ['king', 'queen', 'horse', 'well-known']);
    assert.deepEqual(listedWords(' , '), []);
  });

  it('make an analogy in any of the usual spellings', () => {
    for (const text of ['man king woman', 'man : king = woman : ?', 'man:king::woman:?', 'man is to king as woman is to', 'man is to king as woman is to what?']) {
      assert.deepEqual(analogyWords(text), ['man', 'king', 'woman'], text);
    }
    assert.equal(analogyWords('man king'), undefined);
    assert.equal(analogyWords('a b c d'), undefined);
  });
});

describe('a replacement', () => {
  it('is written as the original is', () => {
    assert.equal(inCaseOf('house', 'home'), 'home');
    assert.equal(inCaseOf('House', 'home'), 'Home');
    assert.equal(inCaseOf('HOUSE', 'home'), 'HOME');
    assert.equal(inCaseOf('I', 'you'), 'You');
    assert.equal(inCaseOf('house', 'Paris'), 'Paris');
    assert.equal(inCaseOf('Élan', 'éclat'), 'Éclat');
    assert.equal(inCaseOf('42', 'home'), 'home');
  });
});
