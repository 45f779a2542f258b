import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../../../src/base/random.ts';
import { findWord, requireWord } from '../../../src/vectors/lookup.ts';
import { nearest, nearestToEach, type SearchOptions } from '../../../src/vectors/search.ts';
import { VectorSpace } from '../../../src/vectors/space.ts';
import { suggestSpellings } from '../../../src/vectors/spelling.ts';
import { meanSimilarity, relaxedMoversDistance } from '../../../src/vectors/texts.ts';
import { analogy, closerThan, mostSimilar, neighbourRank, oddOneOut, similarity } from '../../../src/vectors/words.ts';
import { spaceOf } from './files.ts';

/** Directions in a plane, by their angle in degrees, with different lengths. */
function plane(angles: Readonly<Record<string, number>>): VectorSpace {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  return spaceOf(Object.fromEntries(Object.entries(angles).map(([word, angle], i) => [word, [(i + 1) * Math.cos(radians(angle)), (i + 1) * Math.sin(radians(angle))]])));
}

function randomSpace(size: number, dimensions: number, seed: number): VectorSpace {
  const random = createRandom(seed);
  return VectorSpace.from(Array.from({ length: size }, (_, i) => `w${i}`), Float32Array.from({ length: size * dimensions }, () => random.normal()), dimensions);
}

/** Every row's cosine in float64, sorted: what the search must find. */
function bruteForce(space: VectorSpace, vector: Float32Array, accept: (row: number) => boolean): { row: number; score: number }[] {
  const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return Array.from({ length: space.size }, (_, row) => ({ row, score: space.row(row).reduce((sum, value, i) => sum + value * vector[i], 0) / norm(space.row(row)) / norm(vector) }))
    .filter(({ row }) => accept(row))
    .sort((a, b) => b.score - a.score);
}

describe('nearest', () => {
  it('finds the words by cosine, whatever their lengths', () => {
    const space = plane({ east: 0, northeast: 45, north: 90, west: 180 });
    assert.deepEqual(nearest(space, Float32Array.of(5, 1), { top: 3 }).map(({ word }) => word), ['east', 'northeast', 'north']);
  });

  it('finds what a full sort in float64 finds, in spaces of any shape', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 2, max: 70 }), fc.integer({ min: 1, max: 12 }), fc.nat(), (size, dimensions, top, seed) => {
        const space = randomSpace(size, dimensions, seed);
        const vector = space.row(seed % size).slice();
        const options: SearchOptions = { top, exclude: new Set([0]), ranks: { from: 2, to: Math.max(2, size - 3) }, accept: (row) => row % 7 !== 3 };
        const expected = bruteForce(space, vector, (row) => row >= 1 && row < Math.max(2, size - 3) && row % 7 !== 3).slice(0, top);
        const found = nearest(space, vector, options);
        // By their scores: in float32 near ties may change places.
        for (const neighbours of [found, nearestToEach(space, [vector, vector], options)[1]]) {
          assert.equal(neighbours.length, expected.length);
          neighbours.forEach(({ row, score }, i) => {
            assert.ok(Math.abs(score - expected[i].score) < 1e-5);
            assert.ok(row >= 1 && row < Math.max(2, size - 3) && row % 7 !== 3);
          });
        }
      }),
      { numRuns: 12 },
    );
  });

  it('finds the same rows for many queries at once as for each alone', () => {
    const space = randomSpace(3000, 20, 5);
    const vectors = Array.from({ length: 19 }, (_, i) => space.row(i * 11).slice());
    const together = nearestToEach(space, vectors, { top: 5 });
    vectors.forEach((vector, i) => assert.deepEqual(together[i].map(({ row }) => row), nearest(space, vector, { top: 5 }).map(({ row }) => row)));
  });

  it('puts the more frequent word first where cosines are equal', () => {
    const space = spaceOf({ a: [1, 0], b: [2, 0], c: [4, 0], d: [8, 0], e: [16, 0] });
    assert.deepEqual(nearest(space, Float32Array.of(1, 0), { top: 3 }).map(({ word }) => word), ['a', 'b', 'c']);
  });

  it('gives rows of zeros the cosine 0', () => {
    assert.deepEqual(nearest(spaceOf({ zero: [0, 0], back: [-1, 0] }), Float32Array.of(1, 0)).map(({ word, score }) => [word, score]), [['zero', 0], ['back', -1]]);
  });

  it('refuses vectors of other dimensions, and tops below one', () => {
    const space = spaceOf({ a: [1, 0] });
    assert.throws(() => nearest(space, Float32Array.of(1)), { code: 'bad-input', message: 'a vector of 1 values for a space of 2 dimensions' });
    assert.throws(() => nearest(space, Float32Array.of(1, 0), { top: 0 }), { message: 'top must be a whole number of at least 1, not 0' });
  });
});

describe('expressions of words', () => {
  // Two features: royal and female, with a little noise in a third.
  const royals = spaceOf({ man: [0.1, -1, 0.2], woman: [0.1, 1, 0.2], king: [1, -1, 0.1], queen: [1, 1, 0.15], apple: [-1, 0, 3], prince: [0.9, -0.9, -0.4] });

  it('solve analogies by addition and by multiplication', () => {
    for (const method of ['3CosAdd', '3CosMul'] as const) assert.equal(analogy(royals, 'man', 'king', 'woman', { method })[0].word, 'queen', method);
  });

  it('score 3CosMul as Levy and Goldberg write it', () => {
    const [{ word, score }] = mostSimilar(royals, { positive: ['king', 'woman'], negative: ['man'] }, { method: '3CosMul' });
    const s = (other: string): number => (1 + similarity(royals, word, other)) / 2;
    assert.ok(Math.abs(score - (s('king') * s('woman')) / (s('man') + 0.001)) < 1e-5);
  });

  it('leave out the words they are made of', () => {
    const words = mostSimilar(royals, { positive: ['king', 'queen'] }).map(({ word }) => word);
    assert.equal(words.length, 4);
    assert.ok(!words.includes('king') && !words.includes('queen'));
  });

  it('find the word that does not belong', () => {
    assert.equal(oddOneOut(royals, ['king', 'apple', 'prince', 'queen']), 'apple');
    assert.throws(() => oddOneOut(royals, ['king', 'apple']), { message: 'the odd one out of 2 words: expected at least three' });
  });

  it('rank one word among the neighbours of another', () => {
    const space = plane({ a: 0, b: 10, c: 20, d: 30, e: 90 });
    assert.deepEqual(closerThan(space, 'a', 'd').map(({ word }) => word), ['b', 'c']);
    assert.equal(neighbourRank(space, 'a', 'b'), 1);
    assert.equal(neighbourRank(space, 'a', 'e'), 4);
  });

  it('name the unknown word and what it might have been', () => {
    assert.throws(() => similarity(royals, 'king', 'quen'), { code: 'not-found', message: '"quen" is not among the 6 words of vectors', hint: 'Did you mean queen?' });
  });
});

describe('texts', () => {
  const space = spaceOf({ obama: [1, 0, 0.1], president: [1, 0.1, 0], speaks: [0, 1, 0], greets: [0.1, 1, 0], banana: [0, 0, 1] });

  it('are alike when their words are, though none is shared', () => {
    const near = meanSimilarity(space, ['obama', 'speaks'], ['president', 'greets', 'unknownword']);
    const far = meanSimilarity(space, ['obama', 'speaks'], ['banana']);
    assert.ok(near!.value > 0.95 && far!.value < 0.2);
    assert.deepEqual(near!.found, [2, 2]);
  });

  it('have a relaxed mover\'s distance of 0 to themselves, that is symmetric and grows', () => {
    const distance = (a: string[], b: string[]): number => relaxedMoversDistance(space, a, b)!.value;
    assert.equal(distance(['obama', 'speaks'], ['speaks', 'obama']), 0);
    assert.equal(distance(['obama'], ['president', 'banana']), distance(['president', 'banana'], ['obama']));
    assert.ok(distance(['obama', 'speaks'], ['president', 'greets']) < distance(['obama', 'speaks'], ['banana']));
    // From banana, at a right angle to speaks: the square root of 2.
    assert.ok(Math.abs(distance(['speaks'], ['banana']) - Math.SQRT2) < 1e-6);
  });

  it('without a known word cannot be compared', () => {
    assert.equal(meanSimilarity(space, ['xyzzy'], ['obama']), undefined);
    assert.equal(relaxedMoversDistance(space, [], ['obama']), undefined);
  });
});

describe('findWord', () => {
  const space = spaceOf({ paris: [1], London: [1], NATO: [1], study: [1], hope: [1], stop: [1], cat: [1], cafe: [1], run: [1] });
  const found = (word: string): string | undefined => findWord(space, word)?.word;

  it('prefers the word as it is', () => assert.deepEqual(findWord(space, 'London'), { row: 1, word: 'London', kind: 'exact' }));
  it('tries lower case, a capital and capitals', () => assert.deepEqual(['Paris', 'london', 'LONDON', 'nato'].map(found), ['paris', 'London', 'London', 'NATO']));
  it('takes off quotes, possessives, soft hyphens and accents', () => assert.deepEqual(['“cat”', 'Cat’s', "cats'", 'ca\u00ADt', 'café'].map(found), ['cat', 'cat', 'cat', 'cat', 'cafe']));
  it('takes off English endings', () => assert.deepEqual(['studies', 'studied', 'hoping', 'stopped', 'Cats', 'running'].map(found), ['study', 'study', 'hope', 'stop', 'cat', 'run']));
  it('does not shorten a word to nothing', () => assert.deepEqual(['', 's', 'es', 'bed', '’s'].map(found), [undefined, undefined, undefined, undefined, undefined]));
  it('is what requireWord throws about', () => assert.throws(() => requireWord(space, 'zebra'), { code: 'not-found' }));
});

describe('suggestSpellings', () => {
  const space = spaceOf({ house: [1], horse: [1], mouse: [1], hose: [1], elephant: [1], Haus: [1] });

  it('lists the nearest spellings, of equal ones the more frequent first', () => {
    assert.deepEqual(suggestSpellings(space, 'huose').map(({ word, edits }) => [word, edits]), [['house', 1], ['hose', 1], ['horse', 2], ['mouse', 2]]);
  });

  it('agrees with the definition of the distance', () => {
    const optimalAlignment = (a: string, b: string): number => {
      const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)));
      for (let i = 1; i <= a.length; i++) {
        for (let j = 1; j <= b.length; j++) {
          d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
          if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
      return d[a.length][b.length];
    };
    const short = fc.stringMatching(/^[ab]{5,9}$/);
    fc.assert(
      fc.property(fc.uniqueArray(short, { minLength: 1, maxLength: 30 }), short, (words, target) => {
        const all = VectorSpace.from(words, new Float32Array(words.length).fill(1), 1);
        const expected = words.filter((word) => optimalAlignment(word, target) <= 2).sort();
        const found = suggestSpellings(all, target, 100);
        assert.deepEqual(found.map(({ word }) => word).sort(), expected);
        for (const { word, edits } of found) assert.equal(edits, optimalAlignment(word, target));
      }),
      { numRuns: 300 },
    );
  });
});
