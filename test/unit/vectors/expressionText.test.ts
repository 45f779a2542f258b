import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { parseExpression } from '../../../src/vectors/expressionText.ts';

describe('an expression of words', () => {
  it('adds and subtracts', () => {
    assert.deepEqual(parseExpression('king - man + woman'), { positive: ['king', 'woman'], negative: ['man'] });
  });

  it('takes signs that stand at their word, and the minus of typographers', () => {
    assert.deepEqual(parseExpression('king -man +woman \u2212queen'), { positive: ['king', 'woman'], negative: ['man', 'queen'] });
  });

  it('leaves hyphens inside a word alone', () => {
    assert.deepEqual(parseExpression('well-known'), { positive: ['well-known'], negative: [] });
  });

  it('adds words without a sign between them', () => {
    assert.deepEqual(parseExpression('  red   wine '), { positive: ['red', 'wine'], negative: [] });
  });

  it('says what is missing', () => {
    assert.throws(() => parseExpression('king - '), /expected a word after -/);
    assert.throws(() => parseExpression('king - + man'), /expected a word after -/);
    assert.throws(() => parseExpression('  '), /empty/);
  });

  it('gives back the words of any expression, or a LexiscopeError for any text', () => {
    const word = fc.stringMatching(/^[a-zé\u4e00]{1,8}$/u);
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('+', '-'), word), { minLength: 1, maxLength: 6 }), (terms) => {
      const { positive, negative } = parseExpression(terms.map(([sign, text]) => `${sign} ${text}`).join(' '));
      assert.deepEqual(positive, terms.filter(([sign]) => sign === '+').map(([, text]) => text));
      assert.deepEqual(negative, terms.filter(([sign]) => sign === '-').map(([, text]) => text));
    }));
    fc.assert(fc.property(fc.string(), (text) => {
      try {
        const { positive, negative = [] } = parseExpression(text);
        assert.ok([...positive, ...negative].every((part) => part !== '' && !/\s/.test(part)));
      } catch (error) {
        assert.ok(error instanceof LexiscopeError);
      }
    }));
  });
});
