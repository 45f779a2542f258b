import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Classifier } from '../../../src/classify/classifier.ts';
import { loadClassifier } from '../../../src/classify/classifier.ts';
import { readDocument } from '../../../src/classify/document.ts';
import { BlockFinder, type DocumentBlock } from '../../../src/classify/documentBlocks.ts';
import type { DocumentResult, LabelledSegment } from '../../../src/classify/documentResult.ts';
import { extractProse } from '../../../src/text/extractProse.ts';
import { writeTinyModel } from '../../support/tinyModel.ts';

const votes = { a: [9, 0], b: [0, 9] };
/** Sentences that the model has an opinion of. */
const sentence = fc.constantFrom('Aaa aa a aaa.', 'Ab aaa aab aa.', 'Bbb bb b bbb.', 'Baa ab ba bab.', 'Aaaa bb aa!', 'Bb aa bbb bb?');
const paragraph = fc.array(sentence, { minLength: 1, maxLength: 4 });
const block = fc.record({ heading: fc.option(fc.constantFrom('Aa', 'Bb', 'Ab ba'), { nil: undefined, freq: 3 }), level: fc.integer({ min: 1, max: 3 }), list: fc.boolean(), sentences: paragraph });
type Block = { heading?: string | undefined; level: number; list: boolean; sentences: string[] };

/** How the formats write a block. */
const formats: Readonly<Record<string, (block: Block) => string>> = {
  markdown: ({ heading, level, list, sentences }) => `${heading === undefined ? '' : `${'#'.repeat(level)} ${heading}\n\n`}${list ? '- ' : ''}${sentences.join(' ')}\n\n`,
  latex: ({ heading, level, list, sentences }) => `${heading === undefined ? '' : `\\${'sub'.repeat(level - 1)}section{${heading}}\n\n`}${list ? `\\begin{itemize}\\item ${sentences.join(' ')}\\end{itemize}` : sentences.join(' ')}\n\n`,
  html: ({ heading, level, list, sentences }) => `${heading === undefined ? '' : `<h${level}>${heading}</h${level}>\n`}<${list ? 'li' : 'p'}>${sentences.join(' ')}</${list ? 'li' : 'p'}>\n`,
};

describe('a document that is read part by part', () => {
  let folder: string;
  let sentiment: Classifier;
  let topics: Classifier;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    const labels = ['a', 'b'];
    await writeTinyModel(path.join(folder, 's.onnx'), { labels, votes, metadata: { task: 'sentiment' } });
    await writeTinyModel(path.join(folder, 't.onnx'), { labels, votes, metadata: { task: 'topics', target: { kind: 'multiple', thresholds: [0.5, 0.5] } } });
    sentiment = await loadClassifier(path.join(folder, 's.onnx'));
    topics = await loadClassifier(path.join(folder, 't.onnx'));
  });
  after(async () => {
    await sentiment.dispose();
    await topics.dispose();
    await rm(folder, { recursive: true });
  });

  for (const [languageId, write] of Object.entries(formats)) {
    it(`has the very sentences of the document as its segments: ${languageId}`, async () => {
      await fc.assert(fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 8 }), async (blocks) => {
        const document = blocks.map(write).join('');
        const { segments } = await readDocument(sentiment, extractProse(document, languageId));
        const expected = blocks.flatMap(({ heading, sentences }) => [...(heading === undefined ? [] : [heading]), ...sentences]);
        assert.deepEqual(segments.map(({ start, end }) => document.slice(start, end)), expected);
      }), { numRuns: 40 });
    });

    it(`has sections that hold what stands below their headings: ${languageId}`, async () => {
      await fc.assert(fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 8 }), async (blocks) => {
        const document = blocks.map(write).join('');
        const result = await readDocument(topics, extractProse(document, languageId));
        checkSections(result);
        const headings = blocks.flatMap(({ heading }) => (heading === undefined ? [] : [heading]));
        assert.deepEqual(result.sections.map(({ title }) => title).filter((title) => title !== ''), headings);
      }), { numRuns: 40 });
    });
  }

  it('has as its answer that of the model for the whole, where the model can read it at once', async () => {
    const text = 'Aaa aa. Bb a aa.';
    const [whole] = await sentiment.classify([text]);
    const { label, confidence, scores } = await readDocument(sentiment, extractProse(text, 'plaintext'));
    assert.deepEqual({ label, confidence, scores }, { label: whole.label, confidence: whole.confidence, scores: whole.scores });
  });

  it('has an answer pooled from its parts, where it is longer', async () => {
    const document = `${'Aaa aaa aaa aaa aaa.\n\n'.repeat(30)}${'Bbb bbb bbb bbb bbb.\n\n'.repeat(10)}`;
    const { label, scores } = await readDocument(sentiment, extractProse(document, 'plaintext'));
    assert.equal(label, 'a');
    assert.ok(scores[0].score < 1);
  });

  it('tells its segments as they are found', async () => {
    const document = Array.from({ length: 100 }, (_, i) => `${i % 3 === 0 ? 'Aaa aa' : 'Bbb b'} a.`).join('\n\n');
    let told: LabelledSegment[] = [];
    const { segments } = await readDocument(sentiment, extractProse(document, 'plaintext'), { onSegments: (keep, more) => { told = [...told.slice(0, keep), ...more]; } });
    assert.deepEqual(told, segments);
  });
});

function checkSections({ sections, segments }: DocumentResult): void {
  sections.forEach(({ depth, start, end, firstSegment, endSegment }, i) => {
    for (const segment of segments.slice(firstSegment, endSegment)) assert.ok(segment.start >= start && segment.end <= end);
    const next = sections.slice(i + 1).find((other) => other.depth <= depth);
    assert.ok(endSegment <= (next?.firstSegment ?? segments.length));
    assert.ok(next === undefined || next.start >= end);
  });
}

describe('the blocks that a document is pooled from', () => {
  const blocksOf = (texts: readonly string[], maximumTokens: number): DocumentBlock[] => {
    const finder = new BlockFinder(maximumTokens);
    const blocks = texts.flatMap((text) => finder.next(text) ?? []);
    const last = finder.last();
    return last ? [...blocks, last] : blocks;
  };
  const texts = fc.array(fc.nat(120).map((length) => `${length} ${'x'.repeat(length)}`), { maxLength: 80 });

  it('hold every paragraph once, in order', () => {
    fc.assert(fc.property(texts, (paragraphs) => {
      const blocks = blocksOf(paragraphs, 40);
      assert.deepEqual(blocks.flatMap(({ from, to }) => paragraphs.slice(from, to)), paragraphs);
      assert.ok(blocks.every(({ from, to }) => to - from === 1 || paragraphs.slice(from, to).join('').length <= 200));
    }));
  });

  it('are one where the document fits into one', () => {
    fc.assert(fc.property(texts, (paragraphs) => {
      const length = paragraphs.join('').length;
      assert.equal(blocksOf(paragraphs, Math.ceil(length / 5) + 1).length, paragraphs.length > 0 ? 1 : 0);
    }));
  });

  it('stay as they are away from an edit', () => {
    const paragraphs = Array.from({ length: 400 }, (_, i) => `Paragraph ${(i * 7919) % 1000} of the text. `.repeat(1 + ((i * 31) % 5)));
    const joined = (all: readonly string[]): Set<string> => new Set(blocksOf(all, 100).map(({ from, to }) => all.slice(from, to).join('\n')));
    const before = joined(paragraphs);
    const after = joined(paragraphs.with(200, 'Another one, which is new.'));
    assert.ok([...after].filter((text) => !before.has(text)).length <= 4);
  });
});
