import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Answers } from '../../../src/extension/answers/analyses.ts';
import { type ResultNode, type TreeParts, documentNode } from '../../../src/extension/results/nodes.ts';
import type { DocumentAnalysis, DocumentSection } from '../../../src/protocol/analysis.ts';
import { english, fill, segmentAt, sentimentAnswer } from './answersFixture.ts';

const parts: TreeParts = { presenter: english, t: fill, excerpt: ({ range }) => `text of line ${range.start.line + 1}`, title: (uri) => uri.split('/').at(-1)! };
const answersOf = (...analyses: DocumentAnalysis[]): Answers => ({ uri: 'file:///a/review.md', analyses, explained: [], questions: [], source: {} });
const childrenOf = (node: ResultNode): ResultNode[] => node.children?.() ?? [];
const all = (node: ResultNode): ResultNode[] => [node, ...childrenOf(node).flatMap(all)];
const lines = (node: ResultNode): string[] => childrenOf(node).map(({ label, description }) => `${label} ${description ?? ''}`.trim());

function section(title: string, depth: number, firstSegment: number, endSegment: number): DocumentSection {
  const range = { start: { line: firstSegment, character: 0 }, end: { line: endSegment, character: 0 } };
  return { title, depth, range, firstSegment, endSegment, label: 'negative', labels: ['negative'], confidence: 0.9, scores: [], verdict: 'certain', words: 9 };
}

describe('the result view', () => {
  it('shows a document, its answers, and their sentences with what they say first', () => {
    const document = documentNode(answersOf(sentimentAnswer()), parts);
    assert.equal(document.label, 'review.md');
    assert.deepEqual(lines(document), ['Sentiment negative 91%']);
    const [answer] = childrenOf(document);
    assert.deepEqual(lines(answer), ['Probabilities', 'positive 90% text of line 3', 'negative 97% text of line 7', 'negative 80% text of line 8', 'neutral 70% text of line 12']);
  });

  it('says each row to a screen reader, and every sentence tells more than a colour', () => {
    for (const node of all(documentNode(answersOf(sentimentAnswer()), parts))) assert.ok((node.spoken ?? node.label).length > 0, node.id);
    const [, positive, negative] = childrenOf(childrenOf(documentNode(answersOf(sentimentAnswer()), parts))[0]);
    assert.notEqual(positive.icon, negative.icon);
    assert.equal(positive.spoken, 'positive 90%, line 3: text of line 3');
  });

  it('puts sentences under their headings, and headings under those above them', () => {
    const sections = [section('', 0, 0, 1), section('Day two', 0, 1, 4), section('Evening', 1, 3, 4)];
    const [answer] = childrenOf(documentNode(answersOf(sentimentAnswer({ sections })), parts));
    const [, before, dayTwo, ...rest] = childrenOf(answer);
    assert.deepEqual(rest, []);
    assert.deepEqual([before.label, dayTwo.label], ['before the first heading', 'Day two']);
    assert.deepEqual(childrenOf(before).map(({ label }) => label), ['positive 90%']);
    assert.deepEqual(childrenOf(dayTwo).map(({ label }) => label), ['negative 97%', 'negative 80%', 'Evening']);
    assert.deepEqual(childrenOf(childrenOf(dayTwo)[2]).map(({ label }) => label), ['neutral 70%']);
  });

  it('shows every segment once and gives each row an id of its own, however headings nest', () => {
    const depths = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(depths, fc.nat({ max: 12 }), (levels, extra) => {
      const segments = Array.from({ length: levels.length + extra }, (_, i) => segmentAt(i, 'negative', 0.5 + i / 100));
      const firsts = levels.map((_, i) => (i === 0 ? 0 : i + Math.floor((extra * i) / levels.length)));
      const sections = levels.map((depth, i): DocumentSection => {
        const next = levels.findIndex((other, j) => j > i && other <= depth);
        return section(`s${i}`, depth, firsts[i], next < 0 ? segments.length : firsts[next]);
      });
      const nodes = all(documentNode(answersOf(sentimentAnswer({ segments, sections })), parts));
      const shown = nodes.filter(({ label }) => /^negative \d+%$/.test(label)).map(({ place }) => place?.range.start.line);
      assert.deepEqual([...shown].sort((a, b) => a! - b!), segments.map(({ range }) => range.start.line));
      assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
    }));
  });

  it('puts what is too much for one list under a row of its own', () => {
    const segments = Array.from({ length: 1200 }, (_, i) => segmentAt(i, 'negative', 0.9));
    const [answer] = childrenOf(documentNode(answersOf(sentimentAnswer({ segments })), parts));
    const rows = childrenOf(answer);
    assert.equal(rows.length, 1 + 500 + 1);
    assert.equal(rows.at(-1)?.label, '700 more');
    assert.equal(childrenOf(rows.at(-1)!).length, 501);
  });

  it('says how little there was to read, and what the model does not read', () => {
    const [little] = childrenOf(documentNode(answersOf(sentimentAnswer({ words: 5, amount: 'little' })), parts));
    assert.equal(little.description, 'negative 91% · 5 words are little to go by');
    const mismatch = { language: 'fr', confidence: 0.97, reads: ['en'] };
    const [other] = childrenOf(documentNode(answersOf(sentimentAnswer({ label: null, labels: [], verdict: 'other-language', mismatch, scores: [], segments: [] })), parts));
    assert.equal(other.icon, 'warning');
    assert.deepEqual(lines(other), ['The text is in French (97%), but the model reads English.']);
    assert.ok(!other.contexts.includes('explainable'));
  });

  it('shows no answer of a document that has changed, only that it has', () => {
    const stale = documentNode(answersOf(), parts);
    assert.equal(stale.children, undefined);
    assert.deepEqual(stale.contexts, ['stale']);
    assert.equal(stale.description, 'changed since it was read');
  });

  it('lists the words that explain a sentence below it, strongest first, with the method', () => {
    const analysis = sentimentAnswer();
    const place = { uri: analysis.uri, range: analysis.segments[1].range };
    const word = (text: string, weight: number): { range: typeof place.range; text: string; weight: number } => ({ range: place.range, text, weight });
    const explanation = { uri: analysis.uri, version: 3, label: 'negative', displayName: 'negative', score: 0.97, method: 'occlusion' as const, unit: 'word' as const, evidence: [word('awful', 2), word('warm', -1)], total: 2, elapsedMs: 9 };
    const [answer] = childrenOf(documentNode({ ...answersOf(analysis), explained: [{ analysis, place, explanation }] }, parts));
    const [why] = childrenOf(childrenOf(answer)[2]);
    assert.equal(`${why.label}: ${why.description}`, 'Why negative: each word left out in turn (occlusion)');
    assert.deepEqual(childrenOf(why).map(({ label, description, icon }) => [label, description, icon]), [['awful', 'for negative · 7.4×', 'add'], ['warm', 'against negative · 2.7×', 'remove']]);
    assert.equal(childrenOf(why)[0].tooltip, 'Speaks for negative: without it, the odds are 7.4 times smaller.');
  });
});
