import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerOf, answerRow } from '../../../src/jobs/answers.ts';
import { MetricsBuilder } from '../../../src/jobs/runMetrics.ts';
import type { Decision } from '../../../src/jobs/validation.ts';

const single: Decision = { target: { kind: 'single' }, temperature: 1 };
const binary: Decision = { target: { kind: 'binary', threshold: 0.6 }, temperature: 1 };
const multiple: Decision = { target: { kind: 'multiple', thresholds: [0.5, 0.5, 0.2] }, temperature: 1 };
const near = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual}, expected ${expected}`);
const gold = (...labels: number[]): Int32Array => Int32Array.from(labels);

describe('the answer for a text', () => {
  it('is the most probable of several labels, and costs -log of the gold label\'s probability', () => {
    const answer = answerOf(Float32Array.of(Math.log(1), Math.log(3), 0), gold(0), single);
    assert.deepEqual([answer.predicted, answer.correct], [[1], false]);
    near(answer.confidence, 0.6);
    near(answer.loss, -Math.log(0.2));
    near(answer.probabilities[2], 0.2);
  });

  it('is less sure with a higher temperature', () => {
    near(answerOf(Float32Array.of(0, 2 * Math.log(3)), gold(1), { ...single, temperature: 2 }).confidence, 0.75);
  });

  it('is the second of two labels only from the threshold on', () => {
    const z = Float32Array.of(Math.log(0.55 / 0.45));
    assert.deepEqual(answerOf(z, gold(0), binary).predicted, [0]);
    assert.deepEqual(answerOf(z, gold(0), { ...binary, target: { kind: 'binary', threshold: 0.5 } }).predicted, [1]);
    near(answerOf(z, gold(1), binary).loss, -Math.log(0.55));
  });

  it('has every label above its own threshold, and is as sure as its surest mistake', () => {
    const logit = (p: number): number => Math.log(p / (1 - p));
    const answer = answerOf(Float32Array.of(logit(0.9), logit(0.4), logit(0.3)), gold(0, 1), multiple);
    assert.deepEqual([answer.predicted, answer.correct], [[0, 2], false]);
    // Missed with 0.6, invented with 0.3.
    near(answer.confidence, 0.6);
    near(answer.loss, -Math.log(0.9) - Math.log(0.4) - Math.log(0.7));
    assert.deepEqual(answerOf(Float32Array.of(-9, -9, -9), gold(), multiple).correct, true);
  });

  it('is wrong, and worse than any other, for a label that the model does not have', () => {
    for (const [z, decision] of [[Float32Array.of(9, 0), single], [Float32Array.of(9), binary], [Float32Array.of(9, 9, 9), multiple]] as const) {
      const answer = answerOf(z, gold(-1), decision);
      assert.ok(!answer.correct && answer.loss >= 1000);
    }
  });

  it('is shown with names, the five most probable labels first', () => {
    const labels = ['a', 'b', 'c', 'd', 'e', 'f'];
    const row = answerRow(answerOf(Float32Array.of(0, 5, 1, 4, 2, 3), gold(0), single), labels, { text: 't', labels: ['a'], file: '/x.csv', line: 3 });
    assert.deepEqual(row.scores.map(({ label }) => label), ['b', 'd', 'f', 'e', 'c']);
    assert.deepEqual([row.gold, row.predicted, row.file, row.line], [['a'], ['b'], '/x.csv', 3]);
  });
});

describe('the metrics of a run', () => {
  it('count every answer in the cell of its gold label and its own', () => {
    const metrics = new MetricsBuilder(['a', 'b'], single);
    const rows: [z: number, label: number][] = [[-3, 0], [-2, 0], [2, 0], [3, 1], [-1, -1]];
    for (const [z, label] of rows) metrics.add(answerOf(Float32Array.of(0, z), gold(label), single));
    const { confusion, labels, examples, reliability, commonThresholds } = metrics.build('test', { accuracy: 0.6 });
    assert.deepEqual(confusion, [[2, 1], [0, 1]]);
    assert.equal(examples, 5);
    // Of three answers "a" two are right: the one whose label the model lacks is not.
    near(labels[0].precision, 2 / 3);
    near(labels[0].recall, 2 / 3);
    assert.equal(reliability.reduce((sum, { count }) => sum + count, 0), 5);
    assert.equal(commonThresholds, undefined);
  });

  it('tell what other thresholds would give, where texts have several labels', () => {
    const metrics = new MetricsBuilder(['a', 'b', 'c'], multiple);
    const logit = (p: number): number => Math.log(p / (1 - p));
    const rows: [p: number, holds: boolean][] = [[0.91, true], [0.71, false], [0.51, true], [0.11, false]];
    for (const [p, holds] of rows) metrics.add(answerOf(Float32Array.of(logit(p), -20, -20), holds ? gold(0) : gold(), multiple));
    const { labels: [{ thresholds = [], threshold }], confusion } = metrics.build('validation', {});
    const at = (wanted: number): (typeof thresholds)[number] => thresholds.find((point) => Math.abs(point.threshold - wanted) < 1e-9)!;
    assert.equal(confusion, undefined);
    assert.equal(threshold, 0.5);
    assert.deepEqual([at(0.9).precision, at(0.9).recall], [1, 0.5]);
    near(at(0.5).precision, 2 / 3);
    assert.deepEqual([at(0.1).precision, at(0.1).recall, at(0.98).recall], [0.5, 1, 0]);
    near(at(0.5).f1, 0.8);
  });

  it('count tags by the token, and sentences by the sentence', () => {
    const metrics = new MetricsBuilder(['N', 'V'], single);
    metrics.addTags({ gold: [0, 1, 0], predicted: [0, 1, 1], confidence: 0.5, loss: 0, correct: false, probabilities: [] }, [0.9, 0.9, 0.5]);
    const { confusion, examples, reliability } = metrics.build('test', {});
    assert.deepEqual([confusion, examples], [[[1, 1], [0, 1]], 1]);
    assert.equal(reliability.reduce((sum, { count }) => sum + count, 0), 3);
  });
});
