import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import { alignSpaces } from '../../../src/vectors/align.ts';
import { VectorSpace } from '../../../src/vectors/space.ts';
import { spaceOf } from './files.ts';

/** Random vectors, and the same ones turned by 40 degrees in two planes, in another order and at another length. */
function turned(): { first: VectorSpace; second: VectorSpace } {
  const random = createRandom(4);
  const rows = Array.from({ length: 50 }, () => Array.from({ length: 4 }, () => random.normal()));
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const words = rows.map((_, i) => `w${i}`);
  const moved = rows.map(([x, y, z, w], i) => [c * x - s * y, s * x + c * y, c * z - s * w, s * z + c * w].map((value) => value * (1 + i)));
  // w7 stands for something else in the second space.
  moved[7] = moved[7].map((value) => -value);
  return {
    first: VectorSpace.from([...words, 'only-here'], Float32Array.from([...rows, [1, 0, 0, 0]].flat()), 4),
    second: VectorSpace.from(words.toReversed(), Float32Array.from(moved.toReversed().flat()), 4),
  };
}

describe('alignSpaces', () => {
  it('finds the rotation between two spaces, and the word that moved', () => {
    const { first, second } = turned();
    const { words, rotation } = alignSpaces(first, second);
    assert.equal(words.length, 50);
    assert.equal(words[0].word, 'w7');
    assert.ok(words[0].cosine < -0.95);
    for (const { word, cosine, rows } of words.slice(1)) {
      assert.ok(cosine > 0.99, `${word}: ${cosine}`);
      assert.deepEqual([first.word(rows[0]), second.word(rows[1])], [word, word]);
    }
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        let product = 0;
        for (let k = 0; k < 4; k++) product += rotation[i * 4 + k] * rotation[j * 4 + k];
        assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-9);
      }
    }
  });

  it('refuses spaces that cannot be compared', () => {
    assert.throws(() => alignSpaces(spaceOf({ a: [1] }), spaceOf({ a: [1, 2] })), { code: 'bad-input', message: /has 1 dimensions and vectors 2/ });
    assert.throws(() => alignSpaces(spaceOf({ a: [1] }), spaceOf({ b: [1] })), { message: 'vectors and vectors have no word in common' });
  });
});
