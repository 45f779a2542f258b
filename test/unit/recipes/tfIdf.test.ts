import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import { encodedExample } from '../../../src/nn/examples.ts';
import { idsOf } from '../../../src/nn/evaluator.ts';
import { encodeGraph } from '../../../src/onnx/modelFile.ts';
import { createSession } from '../../../src/onnx/runtime.ts';
import type { EncodedExample } from '../../../src/nn/examples.ts';
import type { Planes } from '../../../recipes/wide/supportVectors.ts';
import { scoresOf } from '../../../recipes/wide/supportVectors.ts';
import { tfIdfBags, wordFrequencies } from '../../../recipes/wide/tfIdf.ts';
import { sumOfLogits, tfIdfGraph } from '../../../recipes/wide/tfIdfGraph.ts';

function text(...ids: number[]): EncodedExample {
  return encodedExample({ ids: Int32Array.from(ids), idStarts: Int32Array.from({ length: ids.length + 1 }, (_, i) => i), length: ids.length, starts: new Int32Array(), ends: new Int32Array() }, []);
}

const texts = [text(2, 3, 2, 2, 4), text(3), text(5, 6, 5, 1), text(1, 1)];
const idf = Float32Array.of(0, 0, 1.5, 1, 2, 3, 2.5);

function planes(labels: number): Planes {
  const random = createRandom(3);
  // Multiples of 1 / 127 with a largest entry of 1 a column: int8 holds these exactly.
  const weights = Float32Array.from({ length: idf.length * labels }, (_, i) => (i < labels ? 1 : Math.round(127 * (2 * random.next() - 1)) / 127));
  return { labels, weights, biases: Float32Array.from({ length: labels }, () => random.normal()) };
}

describe('tf-idf', () => {
  it('leaves out padding, unknown words and rare ones', () => {
    const found = wordFrequencies([text(1, 2, 3), text(1, 2)], 5, 2);
    assert.deepEqual([...found].map((value) => value > 0), [false, false, true, false, false]);
  });

  it('counts a repeated word by the logarithm, and gives vectors of length 1', () => {
    const [bag] = tfIdfBags(texts, idf);
    assert.deepEqual([...bag.rows], [2, 3, 4]);
    assert.ok(Math.abs(bag.values[0] / bag.values[1] - (1 + Math.log(3)) * 1.5) < 1e-5);
    assert.ok(Math.abs(Math.hypot(...bag.values) - 1) < 1e-6);
  });

  it('gives the same logits as a graph, with texts of different lengths in one batch', async () => {
    const chosen = planes(4);
    const session = await createSession(encodeGraph(tfIdfGraph(chosen, idf)), { threads: 1 });
    const { ids, lengths } = idsOf(texts, false);
    const { logits } = await session.run({ ids, lengths });
    await session.dispose();
    const expected = scoresOf(chosen, tfIdfBags(texts, idf));
    expected.forEach((value, i) => assert.ok(Math.abs(value - (logits.data as Float32Array)[i]) < 1e-4, `${i}: ${value} ${(logits.data as Float32Array)[i]}`));
  });

  it('two graphs joined give the sum of their logits', async () => {
    const chosen = planes(2);
    const one = tfIdfGraph(chosen, idf);
    const other = { ...one, nodes: one.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed), outputs: node.outputs.map(renamed) })), initializers: new Map([...one.initializers].map(([name, value]) => [renamed(name), value])) };
    const session = await createSession(encodeGraph(sumOfLogits(one, other)), { threads: 1 });
    const { logits } = await session.run(idsOf(texts, false));
    await session.dispose();
    const expected = scoresOf(chosen, tfIdfBags(texts, idf));
    expected.forEach((value, i) => assert.ok(Math.abs(2 * value - (logits.data as Float32Array)[i]) < 1e-4));
  });
});

function renamed(name: string): string {
  return name.startsWith('wide/') ? `other/${name}` : name;
}
