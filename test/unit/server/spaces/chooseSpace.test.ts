import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { likeliestSpace } from '../../../../src/server/spaces/chooseSpace.ts';
import { VectorSpace } from '../../../../src/vectors/space.ts';

const spaceOf = (...words: string[]): VectorSpace => VectorSpace.from(words, new Float32Array(words.length).fill(1), 1);
const english = spaceOf('the', 'of', 'and', 'in', 'house', 'was', 'red', 'barn');
const swedish = spaceOf('och', 'det', 'var', 'i', 'en', 'huset', 'barn', 'the');

describe('the space for a text', () => {
  it('is that of its language', () => {
    assert.equal(likeliestSpace([english, swedish], 'The house was red.'), 0);
    assert.equal(likeliestSpace([english, swedish], 'Det var en pojke i huset'), 1);
  });

  it('is where a shared word is more frequent', () => {
    assert.equal(likeliestSpace([english, swedish], 'the'), 0);
    assert.equal(likeliestSpace([english, swedish], 'barn'), 1);
  });

  it('is none where no word is known', () => {
    assert.equal(likeliestSpace([english, swedish], 'xyz 123'), -1);
    assert.equal(likeliestSpace([english, swedish], ''), -1);
    assert.equal(likeliestSpace([], 'the'), -1);
  });
});
