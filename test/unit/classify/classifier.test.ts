import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Classifier } from '../../../src/classify/classifier.ts';
import { loadClassifier } from '../../../src/classify/classifier.ts';
import { writeModelFile } from '../../../src/onnx/modelFile.ts';
import { createTokenizer } from '../../../src/text/createTokenizer.ts';
import type { TinyModel } from '../../support/tinyModel.ts';
import { hashedNgrams, idSumGraph, tinyGraph, tinyMetadata, writeTinyModel } from '../../support/tinyModel.ts';

const votes: TinyModel = { labels: ['a', 'b', 'c'], votes: { a: [4, 0, 0], b: [0, 4, 0], c: [0, 0, 4] } };

/** softmax of 4 x the part of each letter */
function expectedProbabilities(text: string): number[] {
  const exponentials = ['a', 'b', 'c'].map((letter) => Math.exp((4 * [...text].filter((c) => c === letter).length) / [...text].length));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

describe('a classifier', () => {
  let folder: string;
  const open: Classifier[] = [];
  let count = 0;

  async function load(model: TinyModel): Promise<Classifier> {
    const file = path.join(folder, `${count++}.onnx`);
    await writeTinyModel(file, model);
    const classifier = await loadClassifier(file);
    open.push(classifier);
    return classifier;
  }

  before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-')); });
  after(async () => {
    for (const classifier of open) await classifier.dispose();
    await rm(folder, { recursive: true });
  });

  it('answers each text in place, whatever lengths come together and however the model takes its ids', async () => {
    const kinds = [{}, { idsType: 'int64', lengthsType: 'int64' }, { idsType: 'int64', lengthsType: 'int32' }, { lengthsType: 'none' }] as const;
    const classifiers: Classifier[] = [];
    for (const kind of kinds) classifiers.push(await load({ ...votes, ...kind }));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x'), minLength: 1, maxLength: 16 });
    await fc.assert(fc.asyncProperty(fc.array(text, { maxLength: 100 }), async (texts) => {
      for (const classifier of classifiers) {
        const results = await classifier.classify(texts);
        assert.equal(results.length, texts.length);
        results.forEach(({ scores, tokens, label }, i) => {
          assert.equal(tokens, texts[i].length);
          assert.equal(label, scores[0].label);
          for (const { label: name, score } of scores) assert.ok(Math.abs(score - expectedProbabilities(texts[i])['abc'.indexOf(name)]) < 1e-5);
          for (let j = 1; j < scores.length; j++) assert.ok(scores[j].score <= scores[j - 1].score);
        });
      }
    }), { numRuns: 25 });
  });

  it('pools a long text over its chunks, each token counted once', async () => {
    const classifier = await load(votes);
    // Chunks of 16 with 4 in common: 0-16, 12-28, 24-40; they weigh 16, 12 and 12 tokens.
    const [{ scores, tokens }] = await classifier.classify(['a'.repeat(28) + 'b'.repeat(12)]);
    const logitB = (12 * (4 * 12)) / 16 / 40;
    const logitA = (16 * 4 + 12 * 4 + (12 * (4 * 4)) / 16) / 40;
    const expected = Math.exp(logitA) / (Math.exp(logitA) + Math.exp(logitB) + 1);
    assert.equal(tokens, 40);
    assert.ok(Math.abs(scores[0].score - expected) < 1e-5, `${scores[0].score} is not ${expected}`);
  });

  it('reads a text of a million characters', async () => {
    const classifier = await load(votes);
    const [{ label, tokens }] = await classifier.classify(['ab b'.repeat(250_000)]);
    assert.equal(tokens, 1_000_000);
    assert.equal(label, 'b');
  });

  it('answers among the candidates only, with probabilities that add up to 1', async () => {
    const classifier = await load(votes);
    const [{ label, scores }] = await classifier.classify(['aab'], { candidates: ['c', 'b'] });
    assert.equal(label, 'b');
    assert.deepEqual(scores.map((s) => s.label), ['b', 'c']);
    assert.ok(Math.abs(scores[0].score - Math.exp(4 / 3) / (Math.exp(4 / 3) + 1)) < 1e-5);
    await assert.rejects(classifier.classify(['a'], { candidates: ['a', 'q'] }), { code: 'bad-input', message: /candidate q/ });
  });

  it('divides logits by the calibration temperature', async () => {
    const classifier = await load({ ...votes, metadata: { calibration: { temperature: 2 } } });
    const [{ confidence, verdict }] = await classifier.classify(['a']);
    assert.ok(Math.abs(confidence - Math.exp(2) / (Math.exp(2) + 2)) < 1e-5);
    assert.equal(verdict, 'uncertain');
  });

  it('gives both sides of a binary answer, by its threshold', async () => {
    const classifier = await load({ labels: ['no', 'yes'], votes: { y: [2], n: [-2] }, metadata: { target: { kind: 'binary', threshold: 0.9 } } });
    const [yes, no] = await classifier.classify(['y', 'n']);
    const p = 1 / (1 + Math.exp(-2));
    assert.deepEqual(yes.labels, ['no']);
    assert.ok(Math.abs(yes.scores[0].score - p) < 1e-5 && yes.scores[0].label === 'yes');
    assert.ok(Math.abs(yes.confidence - (1 - p)) < 1e-5);
    assert.equal(no.label, 'no');
  });

  it('gives all labels above their thresholds, or none', async () => {
    const classifier = await load({ ...votes, metadata: { target: { kind: 'multiple', thresholds: [0.55, 0.95, 0.55] } } });
    const [both, none] = await classifier.classify(['aabc'.repeat(2), 'xxxx']);
    assert.deepEqual(both.labels, ['a', 'c']);
    assert.equal(none.label, null);
    assert.deepEqual(none.labels, []);
    assert.ok(Math.abs(none.confidence - 0.5) < 1e-5);
  });

  it('has no answer for an empty text', async () => {
    const [empty, text] = await (await load(votes)).classify(['', 'a']);
    assert.deepEqual(empty, { label: null, labels: [], confidence: 0, scores: [], verdict: 'not-enough-text', tokens: 0 });
    assert.equal(text.label, 'a');
  });

  it('lists as many scores as asked for, the first ones', async () => {
    const classifier = await load(votes);
    const [{ scores }] = await classifier.classify(['bbc'], { topScores: 1 });
    assert.deepEqual(scores.map((s) => s.label), ['b']);
  });

  it('serves callers at the same time without mixing their texts', async () => {
    const classifier = await load(votes);
    const answers = await Promise.all(['a', 'b', 'c', 'a'].map((text) => classifier.classify([text.repeat(9), text])));
    assert.deepEqual(answers.map(([first, second]) => `${first.label}${second.label}`), ['aa', 'bb', 'cc', 'aa']);
  });

  it('reports progress and stops when cancelled', async () => {
    const classifier = await load(votes);
    const texts = Array.from({ length: 1000 }, (_, i) => 'ab'.repeat(1 + (i % 8)));
    const controller = new AbortController();
    const seen: number[] = [];
    await assert.rejects(
      classifier.classify(texts, { signal: controller.signal, onProgress: (done) => { seen.push(done); if (done >= 200) controller.abort(); } }),
      { code: 'cancelled' },
    );
    assert.ok(seen.length > 0 && seen.at(-1)! < 1000);
  });

  it('feeds every id of n-gram tokens, and zeros beside them', async () => {
    const labels = ['small', 'large'];
    const tokenizer = createTokenizer(hashedNgrams);
    const texts = ['a', 'extraordinary words', 'one two three', ''.padEnd(200, 'long ')];
    for (const type of ['int32', 'int64'] as const) {
      const file = path.join(folder, `sum-${type}.onnx`);
      const metadata = tinyMetadata({ labels, votes: {}, metadata: { tokenizer: hashedNgrams, target: { kind: 'binary', threshold: 0.5 }, input: { maximumTokens: 64, overlap: 0 }, calibration: { temperature: 1e4 } } });
      await writeModelFile(file, idSumGraph(type), metadata);
      const classifier = await loadClassifier(file);
      open.push(classifier);
      const results = await classifier.classify(texts);
      results.forEach(({ scores }, i) => {
        const p = scores.find((s) => s.label === 'large')!.score;
        const sum = tokenizer.encode(texts[i]).ids.reduce((total, id) => total + id, 0);
        assert.ok(Math.abs(1e4 * Math.log(p / (1 - p)) - sum) < 1, texts[i]);
      });
    }
  });

  describe('refuses a model', () => {
    const refused = (what: string, model: TinyModel, message: RegExp, code = 'bad-input'): void => {
      it(what, async () => {
        const file = path.join(folder, 'broken.onnx');
        await writeTinyModel(file, model);
        await assert.rejects(loadClassifier(file), (error: Error & { code: string }) => {
          assert.equal(error.code, code);
          assert.match(error.message, message);
          assert.ok(error.message.includes(file), error.message);
          return true;
        });
      });
    };
    refused('that tags tokens', { ...votes, metadata: { task: 'tagging' } }, /tags tokens/, 'unsupported');
    refused('that takes n-grams as single ids', { ...votes, metadata: { tokenizer: hashedNgrams } }, /input ids: expected shape \[batch, time, idsPerToken\].*found \[batch, time\]/);

    it('whose logits have the wrong size, naming what was expected', async () => {
      const file = path.join(folder, 'four.onnx');
      await writeModelFile(file, tinyGraph(votes), tinyMetadata({ labels: ['a', 'b', 'c', 'd'], votes: votes.votes }));
      await assert.rejects(loadClassifier(file), { message: /four\.onnx: output logits: expected shape \[batch, 4\].*found \[batch, 3\]/ });
    });

    it('that is not there', async () => {
      await assert.rejects(loadClassifier(path.join(folder, 'none.onnx')), { code: 'not-found', message: /none\.onnx: no such model file/ });
    });
  });
});
