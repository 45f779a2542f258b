import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Presenter, runsOf, type Translate } from '../../../src/extension/answers/present.ts';
import type { DocumentAnalysis, DocumentSegment } from '../../../src/protocol/analysis.ts';

const fill: Translate = (message, ...values) => message.replace(/\{(\d+)\}/g, (_, i: string) => String(values[Number(i)]));
const english = new Presenter('en', fill);

function analysis(parts: Partial<DocumentAnalysis>): DocumentAnalysis {
  return {
    task: 'language', uri: 'file:///a.txt', version: 1, label: 'fr', labels: ['fr'], confidence: 0.9876, verdict: 'certain', elapsedMs: 1,
    words: 40, amount: 'enough', model: { id: 'language', name: 'Language' }, displayNames: {}, sections: [],
    scores: [{ label: 'fr', score: 0.9876 }, { label: 'oc', score: 0.01 }], segments: [], shares: [{ label: 'fr', share: 1 }], ...parts,
  };
}

describe('the headline of an answer', () => {
  it('names the language and the confidence, rounded down', () => {
    assert.equal(english.headline(analysis({})), 'French 98%');
    assert.equal(english.headline(analysis({ confidence: 0.9999 })), 'French 99%');
  });

  it('speaks the language of the editor', () => {
    assert.equal(new Presenter('sv', fill).headline(analysis({})), 'franska 98\u00a0%');
  });

  it('names both of two languages, and counts more', () => {
    const shares = [{ label: 'fr', share: 0.6 }, { label: 'ja', share: 0.4 }];
    assert.equal(english.headline(analysis({ shares })), 'French + Japanese');
    assert.equal(english.headline(analysis({ shares: [...shares, { label: 'sv', share: 0.2 }] })), 'French + 2 more languages');
  });

  it('does not take the share of a language in a mixed document for doubt', () => {
    const shares = [{ label: 'fr', share: 0.6 }, { label: 'ja', share: 0.4 }];
    assert.equal(english.headline(analysis({ shares, verdict: 'uncertain', confidence: 0.6 })), 'French + Japanese');
  });

  it('does not count traces of a language, nor numbers between the words', () => {
    const shares = [{ label: 'fr', share: 0.8 }, { label: 'zxx', share: 0.17 }, { label: 'oc', share: 0.03 }];
    assert.equal(english.headline(analysis({ shares })), 'French 98%');
  });

  it('doubts what is uncertain, and gives no language where there is none to give', () => {
    assert.equal(english.headline(analysis({ verdict: 'uncertain', confidence: 0.4 })), 'French? 40%');
    assert.equal(english.headline(analysis({ verdict: 'not-enough-text' })), 'Not enough text');
    assert.equal(english.headline(analysis({ verdict: 'not-language', label: 'zxx' })), 'Not natural language');
  });

  it('is some text for any label that a model may have', () => {
    fc.assert(fc.property(fc.string(), (label) => {
      assert.equal(typeof english.headline(analysis({ label, shares: [{ label, share: 1 }] })), 'string');
      assert.equal(typeof english.explanation(analysis({ label })), 'string');
    }));
  });
});

describe('neighbouring segments', () => {
  const segment = (label: string, line: number, score: number): DocumentSegment => ({ label, score, range: { start: { line, character: 0 }, end: { line, character: 9 } } });

  it('of one label are one run, as certain as its weakest part', () => {
    const runs = runsOf([segment('fr', 0, 0.9), segment('fr', 2, 0.7), segment('ja', 4, 0.99), segment('fr', 6, 0.8)]);
    assert.deepEqual(runs.map(({ label, score, range }) => [label, score, range.start.line, range.end.line]), [['fr', 0.7, 0, 2], ['ja', 0.99, 4, 4], ['fr', 0.8, 6, 6]]);
  });
});
