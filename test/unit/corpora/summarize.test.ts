import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HashSet } from '../../../src/corpora/hashSet.ts';
import { summarize } from '../../../src/corpora/summarize.ts';
import { lexiscopeError, withFiles } from './helpers.ts';

describe('A first look at data', () => {
  it('counts labels, lengths, duplicates, empty texts and problems in one pass', async () => {
    const rows = [
      { text: 'Hello, world', labels: ['a'] }, { text: 'hello world!', labels: ['b', 'a'] }, { text: '', labels: ['a'] }, { text: '  ', labels: [] }, { text: 'four', labels: ['b'] },
    ].map((row) => JSON.stringify(row));
    await withFiles({ 'a.jsonl': `${rows.join('\n')}\noops\n{"text":1}\n` }, async (at) => {
      const { problems, ...counts } = await summarize(at('a.jsonl'), { maximumProblems: 1 });
      assert.deepEqual(counts, {
        examples: 5,
        labels: [{ label: 'a', count: 3 }, { label: 'b', count: 2 }],
        labelsAreComplete: true,
        withoutLabel: 1,
        withSeveralLabels: 1,
        empty: 2,
        duplicates: 1,
        duplicatesAreExact: true,
        lengths: { mean: (12 + 12 + 0 + 2 + 4) / 5, longest: 12, bins: [1, 0, 1, 1, 2] },
        problemCount: 2,
      });
      assert.equal(problems.length, 1);
      assert.equal(problems[0].line, 6);
      assert.match(problems[0].message, /^not valid JSON/);
    });
  });

  it('takes what makes the rest of a file unreadable as a problem, and goes on with the next file', async () => {
    await withFiles({ 'a.csv': 'text,label\nx,y\n"never closed,z\nw,v\n', 'b.csv': 'text,label\nu,t\n' }, async (at) => {
      const summary = await summarize([at('a.csv'), at('b.csv')]);
      assert.equal(summary.examples, 2);
      assert.deepEqual(summary.problems, [{ file: at('a.csv'), line: 3, message: 'the quote that opens here is never closed' }]);
    });
  });

  it('says where it stopped counting labels and duplicates', async () => {
    const csv = `text,label\n${Array.from({ length: 10_005 }, (_, i) => `t${i},l${i}\n`).join('')}t0,l0\n`;
    await withFiles({ 'a.csv': csv }, async (at) => {
      const summary = await summarize(at('a.csv'), { maximumTexts: 100 });
      assert.equal(summary.labels.length, 10_000);
      assert.equal(summary.labelsAreComplete, false);
      assert.equal(summary.duplicatesAreExact, false);
      assert.equal(summary.examples, 10_006);
    });
  });

  it('is an error where there is no data', async () => {
    await withFiles({}, async (at) => {
      await assert.rejects(summarize(at('none.csv')), lexiscopeError(/none\.csv: there is no such file/, 'not-found'));
    });
  });
});

describe('A set of hashes', () => {
  it('knows what was added, as a Set does', () => {
    const half = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
    fc.assert(fc.property(fc.array(fc.tuple(half, half), { maxLength: 3000, size: 'max' }), (hashes) => {
      const set = new HashSet();
      const reference = new Set<string>();
      for (const [high, low] of hashes) {
        const key = `${high},${high === 0 && low === 0 ? 1 : low}`;
        assert.equal(set.add(high, low), !reference.has(key));
        reference.add(key);
      }
      assert.equal(set.size, reference.size);
    }), { numRuns: 20 });
  });
});
