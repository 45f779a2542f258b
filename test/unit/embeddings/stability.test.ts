import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import { neighbourStability } from '../../../src/embeddings/stability.ts';
import { VectorSpace } from '../../../src/vectors/space.ts';

function space(seed: number, words = 40): VectorSpace {
  const random = createRandom(seed);
  return VectorSpace.from(Array.from({ length: words }, (_, i) => `w${i}`), Float32Array.from({ length: words * 8 }, () => random.normal()), 8);
}

describe('the stability of neighbours', () => {
  it('is 1 for a space and its rotation, and about chance for unrelated ones', () => {
    const first = space(1);
    const mirrored = VectorSpace.from(Array.from({ length: 40 }, (_, i) => `w${i}`), Float32Array.from({ length: 320 }, (_, i) => -first.row(i >> 3)[7 - (i & 7)]), 8);
    assert.equal(neighbourStability(first, mirrored, { top: 5 }).overlap, 1);
    const { overlap, words } = neighbourStability(first, space(2), { top: 5 });
    assert.equal(words, 40);
    assert.ok(overlap! < 0.35, `${overlap}`);
  });

  it('looks only at words that both spaces know', () => {
    const result = neighbourStability(space(1), space(1, 10), { top: 3 });
    assert.equal(result.words, 10);
    assert.equal(result.overlap, 1);
  });

  it('is null without common words', () => {
    assert.equal(neighbourStability(space(1), VectorSpace.from(['x'], Float32Array.of(1, 2), 2)).overlap, null);
  });
});
