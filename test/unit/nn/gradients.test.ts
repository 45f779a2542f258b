import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { createNetwork, embeddingTableName } from '../../../src/nn/architecture.ts';
import { trainingConfiguration } from '../../../src/nn/configuration.ts';
import { Trainer } from '../../../src/nn/trainer.ts';
import type { LossKind } from '../../../src/nn/trainingGraph.ts';
import { createRandom } from '../../../src/base/random.ts';
import { randomExamples, smallNetworks, smallSizes } from './networks.ts';

/**
 * Central finite differences along random directions: (L(w + h d) - L(w - h d)) / 2h = d . gradient.
 * A direction touches all of a parameter's numbers at once, which keeps float32 noise in the loss small against the slope.
 */
async function largestError(trainer: Trainer, batch: ReturnType<typeof randomExamples>): Promise<number> {
  const random = createRandom(3);
  const results = await trainer.gradients(batch);
  const loss = async (): Promise<number> => (await trainer.gradients(batch)).loss;
  let largest = 0;
  for (const [name, values] of trainer.state.parameters) {
    const gradient = results.gradients.get(name)!;
    const kept = values.slice();
    // Along the gradient itself, so that the slope is large, with some noise so that other errors show too.
    const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
    if (norm === 0) continue;
    const direction = gradient.map((g) => g / norm + (0.3 * random.normal()) / Math.sqrt(gradient.length));
    // The loss has float32's resolution (about 1e-7), so a flat direction needs a longer step.
    const h = Math.min(0.3, Math.max(2e-2, 5e-4 / norm));
    const at = async (sign: number): Promise<number> => {
      for (let i = 0; i < values.length; i++) values[i] = kept[i] + sign * h * direction[i];
      return loss();
    };
    // Richardson extrapolation removes the h^2 term.
    const slope = (scale: number, high: number, low: number): number => (high - low) / (2 * h * scale);
    const wide = slope(1, await at(1), await at(-1));
    const narrow = slope(0.5, await at(0.5), await at(-0.5));
    values.set(kept);
    const expected = (4 * narrow - wide) / 3;
    const found = direction.reduce((sum, d, i) => sum + d * gradient[i], 0);
    const error = Math.abs(expected - found) / Math.max(Math.abs(expected), Math.abs(found), 1e-4);
    largest = Math.max(largest, error);
    assert.ok(error < 1e-3, `${name}: finite difference ${expected}, gradient ${found}, relative error ${error}`);
  }
  return largest;
}

async function check(name: string, lossKind: LossKind, severalIds: boolean, examples = randomExamples(4, { tagging: smallNetworks[name].pooling === 'none', severalIds })): Promise<void> {
  const architecture = smallNetworks[name];
  const network = createNetwork(architecture, smallSizes);
  const configuration = trainingConfiguration({ architecture, seed: 5, threads: 1 });
  const trainer = await Trainer.create(network, configuration, lossKind);
  // Larger weights than at the start, so that gates are not all near the middle.
  const random = createRandom(9);
  for (const values of trainer.state.parameters.values()) for (let i = 0; i < values.length; i++) values[i] += 0.4 * random.normal();
  trainer.state.parameters.get(embeddingTableName)?.fill(0, 0, network.embeddingSize);
  try {
    await largestError(trainer, examples);
  } finally {
    await trainer.dispose();
  }
}

describe('the gradient of every parameter agrees with central finite differences', () => {
  for (const [name, architecture] of Object.entries(smallNetworks)) {
    it(`in ${name}`, () => check(name, architecture.crf ? 'crf' : 'softmax', false));
  }
  it('in a conditional random field over texts of one token', () => {
    const one = { ids: Int32Array.of(3), idStarts: Int32Array.of(0, 1), labels: Int32Array.of(1), weight: 1 };
    // Without neighbours there are no transitions to learn.
    return check('a tagger with a conditional random field', 'crf', false, [one, { ...one, ids: Int32Array.of(5) }]);
  });
  it('with several ids a token', () => check('an LSTM', 'softmax', true));
  it('with a sigmoid a label', () => check('a bidirectional LSTM with max and mean pooling', 'sigmoid', false));
});
