import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ReportParts, toJson, toMarkdown, within } from '../../../src/extension/results/report.ts';
import { english, fill, sentimentAnswer } from './answersFixture.ts';

const parts: ReportParts = { presenter: english, t: fill, textAt: ({ range }) => `Text | of\nline ${range.start.line + 1}`, title: (uri) => uri.split('/').at(-1)! };
const reported = { uri: 'file:///a/review.md', analyses: [sentimentAnswer()], explained: [] };

describe('a report', () => {
  it('tells people the answer, its probabilities and its sentences', () => {
    const report = toMarkdown(reported, parts);
    assert.match(report, /^# review\.md\n\n## Sentiment: negative 91%\n\n60 words read · model Sentiment\n/);
    assert.match(report, /\| negative \| 91% \|/);
    assert.match(report, /\| 7 \| negative \| 97% \| Text \\\| of line 7 \|/);
  });

  it('keeps whatever a text holds inside its cell', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const rows = toMarkdown(reported, { ...parts, textAt: () => text }).split('\n').filter((line) => /^\| \d+ \|/.test(line));
      assert.equal(rows.length, 4);
      for (const row of rows) assert.equal(row.replace(/\\./g, '').match(/\|/g)?.length, 5, row);
    }));
  });

  it('gives programs the answer as the server gave it, with the text of every part', () => {
    const { analyses } = JSON.parse(toJson(reported, parts)) as { analyses: { label: string; segments: { text: string; score: number }[] }[] };
    assert.equal(analyses[0].label, 'negative');
    assert.deepEqual(analyses[0].segments.map(({ score }) => score), [0.9, 0.97, 0.8, 0.7]);
    assert.equal(analyses[0].segments[1].text, 'Text | of\nline 7');
  });

  it('of one sentence says what that sentence says, not what the document does', () => {
    const analysis = sentimentAnswer();
    const { label, confidence, segments } = within(analysis, { uri: analysis.uri, range: analysis.segments[0].range });
    assert.deepEqual([label, confidence, segments.length], ['positive', 0.9, 1]);
  });
});
