import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ConfusionMatrix } from '../../../src/nn/metrics/confusionMatrix.ts';
import { LabelCounts } from '../../../src/nn/metrics/labelCounts.ts';
import { SpanCounts, spansOf } from '../../../src/nn/metrics/spans.ts';

const close = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

describe('counts of labels', () => {
  // Gold 0 0 1 2, answers 0 1 1 1: worked out by hand.
  const counts = new LabelCounts(4);
  for (const [gold, predicted] of [[0, 0], [0, 1], [1, 1], [2, 1]]) counts.add([gold], [predicted]);

  it('give precision, recall and F1 of each label', () => {
    assert.deepEqual(counts.label(0), { precision: 1, recall: 0.5, f1: 2 / 3, n: 2 });
    assert.deepEqual(counts.label(1), { precision: 1 / 3, recall: 1, f1: 0.5, n: 1 });
    assert.deepEqual(counts.label(3), { precision: 0, recall: 0, f1: 0, n: 0 });
  });

  it('average over the labels that occur, and leave out the one that does not', () => {
    close(counts.macro().f1, (2 / 3 + 1 / 2 + 0) / 3);
    close(counts.macro().recall, (0.5 + 1 + 0) / 3);
    close(counts.macroAccuracy(), 0.5);
  });

  it('have the accuracy as micro-F1 when each example has one label', () => {
    const pair = fc.tuple(fc.nat(5), fc.nat(5));
    fc.assert(fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
      const each = new LabelCounts(6);
      const matrix = new ConfusionMatrix(6);
      for (const [gold, predicted] of pairs) {
        each.add([gold], [predicted]);
        matrix.add(gold, predicted);
      }
      close(each.micro().f1, each.accuracy());
      close(matrix.accuracy(), each.accuracy());
      close(each.macroAccuracy(), each.macro().recall);
    }));
  });

  it('take sets of labels: micro-F1 over decisions, accuracy over whole sets', () => {
    const sets = new LabelCounts(3);
    sets.add([0, 1], [0]);
    sets.add([2], [2]);
    sets.add([], []);
    sets.add([], [1]);
    close(sets.micro().f1, (2 * 2) / (2 * 2 + 1 + 1));
    close(sets.accuracy(), 0.5);
    close(sets.macroAccuracy(), 1 / 3);
  });

  it('are 0, not NaN, before any example', () => {
    const none = new LabelCounts(2);
    assert.deepEqual([none.accuracy(), none.macroAccuracy(), none.micro().f1, none.macro().f1], [0, 0, 0, 0]);
  });
});

describe('a confusion matrix', () => {
  it('lists the most frequent mistakes first', () => {
    const matrix = new ConfusionMatrix(3);
    for (const [gold, predicted] of [[0, 1], [2, 1], [2, 1], [1, 1]]) matrix.add(gold, predicted);
    assert.deepEqual(matrix.topConfusions(1), [{ gold: 2, predicted: 1, count: 2 }]);
  });
});

describe('spans of tags', () => {
  it('read IOB2, IOB1 and IOBES alike', () => {
    const expected = [{ label: 'PER', start: 0, end: 2 }, { label: 'LOC', start: 3, end: 4 }];
    assert.deepEqual(spansOf(['B-PER', 'I-PER', 'O', 'B-LOC']), expected);
    assert.deepEqual(spansOf(['I-PER', 'I-PER', 'O', 'I-LOC']), expected);
    assert.deepEqual(spansOf(['B-PER', 'E-PER', 'O', 'S-LOC']), expected);
  });

  it('divide neighbours of one label at B, S and after E', () => {
    assert.deepEqual(spansOf(['B-LOC', 'B-LOC']).length, 2);
    assert.deepEqual(spansOf(['S-LOC', 'S-LOC']).length, 2);
    assert.deepEqual(spansOf(['B-LOC', 'E-LOC', 'I-LOC']).length, 2);
    assert.deepEqual(spansOf(['I-LOC', 'I-PER']).length, 2);
  });

  it('count as right only with both ends and the label right', () => {
    const counts = new SpanCounts();
    counts.add(['B-PER', 'I-PER', 'O', 'B-LOC'], ['B-PER', 'O', 'O', 'B-LOC']);
    close(counts.micro().f1, 0.5);
    assert.deepEqual(counts.perLabel().get('LOC'), { precision: 1, recall: 1, f1: 1, n: 1 });
    assert.deepEqual(counts.perLabel().get('PER'), { precision: 0, recall: 0, f1: 0, n: 1 });
  });

  it('never overlap and cover every tag but O', () => {
    const tag = fc.constantFrom('O', 'B-X', 'I-X', 'E-X', 'S-X', 'B-Y', 'I-Y', 'Z');
    fc.assert(fc.property(fc.array(tag), (tags) => {
      const covered = tags.map(() => 0);
      for (const { start, end } of spansOf(tags)) for (let i = start; i < end; i++) covered[i]++;
      assert.deepEqual(covered, tags.map((value) => (value === 'O' ? 0 : 1)));
    }));
  });
});
