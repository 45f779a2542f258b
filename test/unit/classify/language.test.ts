import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Classifier } from '../../../src/classify/classifier.ts';
import { loadClassifier } from '../../../src/classify/classifier.ts';
import { readDocument } from '../../../src/classify/document.ts';
import type { DocumentResult } from '../../../src/classify/documentResult.ts';
import type { Reading } from '../../../src/classify/languageRuns.ts';
import { decodeLabels } from '../../../src/classify/languageRuns.ts';
import { extractProse } from '../../../src/text/extractProse.ts';
import { writeTinyModel } from '../../support/tinyModel.ts';

// Words of e are English, words of f French; x is code.
const english = 'Eeee eeeee eee eeeeeee eeee eee eeeee eeeee.';
const french = 'Ffff fffff fff fffffff ffff fff fffff fffff.';

describe('the languages of a document', () => {
  let folder: string;
  let classifier: Classifier;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    const file = path.join(folder, 'language.onnx');
    const votes = { e: [9, 0, 0, 0], E: [9, 0, 0, 0], f: [0, 9, 0, 0], F: [0, 9, 0, 0], x: [0, 0, 0, 9] };
    await writeTinyModel(file, { labels: ['en', 'fr', 'el', 'zxx'], votes, metadata: { task: 'language', input: { maximumTokens: 256, overlap: 0 } } });
    classifier = await loadClassifier(file);
  });
  after(async () => {
    await classifier.dispose();
    await rm(folder, { recursive: true });
  });

  const read = (document: string, languageId = 'plaintext'): Promise<DocumentResult> => readDocument(classifier, extractProse(document, languageId));
  const labelled = (document: string, { segments }: DocumentResult): [string, string][] => segments.map(({ start, end, label }) => [label, document.slice(start, end)]);

  it('are one run where all paragraphs agree', async () => {
    const document = `${english}\n\n${english}\n\n${english}\n`;
    const result = await read(document);
    assert.deepEqual(labelled(document, result), [['en', document.trim()]]);
    assert.deepEqual([result.label, result.verdict], ['en', 'certain']);
  });

  it('change from paragraph to paragraph, at exact offsets', async () => {
    const document = `${english} ${english}\n\n${french}\n\n${english}`;
    const result = await read(document);
    assert.deepEqual(labelled(document, result), [['en', `${english} ${english}`], ['fr', french], ['en', english]]);
  });

  it('change inside a paragraph, at a sentence', async () => {
    const document = `${english} ${french} ${english}`;
    assert.deepEqual(labelled(document, await read(document)).map(([label]) => label), ['en', 'fr', 'en']);
  });

  it('have as scores their shares of the letters', async () => {
    const { scores, verdict } = await read(`${english}\n\n${english}\n\n${english}\n\n${french}`);
    assert.ok(Math.abs(scores.find(({ label }) => label === 'fr')!.score - 0.25) < 0.01);
    assert.equal(verdict, 'uncertain');
  });

  it('give a short segment its neighbours\' language, unless its script is clear', async () => {
    const short = `${english}\n\nFf\n\n${english}`;
    assert.deepEqual(labelled(short, await read(short)).map(([label]) => label), ['en']);
    const clear = `${english}\n\nΚαλημέρα σας\n\n${english}`;
    assert.deepEqual(labelled(clear, await read(clear)).map(([label]) => label), ['en', 'el', 'en']);
  });

  it('pass over numbers, and leave what is no language out of the answer', async () => {
    const document = `${english}\n\n12345\n\n${english}\n\n${'xxxx '.repeat(40)}`;
    const result = await read(document);
    assert.deepEqual(labelled(document, result).map(([label]) => label), ['en', 'zxx']);
    assert.equal(result.label, 'en');
    assert.equal((await read('xxxx xxxxx xxxxxxx')).verdict, 'not-language');
  });

  it('are none in an empty document and in numbers', async () => {
    assert.deepEqual([(await read('')).verdict, (await read(' \n\n')).verdict, (await read('1 2\n\n3')).verdict], ['not-enough-text', 'not-enough-text', 'not-language']);
    assert.deepEqual((await read('1 2\n\n3')).segments, []);
  });

  it('leave code of Markdown out', async () => {
    const document = `# ${french}\n\n\`\`\`\n${english}\n\`\`\`\n\n${french}\n`;
    assert.deepEqual((await read(document, 'markdown')).segments.map(({ label }) => label), ['fr']);
  });

  it('are read in windows without a seam', async () => {
    const document = `${english}\n\n`.repeat(600);
    const offsets: number[] = [];
    const result = await readDocument(classifier, extractProse(document, 'plaintext'), { onProgress: (offset) => offsets.push(offset) });
    assert.deepEqual(result.segments.map(({ start, end }) => [start, end]), [[0, document.trimEnd().length]]);
    assert.equal(offsets.at(-1), document.trimEnd().length);
    assert.ok(offsets.length > 1);
  });

  it('rise in order and never overlap, whatever the document', async () => {
    const piece = fc.constantFrom(english, french, '\n\n', ' ', '12', 'xxxx xxxx', 'Ελλάδα', '\ud800', 'ff', '# ', '`e`');
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const document = pieces.join('');
      let reached = 0;
      let before = '';
      for (const { start, end, label, score } of (await read(document, 'markdown')).segments) {
        assert.ok(start >= reached && end > start && end <= document.length && label !== before && score > 0 && score <= 1);
        reached = end;
        before = label;
      }
    }), { numRuns: 50 });
  });
});

describe('the most probable sequence of languages', () => {
  const reading = (opens: boolean, letters: number, ...probabilities: number[]): Reading => ({ opens, letters, evidence: Float32Array.from(probabilities, Math.log) });
  /** By trying all sequences. */
  const bestByForce = (readings: Reading[], labels: number): number => {
    let best = -Infinity;
    for (let code = 0; code < labels ** readings.length; code++) {
      const sequence = readings.map((_, i) => Math.floor(code / labels ** i) % labels);
      best = Math.max(best, scoreOf(readings, sequence));
    }
    return best;
  };
  const scoreOf = (readings: Reading[], sequence: ArrayLike<number>): number =>
    readings.reduce((sum, { opens, letters, evidence }, i) => {
      const change = i > 0 && sequence[i] !== sequence[i - 1] ? (opens ? 1 : 2) : 0;
      return sum - change + (letters / (letters + 20)) * evidence![sequence[i]];
    }, 0);

  it('is the best of all sequences', () => {
    const any = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 98 }), fc.integer({ min: 1, max: 98 }));
    fc.assert(fc.property(fc.array(any, { minLength: 1, maxLength: 6 }), (values) => {
      const readings = values.map(([opens, letters, a, b]) => reading(opens, letters, a / 200, b / 200, 1 - (a + b) / 200));
      assert.ok(Math.abs(scoreOf(readings, decodeLabels(readings, 3, undefined)) - bestByForce(readings, 3)) < 1e-5);
    }));
  });

  it('has -1 for what cannot be read, and takes the paragraph break before it into account', () => {
    const readings = [reading(true, 100, 0.9, 0.1), { ...reading(true, 0, 0.5, 0.5), evidence: undefined }, reading(false, 100, 0.1, 0.9)];
    assert.deepEqual([...decodeLabels(readings, 2, undefined)], [0, -1, 1]);
  });
});
