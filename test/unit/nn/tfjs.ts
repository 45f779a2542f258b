import * as tf from '@tensorflow/tfjs';
import type { Network } from '../../../src/nn/architecture.ts';
import { allParameters, embeddingTableName } from '../../../src/nn/architecture.ts';
import type { EncodedExample } from '../../../src/nn/examples.ts';
import type { RecurrentLayer } from '../../../src/nn/layers/recurrent.ts';
import { ngramRows, ngramTableName } from '../../../src/nn/ngramPath.ts';
import type { Parameters } from '../../../src/nn/parameters.ts';

/**
 * The same networks written with TensorFlow.js operators, text by text without padding or batching, and differentiated by
 * its automatic differentiation: an oracle that shares no code and no idea with the ONNX graphs.
 */
type Variables = Readonly<Record<string, tf.Tensor>>;

function step(layer: RecurrentLayer, v: Variables, prefix: string, x: tf.Tensor2D, h: tf.Tensor2D, c: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D] {
  const size = layer.hiddenSize;
  const fromInput = tf.add(tf.matMul(x, v[`${prefix}/W`]), v[`${prefix}/b`]);
  const fromState = tf.matMul(h, v[`${prefix}/R`]);
  const part = (z: tf.Tensor, gate: number): tf.Tensor2D => tf.slice2d(z as tf.Tensor2D, [0, gate * size], [1, size]);
  if (layer.cell === 'rnn') return [tf.tanh(tf.add(fromInput, fromState)), c];
  if (layer.cell === 'lstm') {
    const z = tf.add(fromInput, fromState);
    const [i, o, f, g] = [tf.sigmoid(part(z, 0)), tf.sigmoid(part(z, 1)), tf.sigmoid(part(z, 2)), tf.tanh(part(z, 3))];
    const cell = tf.add<tf.Tensor2D>(tf.mul(f, c), tf.mul(i, g));
    return [tf.mul(o, tf.tanh(cell)), cell];
  }
  const biased = tf.add(fromState, v[`${prefix}/bR`]);
  const update = tf.sigmoid(tf.add(part(fromInput, 0), part(biased, 0)));
  const reset = tf.sigmoid(tf.add(part(fromInput, 1), part(biased, 1)));
  const candidate = tf.tanh(tf.add(part(fromInput, 2), tf.mul(reset, part(biased, 2))));
  return [tf.add(tf.mul(tf.sub(1, update), candidate), tf.mul(update, h)), c];
}

function recurrent(layer: RecurrentLayer, v: Variables, x: tf.Tensor2D[]): tf.Tensor2D[] {
  const read = (direction: string, inputs: tf.Tensor2D[]): tf.Tensor2D[] => {
    let h = tf.zeros<tf.Rank.R2>([1, layer.hiddenSize]);
    let c = h;
    return inputs.map((input) => {
      [h, c] = step(layer, v, `${layer.name}/${direction}`, input, h, c);
      return h;
    });
  };
  const forward = read('forward', x);
  if (!layer.bidirectional) return forward;
  const backward = read('backward', [...x].reverse()).reverse();
  return forward.map((h, t) => tf.concat([h, backward[t]], 1));
}

function pool(network: Network, v: Variables, states: tf.Tensor2D[]): tf.Tensor2D {
  if (network.architecture.pooling === 'flatten') {
    const padding = Array.from({ length: network.sizes.maximumTokens - states.length }, () => tf.zeros<tf.Rank.R2>([1, network.embeddingSize]));
    return tf.concat([...states, ...padding], 1);
  }
  const all = tf.concat(states, 0);
  const pooled = network.pooling.map(({ kind, bidirectional, size, name }): tf.Tensor2D => {
    if (kind === 'mean') return tf.mean(all, 0, true);
    if (kind === 'max') return tf.max(all, 0, true);
    if (kind === 'last') {
      const last = states[states.length - 1];
      if (!bidirectional) return last;
      return tf.concat([tf.slice2d(last, [0, 0], [1, size / 2]), tf.slice2d(states[0], [0, size / 2], [1, size / 2])], 1);
    }
    const scores = tf.matMul(tf.tanh(tf.add(tf.matMul(all, v[`${name}/W`]), v[`${name}/b`])), v[`${name}/v`]);
    return tf.matMul(tf.softmax(tf.transpose(scores)), all);
  });
  return tf.concat(pooled, 1);
}

function logitsOf(network: Network, v: Variables, example: EncodedExample): tf.Tensor2D {
  let states = Array.from({ length: example.idStarts.length - 1 }, (_, t): tf.Tensor2D => {
    const ids = tf.tensor1d(example.ids.slice(example.idStarts[t], example.idStarts[t + 1]), 'int32');
    if (!network.table) return tf.oneHot(ids, network.sizes.vocabularySize) as tf.Tensor2D;
    return tf.mean(tf.gather(v[embeddingTableName] as tf.Tensor2D, ids), 0, true);
  });
  for (const layer of network.recurrent) states = recurrent(layer, v, states);
  let y = network.architecture.pooling === 'none' ? tf.concat(states, 0) : pool(network, v, states);
  for (const layer of [...network.dense, network.output]) {
    y = tf.add(tf.matMul(y, v[`${layer.name}/W`]), v[`${layer.name}/b`]);
    if (layer.activation === 'tanh') y = tf.tanh(y);
    if (layer.activation === 'relu') y = tf.relu(y);
  }
  const { ngrams } = network.architecture;
  if (!ngrams) return y;
  // Only the hash is shared.
  const rows = ngramRows(example.ids, ngrams);
  return tf.add(y, tf.div(tf.sum(tf.gather(v[ngramTableName], tf.tensor1d(rows, 'int32')), 0, true), Math.sqrt(rows.length)));
}

/** Mean cross-entropy over texts (over tokens when tagging), and its gradient for every parameter. */
export function tfjsGradients(network: Network, parameters: Parameters, batch: readonly EncodedExample[]): { loss: number; gradients: Map<string, Float32Array> } {
  const specs = allParameters(network);
  const names = specs.map((spec) => spec.name);
  const loss = (...values: tf.Tensor[]): tf.Scalar => {
    const v = Object.fromEntries(names.map((name, i) => [name, values[i]]));
    const rows = batch.map((example) => {
      const gold = tf.oneHot(tf.tensor1d(example.labels, 'int32'), network.sizes.logits);
      return tf.sum(tf.mul(gold, tf.logSoftmax(logitsOf(network, v, example))));
    });
    const count = batch.reduce((sum, example) => sum + example.labels.length, 0);
    return tf.div(tf.neg(tf.addN(rows)), count);
  };
  const { value, grads } = tf.valueAndGrads(loss)(specs.map((spec) => tf.tensor(parameters.get(spec.name)!, [...spec.shape])));
  return { loss: value.dataSync()[0], gradients: new Map(names.map((name, i) => [name, grads[i].dataSync() as Float32Array])) };
}
