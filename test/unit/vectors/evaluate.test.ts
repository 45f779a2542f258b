import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../../../src/base/random.ts';
import { pearson, ranks, spearman } from '../../../src/vectors/correlation.ts';
import { evaluateAnalogies, evaluatePairs } from '../../../src/vectors/evaluate.ts';
import { parseAnalogies, parseWordPairs } from '../../../src/vectors/evaluationData.ts';
import { VectorSpace } from '../../../src/vectors/space.ts';
import { analogy } from '../../../src/vectors/words.ts';
import { spaceOf } from './files.ts';

describe('correlation', () => {
  it('gives tied values the mean of their ranks', () => assert.deepEqual([...ranks([10, 20, 20, 5, 20])], [2, 4, 4, 1, 4]));

  it('is Spearman\'s and Pearson\'s of a published example', () => {
    // IQ and hours of television: rho = -29/165 (the standard textbook table of ten pairs).
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
    assert.ok(Math.abs(spearman(iq, hours) + 29 / 165) < 1e-12);
    assert.ok(Math.abs(pearson([1, 2, 3, 4], [2, 4, 6, 9]) - 11.5 / Math.sqrt(5 * 26.75)) < 1e-12);
  });

  it('of ranks does not mind growing transformations', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), { minLength: 2 }), (pairs) => {
      const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
      const [plain, transformed] = [spearman(x, y), spearman(x.map((value) => value ** 3 + 7), y)];
      assert.ok(Object.is(plain, transformed) || Math.abs(plain - transformed) < 1e-9);
    }));
  });

  it('is undefined for constants and single values', () => {
    assert.ok(Number.isNaN(spearman([1, 1, 1], [1, 2, 3])) && Number.isNaN(pearson([1], [2])));
  });
});

describe('word pairs', () => {
  it('are read between tabs, commas and blanks, after a header, comments and blank lines', () => {
    const expected = [{ first: 'tiger', second: 'cat', score: 7.35 }, { first: 'New York', second: 'city', score: 8 }];
    assert.deepEqual(parseWordPairs('\uFEFF# set\nword1\tword2\tscore\r\ntiger\tcat\t7.35\r\n\nNew York\tcity\t8\textra\n', 'a.tsv'), expected);
    assert.deepEqual(parseWordPairs('tiger,cat,7.35\nNew York;city;8\n', 'a.csv'), expected);
    assert.deepEqual(parseWordPairs('tiger cat  7.35\n', 'a.txt'), expected.slice(0, 1));
  });

  it('that are none are named with file and line', () => {
    assert.throws(() => parseWordPairs('a\tb\t1\na\tb\tmuch\n', 'a.tsv'), { message: 'a.tsv:2: expected two words and a number, found "a\\tb\\tmuch"' });
    assert.throws(() => parseWordPairs('a\tb\n', 'a.tsv'), { message: /^a\.tsv:1: expected two words and a number/ });
    assert.throws(() => parseWordPairs('# nothing\n', 'a.tsv'), { message: /^a\.tsv: no word pairs/ });
  });

  it('are scored without the unknown ones, case aside', () => {
    const space = spaceOf({ a: [1, 0], B: [1, 0.1], c: [1, 1], d: [0, 1] });
    const pairs = parseWordPairs('A b 9\na c 5\na d 1\na zzz 4\n', 'p');
    const { spearman: rho, pearson: r, found, total } = evaluatePairs(space, pairs);
    assert.deepEqual([rho, found, total], [1, 3, 4]);
    assert.ok(r! > 0.9 && r! < 1);
    assert.deepEqual(evaluatePairs(space, parseWordPairs('x y 1\n', 'p')), { spearman: null, pearson: null, found: 0, total: 1 });
  });
});

describe('analogies', () => {
  it('are read by section, and a line without four words is named', () => {
    assert.deepEqual(parseAnalogies(': capitals\nAthens Greece Oslo Norway\n: family\nboy girl he she\n', 'q').map(({ section, words }) => [section, words[3]]), [['capitals', 'Norway'], ['family', 'she']]);
    assert.throws(() => parseAnalogies('a b c d\na b c\n', 'q.txt'), { message: 'q.txt:2: expected four words, found 3' });
  });

  it('are counted by section, the ones with unknown words apart', async () => {
    const space = spaceOf({ man: [0.1, -1, 0.2], Woman: [0.1, 1, 0.2], king: [1, -1, 0.1], queen: [1, 1, 0.15], apple: [-1, 0, 3] });
    const questions = parseAnalogies(': family\nman king woman queen\nman king woman apple\nman king woman duchess\n: none\nx y z w\n', 'q');
    for (const method of ['3CosAdd', '3CosMul'] as const) {
      assert.deepEqual(await evaluateAnalogies(space, questions, { method }), {
        accuracy: 0.5, correct: 1, found: 2, total: 4,
        sections: [{ name: 'family', correct: 1, found: 2, total: 3, accuracy: 0.5 }, { name: 'none', correct: 0, found: 0, total: 1, accuracy: null }],
      });
    }
  });

  it('have the answers that the search finds one by one', async () => {
    const random = createRandom(11);
    const space = VectorSpace.from(Array.from({ length: 700 }, (_, i) => `w${i}`), Float32Array.from({ length: 700 * 12 }, () => random.normal()), 12);
    const lines = Array.from({ length: 60 }, (_, i) => [i, i + 100, i + 200, 0].map((row) => `w${row}`));
    for (const method of ['3CosAdd', '3CosMul'] as const) {
      // Every second question gets the answer that the search gives, so half of them must count as right.
      const asked = lines.map(([a, b, c, wrong], i) => `${a} ${b} ${c} ${i % 2 === 0 ? analogy(space, a, b, c, { top: 1, method })[0].word : wrong}`);
      assert.equal((await evaluateAnalogies(space, parseAnalogies(asked.join('\n'), 'q'), { method })).correct, 30);
    }
  });

  it('stop when they are cancelled', async () => {
    const space = spaceOf({ a: [1], b: [1], c: [1], d: [1] });
    await assert.rejects(evaluateAnalogies(space, parseAnalogies('a b c d', 'q'), { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});
