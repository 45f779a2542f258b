import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../../../src/base/random.ts';
import type { EncodedExample } from '../../../src/nn/examples.ts';
import { bagOf, inverseDocumentFrequencies } from '../../../recipes/wide/ngramBags.ts';
import type { Bag } from '../../../recipes/wide/ngramBags.ts';
import { asLogits, fitLogitScale, outOfFoldScores } from '../../../recipes/wide/stacking.ts';
import { logitsOf, recurrentNetwork } from '../../../recipes/wide/recurrent.ts';
import { scoresOf, trainPlanes } from '../../../recipes/wide/supportVectors.ts';
import { shareOfNetwork, shareOfPlanes, trainRecurrent } from '../../../recipes/wide/train.ts';

const rows = 12;

/** Texts of label k have row k and some noise; every fifth has both labels. */
function twoLabels(count: number): { bags: Bag[]; gold: number[][] } {
  const random = createRandom(4);
  const gold = Array.from({ length: count }, (_, i) => (i % 5 === 0 ? [0, 1] : [i % 2]));
  const bags = gold.map((labels) => {
    const noise = [2, 3, 4, 5, 6, 7].filter(() => random.next() < 0.4);
    const all = [...labels, ...noise];
    return { rows: Int32Array.from(all), values: new Float32Array(all.length).fill(1 / Math.sqrt(all.length)) };
  });
  return { bags, gold };
}

const settings = { cost: 1, iterations: 40, scales: new Float32Array(rows).fill(1) };

describe('bags of hashed n-grams', () => {
  it('count each row once, divided by the root of the number of n-grams', () => {
    const bag = bagOf(Int32Array.of(2, 3, 2, 2), { order: 1, buckets: 100 });
    assert.deepEqual([...bag.rows], [3, 4]);
    assert.deepEqual([...bag.values], [1.5, 0.5]);
  });

  it('hold as many n-grams as the text has, whatever the order', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (ids, order) => {
      const { values } = bagOf(Int32Array.from(ids), { order, buckets: 64 });
      const sum = values.reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum - Math.sqrt(order * ids.length)) < 1e-4);
    }));
  });

  it('weigh rare rows more and leave out those in too few texts', () => {
    const bag = (...ids: number[]): Bag => ({ rows: Int32Array.from(ids), values: new Float32Array(ids.length).fill(1) });
    const scales = inverseDocumentFrequencies([bag(1, 2), bag(1, 2), bag(1, 3)], 5, 2);
    assert.equal(scales[3], 0);
    assert.equal(scales[4], 0);
    assert.ok(scales[2] > scales[1] && scales[1] >= 1);
  });
});

describe('support vector machines', () => {
  it('separate each label of texts that may have several', () => {
    const { bags, gold } = twoLabels(200);
    const scores = scoresOf(trainPlanes(bags, gold, 2, settings), bags);
    gold.forEach((labels, i) => [0, 1].forEach((k) => assert.equal(scores[2 * i + k] > 0, labels.includes(k), `text ${i}, label ${k}`)));
  });

  it('reach the minimum: the gradient of the primal objective vanishes', () => {
    const { bags, gold } = twoLabels(60);
    const cost = 0.5;
    const planes = trainPlanes(bags, gold, 2, { ...settings, cost, iterations: 400 });
    const scores = scoresOf(planes, bags);
    for (const k of [0, 1]) {
      // d/dw: w - 2 C sum_i y_i max(0, 1 - y_i s_i) x_i
      const gradient = Float64Array.from({ length: rows }, (_, row) => planes.weights[row * 2 + k]);
      let bias = planes.biases[k];
      bags.forEach((bag, i) => {
        const sign = gold[i].includes(k) ? 1 : -1;
        const slack = Math.max(0, 1 - sign * scores[2 * i + k]);
        bag.rows.forEach((row, j) => { gradient[row] -= 2 * cost * sign * slack * bag.values[j]; });
        bias -= 2 * cost * sign * slack;
      });
      assert.ok(Math.hypot(...gradient, bias) < 1e-3, `label ${k}: ${Math.hypot(...gradient, bias)}`);
    }
  });

  it('do not use rows with scale 0', () => {
    const { bags, gold } = twoLabels(50);
    const scales = new Float32Array(rows).fill(1);
    scales[0] = 0;
    const { weights } = trainPlanes(bags, gold, 2, { ...settings, scales });
    assert.deepEqual([...weights.subarray(0, 2)], [0, 0]);
  });
});

describe('stacking', () => {
  it('scores each text by planes that have not seen it', () => {
    const { bags, gold } = twoLabels(40);
    const foldOf = (i: number): number => i % 4;
    const all = outOfFoldScores(bags, gold, 2, settings, 4, foldOf);
    const without = bags.map((_, i) => i).filter((i) => foldOf(i) !== 1);
    const planes = trainPlanes(without.map((i) => bags[i]), without.map((i) => gold[i]), 2, settings);
    assert.deepEqual([...all.subarray(2, 4)], [...scoresOf(planes, [bags[1]])]);
  });

  it('finds the line from scores to logits', () => {
    const random = createRandom(8);
    const scores = Float32Array.from({ length: 40000 }, () => 2 * random.normal());
    const gold = Array.from(scores, (score) => (random.next() < 1 / (1 + Math.exp(-(1.7 * score - 0.6))) ? [0] : []));
    const { slope, intercept } = fitLogitScale(scores, gold, 1);
    assert.ok(Math.abs(slope - 1.7) < 0.1 && Math.abs(intercept + 0.6) < 0.1, `${slope} ${intercept}`);
  });

  it('turns planes into ones that give logits', () => {
    const { bags, gold } = twoLabels(30);
    const planes = trainPlanes(bags, gold, 2, settings);
    const logits = scoresOf(asLogits(planes, { slope: 3, intercept: -1 }), bags);
    scoresOf(planes, bags).forEach((score, i) => assert.ok(Math.abs(logits[i] - (3 * score - 1)) < 1e-4));
  });
});

describe('shares of two paths', () => {
  it('halve the logits of planes', () => {
    const { bags, gold } = twoLabels(40);
    const planes = trainPlanes(bags, gold, 2, settings);
    const whole = scoresOf(planes, bags);
    scoresOf(shareOfPlanes(planes, 0.5), bags).forEach((score, i) => assert.ok(Math.abs(score - whole[i] / 2) < 1e-5));
  });

  it('halve the logits of a network, whose own weights stay', async () => {
    const plan = { dimensions: 4, hiddenSize: 3, labels: 2, epochs: 1, seed: 1, rate: 0.01, adversarial: 0, maximumTokens: 8, vocabularySize: 12 };
    const texts = [example([2, 3, 4], [0]), example([5, 6], [1]), example([7], [])];
    const parameters = await trainRecurrent(texts, plan, undefined, () => undefined);
    const network = recurrentNetwork(plan);
    const whole = await logitsOf(network, parameters, texts);
    const half = await logitsOf(network, shareOfNetwork(parameters, 0.5), texts);
    half.forEach((logit, i) => assert.ok(Math.abs(logit - whole[i] / 2) < 1e-5));
    assert.deepEqual(await logitsOf(network, parameters, texts), whole);
  });
});

describe('the recurrent network', () => {
  it('begins at how frequent each label is', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => example([2 + (i % 10)], i % 8 === 0 ? [0] : []));
    const plan = { dimensions: 4, hiddenSize: 3, labels: 2, epochs: 1, seed: 1, rate: 1e-9, adversarial: 0, maximumTokens: 8, vocabularySize: 12 };
    const { 0: first, 1: second } = (await trainRecurrent(texts, plan, undefined, () => undefined)).get('output/b')!;
    assert.ok(Math.abs(first - Math.log(5.5 / 40)) < 1e-3, `${first}`);
    assert.ok(Math.abs(second - Math.log(0.5 / 40)) < 1e-3, `${second}`);
  });

  it('knows that labels of a single logit are 1 or 0', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => example([2 + (i % 10)], [i % 4 === 0 ? 1 : 0]));
    const plan = { dimensions: 4, hiddenSize: 3, labels: 1, epochs: 1, seed: 1, rate: 1e-9, adversarial: 0, maximumTokens: 8, vocabularySize: 12 };
    const [bias] = (await trainRecurrent(texts, plan, undefined, () => undefined)).get('output/b')!;
    assert.ok(Math.abs(bias - Math.log(10.5 / 40)) < 1e-3, `${bias}`);
  });
});

function example(ids: readonly number[], labels: readonly number[]): EncodedExample {
  return { ids: Int32Array.from(ids), idStarts: Int32Array.from({ length: ids.length + 1 }, (_, i) => i), labels: Int32Array.from(labels), weight: 1 };
}
