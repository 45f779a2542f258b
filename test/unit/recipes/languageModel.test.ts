import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { trainLanguageModel } from '../../../recipes/sentiment/languageModel.ts';
import { languageModelGraph, languageModelInputs, languageModelOutputs, languageModelParameters } from '../../../recipes/sentiment/languageModelGraph.ts';
import { createRandom } from '../../../src/base/random.ts';
import { createNetwork, embeddingTableName } from '../../../src/nn/architecture.ts';
import { trainingConfiguration } from '../../../src/nn/configuration.ts';
import type { RecurrentLayer } from '../../../src/nn/layers/recurrent.ts';
import { createParameters } from '../../../src/nn/parameters.ts';
import { gradientName } from '../../../src/nn/trainingGraph.ts';
import { encodeGraph } from '../../../src/onnx/modelFile.ts';
import type { RuntimeTensor } from '../../../src/onnx/runtime.ts';
import { createSession } from '../../../src/onnx/runtime.ts';

const layer: RecurrentLayer = { name: 'lstm0', cell: 'lstm', inputSize: 5, hiddenSize: 4, bidirectional: true, recurrentDropout: 0 };

describe('the gradients of the bidirectional language model', () => {
  it('are the slopes of its loss, for texts of several lengths, a word drawn that is the right one, and words without weight', async () => {
    const random = createRandom(3);
    const specs = languageModelParameters(layer);
    const parameters = createParameters(specs, random);
    const [time, texts, columns] = [5, 3, 2];
    const lengths = Int32Array.of(5, 3, 4);
    const x = Float32Array.from({ length: time * (texts + columns) * layer.inputSize }, () => random.normal());
    const inText = (row: number): boolean => Math.floor(row / texts) < lengths[row % texts];
    const feeds: Record<string, RuntimeTensor> = {
      [languageModelInputs.vectors]: { data: x, shape: [time, texts + columns, layer.inputSize] },
      [languageModelInputs.lengths]: { data: lengths, shape: [texts] },
      [languageModelInputs.ids]: { data: Int32Array.from({ length: time * texts }, (_, i) => i % 7), shape: [time, texts, 1] },
      [languageModelInputs.negatives]: { data: Int32Array.from({ length: time * columns }, (_, i) => 3 + i), shape: [time * columns] },
      [languageModelInputs.weights]: { data: Float32Array.from({ length: time * texts }, (_, i) => (inText(i) && i % 5 > 0 ? 0.2 + random.next() : 0)), shape: [time, texts, 1] },
      ...Object.fromEntries(specs.map(({ name, shape }) => [name, { data: parameters.get(name)!, shape }])),
    };
    const session = await createSession(encodeGraph(languageModelGraph(layer)), { threads: 1 });
    const run = (): Promise<Record<string, RuntimeTensor>> => session.run(feeds);
    const loss = async (): Promise<number> => (await run())[languageModelOutputs.loss].data[0] as number;
    const results = await run();
    const watched: [string, Float32Array, Float32Array][] = [
      ['vectors', x, results[languageModelOutputs.vectorsGradient].data as Float32Array],
      ...specs.map(({ name }): [string, Float32Array, Float32Array] => [name, parameters.get(name)!, results[gradientName(name)].data as Float32Array]),
    ];
    const step = 1e-2;
    for (const [name, values, gradient] of watched) {
      assert.ok(gradient.some((slope) => Math.abs(slope) > 1e-3), `${name} has a gradient`);
      for (let i = 0; i < values.length; i += Math.ceil(values.length / 12)) {
        const value = values[i];
        values[i] = value + step;
        const above = await loss();
        values[i] = value - step;
        const below = await loss();
        values[i] = value;
        assert.ok(Math.abs((above - below) / (2 * step) - gradient[i]) < 2e-4, `${name} at ${i}: ${(above - below) / (2 * step)}, gradient ${gradient[i]}`);
      }
    }
    await session.dispose();
  });
});

describe('the language model that a sentiment network begins with', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-language-model-'))));
  after(() => rm(folder, { recursive: true }));

  it('learns which word follows, is kept, and goes on where it was stopped', async () => {
    const configuration = trainingConfiguration({
      architecture: { embedding: { kind: 'table', dimensions: 8 }, recurrent: { cell: 'lstm', hiddenSize: 8, layers: 1, bidirectional: true }, pooling: ['max'] }, epochs: 1, seed: 1, threads: 1,
    });
    const network = createNetwork(configuration.architecture, { vocabularySize: 30, logits: 3, maximumTokens: 400 });
    const model = { network, configuration, initialTable: createParameters([network.table!], createRandom(1)).get(embeddingTableName)! };
    const random = createRandom(4);
    // Words 2 to 11 each come before the one ten above it.
    const texts = Array.from({ length: 1500 }, () => Int32Array.from({ length: 8 }, (): number => 2 + random.below(10)).map((id, t, ids) => (t % 2 === 0 ? id : ids[t - 1] + 10)));
    const losses: number[] = [];
    const options = { rate: 0.02, negatives: 40, seed: 1, threads: 1, signal: new AbortController().signal, onEpoch: (_: number, loss: number) => losses.push(loss) };
    const file = path.join(folder, 'model.lexi');
    const first = await trainLanguageModel(file, model, texts, { ...options, epochs: 12 });
    // Half of the words follow from a neighbour, half are any of ten.
    assert.ok(losses[11] < 0.75 * losses[0], `losses ${losses.join(' ')}`);
    assert.deepEqual([...first.keys()].filter((name) => name.startsWith('lstm0')).length, 6);
    assert.deepEqual(await trainLanguageModel(file, model, texts, { ...options, epochs: 12 }), first);
    assert.equal(losses.length, 12);
    await trainLanguageModel(file, model, texts, { ...options, epochs: 13 });
    assert.equal(losses.length, 13);
    assert.ok(losses[12] < losses[6], `losses ${losses.join(' ')}`);
  });
});
