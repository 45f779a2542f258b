import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom } from '../../../src/base/random.ts';
import { createNetwork, embeddingTableName } from '../../../src/nn/architecture.ts';
import { trainingConfiguration } from '../../../src/nn/configuration.ts';
import { idsOf } from '../../../src/nn/evaluator.ts';
import { exportGraph } from '../../../src/nn/exportModel.ts';
import { toFloat16 } from '../../../src/nn/float16.ts';
import { Trainer } from '../../../src/nn/trainer.ts';
import { encodeGraph } from '../../../src/onnx/modelFile.ts';
import { createSession } from '../../../src/onnx/runtime.ts';
import { randomExamples, smallNetworks, smallSizes } from './networks.ts';

async function logitsOfBoth(name: string, severalIds: boolean): Promise<{ trained: Float32Array; exported: Float32Array }> {
  const architecture = smallNetworks[name];
  const network = createNetwork(architecture, smallSizes);
  const trainer = await Trainer.create(network, trainingConfiguration({ architecture, threads: 1 }), 'softmax');
  const random = createRandom(2);
  for (const values of trainer.state.parameters.values()) for (let i = 0; i < values.length; i++) values[i] += 0.5 * random.normal();
  trainer.state.parameters.get(embeddingTableName)?.fill(0, 0, network.embeddingSize);
  const batch = randomExamples(5, { severalIds, tagging: architecture.pooling === 'none' });
  const session = await createSession(encodeGraph(exportGraph(network, severalIds, trainer.state.parameters, 'float32')));
  try {
    const trained = (await trainer.gradients(batch)).logits.data as Float32Array;
    const exported = (await session.run(idsOf(batch, severalIds))).logits.data as Float32Array;
    return { trained, exported };
  } finally {
    await trainer.dispose();
    await session.dispose();
  }
}

describe('the exported model gives the training graph\'s logits', () => {
  const classifiers = Object.entries(smallNetworks).filter(([, architecture]) => architecture.pooling !== 'none').map(([name]) => name);
  for (const name of classifiers) {
    for (const severalIds of [false, true]) {
      if (severalIds && (smallNetworks[name].embedding.kind === 'one-hot' || smallNetworks[name].ngrams)) continue;
      it(`for ${name}${severalIds ? ' with several ids a token' : ''}`, async () => {
        const { trained, exported } = await logitsOfBoth(name, severalIds);
        assert.equal(trained.length, exported.length);
        const difference = trained.reduce((largest, value, i) => Math.max(largest, Math.abs(value - exported[i])), 0);
        assert.ok(difference < 1e-4, `largest difference ${difference}`);
      });
    }
  }
});

describe('half precision', () => {
  it('rounds to the nearest representable number, ties to even', () => {
    const cases: [number, number][] = [[0, 0], [1, 0x3c00], [-2, 0xc000], [65504, 0x7bff], [1e6, 0x7c00], [2 ** -24, 1], [2 ** -26, 0], [1 + 2 ** -11, 0x3c00], [1 + 3 * 2 ** -11, 0x3c02], [-Infinity, 0xfc00]];
    for (const [value, bits] of cases) assert.equal(toFloat16(Float32Array.of(value))[0], bits, String(value));
    assert.equal(toFloat16(Float32Array.of(NaN))[0] & 0x7fff, 0x7e00);
  });
});
