import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../../../src/server/spaces/queries.ts';
import { VectorSpace } from '../../../../src/vectors/space.ts';

const context = { signal: new AbortController().signal, progress: (): void => undefined };
/** Directions of two dimensions, in degrees. */
const degrees = { king: 0, queen: 20, man: 40, woman: 60, apple: 180 };
const radians = Object.values(degrees).map((angle) => (angle * Math.PI) / 180);
const space = VectorSpace.from(Object.keys(degrees), Float32Array.from(radians.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])), 2, {
  counts: Float64Array.of(50, 40, 30, 20, 10),
});
const cosine = (angle: number): number => Math.cos((angle * Math.PI) / 180);
const near = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} instead of ${expected}`);

describe('a question about a space', () => {
  it('describes a word by its neighbours, rank and count', async () => {
    const found = await answer('describeWord', space, { word: 'Queen', top: 2 }, context);
    assert.deepEqual(found.term, { asked: 'Queen', word: 'queen', kind: 'case', rank: 2 });
    assert.equal(found.count, 40);
    assert.deepEqual(found.neighbours.map(({ word, rank }) => [word, rank]), [['king', 1], ['man', 3]]);
    near(found.neighbours[0].score, cosine(20));
  });

  it('tells the similarity with a second word, and its place among the neighbours', async () => {
    const { similarity } = await answer('describeWord', space, { word: 'king', second: 'woman', top: 1 }, context);
    near(similarity!.cosine, cosine(60));
    assert.equal(similarity!.neighbourRank, 3);
  });

  it('suggests spellings for an unknown word', async () => {
    const found = await answer('describeWord', space, { word: 'quen', second: 'king', top: 3 }, context);
    assert.equal(found.term, null);
    assert.deepEqual(found.spellings, ['queen']);
    assert.deepEqual([found.neighbours, found.similarity, found.count], [[], null, null]);
  });

  it('finds the neighbours of an expression, within a range of ranks', async () => {
    const { terms, neighbours } = await answer('neighbours', space, { expression: 'king - man + woman', top: 5, method: '3CosAdd' }, context);
    assert.deepEqual(terms.map(({ word, sign }) => [word, sign]), [['king', 1], ['woman', 1], ['man', -1]]);
    assert.equal(neighbours[0].word, 'queen');
    const rare = await answer('neighbours', space, { expression: 'king', top: 5, method: '3CosAdd', fromRank: 4 }, context);
    assert.deepEqual(rare.neighbours.map(({ word }) => word), ['woman', 'apple']);
    await assert.rejects(async () => answer('neighbours', space, { expression: 'kin', top: 5, method: '3CosAdd' }, context), { code: 'not-found', hint: /king/ });
  });

  it('solves an analogy', async () => {
    const { neighbours } = await answer('analogy', space, { a: 'man', b: 'woman', c: 'king', top: 1, method: '3CosMul' }, context);
    assert.equal(neighbours[0].word, 'queen');
  });

  it('compares words, and texts by their means', async () => {
    const words = await answer('similarity', space, { first: 'king', second: 'man' }, context);
    near(words.cosine, cosine(40));
    assert.equal(words.neighbourRank, 2);
    const texts = await answer('similarity', space, { first: 'The king, the queen.', second: 'queen king' }, context);
    near(texts.cosine, 1);
    near(texts.moversDistance!, 0);
    assert.equal(texts.terms, null);
    await assert.rejects(async () => answer('similarity', space, { first: 'king queen', second: 'zzz yyy' }, context), { code: 'not-found', message: /zzz yyy/ });
  });

  it('makes a matrix of known words and lists the others', async () => {
    const { terms, unknown, cosines } = await answer('similarityMatrix', space, { words: ['king', 'zzz', 'apple'] }, context);
    assert.deepEqual(terms.map(({ word }) => word), ['king', 'apple']);
    assert.deepEqual(unknown, ['zzz']);
    [[1, -1], [-1, 1]].forEach((row, i) => row.forEach((value, j) => near(cosines[i][j], value)));
  });

  it('finds the odd one out', async () => {
    const { odd, words } = await answer('oddOneOut', space, { words: ['king', 'apple', 'queen'] }, context);
    assert.equal(odd, 'apple');
    assert.equal(words.length, 3);
  });

  it('tells ranks, and lists a part of the vocabulary', async () => {
    const { ranks } = await answer('rank', space, { words: ['man', 'zzz'] }, context);
    assert.deepEqual(ranks, [{ asked: 'man', term: { asked: 'man', word: 'man', kind: 'exact', rank: 3 }, count: 30 }, { asked: 'zzz', term: null, count: null }]);
    const list = await answer('words', space, { containing: 'AN', limit: 1, fromRank: 2 }, context);
    assert.deepEqual(list, { words: [{ word: 'man', rank: 3, count: 30 }], total: 2 });
  });

  it('hands out vectors as base64 of float32', async () => {
    const { terms, values, dimensions } = await answer('vectors', space, { words: ['apple', 'zzz', 'king'] }, context);
    assert.deepEqual(terms.map(({ word }) => word), ['apple', 'king']);
    const bytes = Buffer.from(values, 'base64');
    const rows = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    assert.equal(rows.length, 2 * dimensions);
    near(rows[2], 1);
    near(rows[0], -1);
  });
});
