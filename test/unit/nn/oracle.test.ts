import { before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../../../src/base/random.ts';
import { createNetwork, embeddingTableName } from '../../../src/nn/architecture.ts';
import { trainingConfiguration } from '../../../src/nn/configuration.ts';
import { Trainer } from '../../../src/nn/trainer.ts';
import { randomExamples, smallNetworks, smallSizes } from './networks.ts';
import { tfjsGradients } from './tfjs.ts';

describe('loss and gradients agree with TensorFlow.js', () => {
  before(async () => {
    await tf.setBackend('cpu');
  });
  for (const [name, architecture] of Object.entries(smallNetworks)) {
    if (architecture.crf) continue; // Its gradient is checked against finite differences.
    it(`for ${name}`, async () => {
      const network = createNetwork(architecture, smallSizes);
      const trainer = await Trainer.create(network, trainingConfiguration({ architecture, threads: 1 }), 'softmax');
      const random = createRandom(12);
      for (const values of trainer.state.parameters.values()) for (let i = 0; i < values.length; i++) values[i] += 0.4 * random.normal();
      trainer.state.parameters.get(embeddingTableName)?.fill(0, 0, network.embeddingSize);
      const batch = randomExamples(4, { tagging: architecture.pooling === 'none', severalIds: network.table !== undefined && !architecture.ngrams });
      try {
        const ours = await trainer.gradients(batch);
        const theirs = tfjsGradients(network, trainer.state.parameters, batch);
        assert.ok(Math.abs(ours.loss - theirs.loss) < 1e-5, `loss ${ours.loss} and ${theirs.loss}`);
        for (const [parameter, gradient] of theirs.gradients) {
          const found = ours.gradients.get(parameter)!;
          const scale = Math.max(1e-3, ...gradient.map(Math.abs));
          const error = gradient.reduce((largest, g, i) => Math.max(largest, Math.abs(g - found[i])), 0) / scale;
          assert.ok(error < 1e-4, `${parameter}: relative error ${error}`);
        }
      } finally {
        await trainer.dispose();
      }
    });
  }
});
