import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { adversarialVectors } from '../../../src/nn/adversarial.ts';
import { createNetwork, embeddingTableName } from '../../../src/nn/architecture.ts';
import { trainingConfiguration } from '../../../src/nn/configuration.ts';
import type { TrainerState } from '../../../src/nn/trainer.ts';
import { Trainer } from '../../../src/nn/trainer.ts';
import { randomExamples, smallNetworks, smallSizes } from './networks.ts';

const numbers = (length: number): fc.Arbitrary<Float32Array> => fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
const [time, batch, size] = [4, 3, 2];

/** Of text `text` in [time, batch, size]. */
function ofText(values: Float32Array, text: number): number[] {
  return Array.from({ length: time }, (_, t) => [...values.subarray((t * batch + text) * size, (t * batch + text + 1) * size)]).flat();
}

function lengthOf(values: readonly number[]): number {
  return Math.hypot(...values);
}

describe('vectors moved against a network', () => {
  it('move along the gradient, each text as far as the others', () => {
    fc.assert(fc.property(numbers(time * batch * size), numbers(time * batch * size), fc.double({ min: 0.1, max: 2, noNaN: true }), (vectors, gradient, strength) => {
      const moved = adversarialVectors(vectors, gradient, batch, size, strength);
      const tokens = Array.from({ length: time * batch }, (_, i) => lengthOf([...vectors.subarray(i * size, (i + 1) * size)])).filter((length) => length > 0);
      const usual = tokens.length === 0 ? 0 : lengthOf(tokens) / Math.sqrt(tokens.length);
      for (let text = 0; text < batch; text++) {
        const slope = ofText(gradient, text);
        if (lengthOf(slope) < 1e-3) continue;
        const expected = ofText(vectors, text).map((value, i) => value + (strength * usual * slope[i]) / lengthOf(slope));
        ofText(moved, text).forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-4, `text ${text}: ${value}, expected ${expected[i]}`));
      }
    }));
  });

  it('stay where they are in a text without a gradient, and the given ones are not changed', () => {
    const vectors = Float32Array.from({ length: time * batch * size }, (_, i) => i - 5);
    const before = vectors.slice();
    const gradient = new Float32Array(vectors.length);
    gradient[2] = 1; // the second text's first token
    const moved = adversarialVectors(vectors, gradient, batch, size, 0.5);
    assert.deepEqual(vectors, before);
    assert.deepEqual([0, 2].map((text) => ofText(moved, text)), [0, 2].map((text) => ofText(before, text)));
    assert.notDeepEqual(ofText(moved, 1), ofText(before, 1));
  });
});

describe('adversarial training', () => {
  const architecture = smallNetworks['a bidirectional LSTM with max and mean pooling'];
  const examples = randomExamples(12);

  /** The losses of a trained network: on the texts, and after its table has moved by the length of one row to where the loss grows fastest. */
  async function trained(adversarial: number): Promise<{ loss: number; moved: number }> {
    const configuration = trainingConfiguration({ architecture, adversarial, optimiser: { kind: 'adam', weightDecay: 0 }, threads: 1 });
    const trainer = await Trainer.create(createNetwork(architecture, smallSizes), configuration, 'softmax');
    for (let step = 0; step < 150; step++) await trainer.step(examples, 0.02);
    const { loss, gradients } = await trainer.gradients(examples);
    const table = trainer.state.parameters.get(embeddingTableName)!;
    table.set(adversarialVectors(table, gradients.get(embeddingTableName)!, 1, table.length / smallSizes.vocabularySize, 1));
    const moved = (await trainer.gradients(examples)).loss;
    await trainer.dispose();
    return { loss, moved };
  }

  it('learns the texts, and the loss grows less around them than after plain training', async () => {
    const [plain, adversarial] = [await trained(0), await trained(0.5)];
    assert.ok(plain.loss < 0.3 && adversarial.loss < 0.3, `losses ${plain.loss} and ${adversarial.loss}`);
    assert.ok(adversarial.moved < 0.7 * plain.moved, `moved: ${plain.moved} after plain training, ${adversarial.moved} after adversarial`);
  });

  it('continues from a checkpoint as if it had never stopped', async () => {
    const configuration = trainingConfiguration({ architecture: { ...architecture, dropout: { ...architecture.dropout, embedding: 0.3 } }, adversarial: 0.3, threads: 1 });
    const network = createNetwork(configuration.architecture, smallSizes);
    const whole = await Trainer.create(network, configuration, 'softmax');
    for (let step = 0; step < 3; step++) await whole.step(examples, 0.01);
    const restored = await Trainer.create(network, configuration, 'softmax', copyOf(whole.state));
    const [first, second] = [await whole.step(examples, 0.01), await restored.step(examples, 0.01)];
    assert.deepEqual(second, first);
    await Promise.all([whole.dispose(), restored.dispose()]);
  });
});

function copyOf(state: TrainerState): TrainerState {
  return {
    ...state, parameters: new Map([...state.parameters].map(([name, values]) => [name, values.slice()])),
    moments: new Map([...state.moments].map(([name, several]) => [name, several.map((values) => values.slice())])),
  };
}
