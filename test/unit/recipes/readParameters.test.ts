import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readParameters } from '../../../recipes/wide/readParameters.ts';
import { createRandom } from '../../../src/base/random.ts';
import { allParameters, createNetwork } from '../../../src/nn/architecture.ts';
import type { Network } from '../../../src/nn/architecture.ts';
import { exportGraph } from '../../../src/nn/exportModel.ts';
import { createParameters } from '../../../src/nn/parameters.ts';
import { encodeGraph } from '../../../src/onnx/modelFile.ts';

function networkOf(hiddenSize: number): Network {
  return createNetwork({
    embedding: { kind: 'table', dimensions: 6 }, recurrent: { cell: 'lstm', hiddenSize, layers: 1, bidirectional: true },
    pooling: ['max', 'mean'], dense: [], crf: false, dropout: { embedding: 0, between: 0, recurrent: 0, output: 0 },
  }, { vocabularySize: 21, logits: 3, maximumTokens: 8 });
}

describe('the parameters of a model file', () => {
  const network = networkOf(4);
  const parameters = createParameters(allParameters(network), createRandom(3));

  it('are those that were written, as far as 4 and 8 bits tell', () => {
    const read = readParameters(encodeGraph(exportGraph(network, true, parameters, 'int4')), network);
    assert.deepEqual([...read.keys()], [...parameters.keys()]);
    for (const [name, values] of parameters) {
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const step = name === network.table!.name ? largest / 7 : largest / 127;
      values.forEach((value, i) => assert.ok(Math.abs(read.get(name)![i] - value) <= 0.51 * step, `${name}[${i}]: ${read.get(name)![i]}, expected ${value}`));
    }
  });

  it('are the same when they are written again', () => {
    const once = readParameters(encodeGraph(exportGraph(network, true, parameters, 'int4')), network);
    const twice = readParameters(encodeGraph(exportGraph(network, true, once, 'int4')), network);
    for (const [name, values] of once) values.forEach((value, i) => assert.ok(Math.abs(twice.get(name)![i] - value) <= 2e-3 * Math.max(1e-3, Math.abs(value)), name));
  });

  it('are refused where they do not fit the network', () => {
    const bytes = encodeGraph(exportGraph(network, true, parameters, 'int4'));
    assert.throws(() => readParameters(bytes, networkOf(5)), { code: 'bad-input', message: /: it has \d+ bytes, expected \d+ x [124]$/ });
    assert.throws(() => readParameters(encodeGraph(exportGraph(network, true, parameters, 'float16')), network), { code: 'bad-input', message: /: the model has no such parameter$/ });
  });
});
