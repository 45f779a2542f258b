import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Classifier } from '../../../src/classify/classifier.ts';
import { loadClassifier } from '../../../src/classify/classifier.ts';
import type { Evidence } from '../../../src/classify/explain.ts';
import { explain, explainDocument } from '../../../src/classify/explain.ts';
import { extractProse } from '../../../src/text/extractProse.ts';
import type { TinyModel } from '../../support/tinyModel.ts';
import { writeTinyModel } from '../../support/tinyModel.ts';

describe('the explanation of an answer', () => {
  let folder: string;
  let sentiment: Classifier;
  let topics: Classifier;
  let language: Classifier;

  async function load(name: string, model: TinyModel): Promise<Classifier> {
    await writeTinyModel(path.join(folder, name), model);
    return loadClassifier(path.join(folder, name));
  }

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    const input = { maximumTokens: 64, overlap: 0 };
    const votes = { g: [0, 30], b: [30, 0] };
    sentiment = await load('sentiment.onnx', { labels: ['negative', 'positive'], votes, metadata: { input } });
    topics = await load('topics.onnx', { labels: ['bad', 'good'], votes, metadata: { input, target: { kind: 'multiple', thresholds: [0.5, 0.5] } } });
    language = await load('language.onnx', { labels: ['el', 'en'], votes: { e: [0, 1] }, metadata: { input, task: 'language' } });
  });
  after(async () => {
    for (const classifier of [sentiment, topics, language]) await classifier.dispose();
    await rm(folder, { recursive: true });
  });

  const words = (text: string, evidence: readonly Evidence[]): string[] => evidence.map(({ start, end }) => text.slice(start, end));

  it('names the words for and against, strongest first', async () => {
    const text = 'xx ggg xx gg b xx xx';
    const { label, method, unit, supporting, opposing } = await explain(sentiment, text);
    assert.deepEqual([label, method, unit], ['positive', 'occlusion', 'word']);
    assert.deepEqual(words(text, supporting).slice(0, 2), ['ggg', 'gg']);
    assert.equal(words(text, opposing)[0], 'b');
  });

  it('measures the fall of the log-odds without the word', async () => {
    // The log-odds are 30 (g - b) / characters: 30 (3 - 1) / 8, and 0 without "gg ".
    const { supporting } = await explain(sentiment, 'gg xx gb');
    assert.ok(Math.abs(supporting[0].effect - (30 * (3 - 1)) / 8) < 1e-4, `${supporting[0].effect}`);
  });

  it('explains a label other than the answer', async () => {
    const text = 'ggg xx b';
    const { supporting, opposing } = await explain(sentiment, text, { label: 'negative' });
    assert.equal(words(text, supporting)[0], 'b');
    assert.equal(words(text, opposing)[0], 'ggg');
    await assert.rejects(explain(sentiment, text, { label: 'sad' }), { code: 'bad-input', message: /label sad/ });
  });

  it('takes each label of a multi-label model for itself', async () => {
    const text = 'xxx gg bb';
    const { supporting } = await explain(topics, text, { label: 'good' });
    assert.equal(words(text, supporting)[0], 'gg');
  });

  it('explains a text of one word', async () => {
    const { supporting } = await explain(sentiment, 'gg');
    assert.equal(supporting.length, 1);
  });

  it('says that the script decided, where it did', async () => {
    const { method, supporting } = await explain(language, 'Καλημέρα');
    assert.deepEqual([method, supporting], ['script', []]);
  });

  it('looks at sentences and then at their words where words alone would take too long', async () => {
    const text = `${'Xxxx xxxx xxxx xxxx xxxx xxxx. '.repeat(60)}Xxx gggg xxx. ${'Xxxx xxxx xxxx xxxx. '.repeat(30)}`;
    const { unit, supporting } = await explain(sentiment, text);
    assert.equal(unit, 'sentence and word');
    assert.equal(words(text, supporting)[0], 'gggg');
  });

  it('has the offsets of the document', async () => {
    const document = '# Xx *ggg* xx\n\n```\nbbbb\n```\n\nXx xx gg b.\n';
    const { supporting, opposing } = await explainDocument(sentiment, extractProse(document, 'markdown'));
    assert.deepEqual(words(document, supporting).slice(0, 2), ['ggg', 'gg']);
    assert.equal(words(document, opposing)[0], 'b');
  });

  it('refuses a text without an answer, and one that is too long', async () => {
    await assert.rejects(explain(sentiment, ''), { code: 'bad-input' });
    await assert.rejects(explain(sentiment, 'g'.repeat(5000)), { code: 'unsupported', message: /5000/ });
  });
});
