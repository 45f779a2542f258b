import { quantizeColumns } from '../../src/nn/exportModel.ts';
import { GraphBuilder } from '../../src/onnx/graphBuilder.ts';
import type { Value } from '../../src/onnx/graphBuilder.ts';
import type { Graph } from '../../src/onnx/model.ts';
import { dataTypes, float32Tensor, int8Tensor } from '../../src/onnx/model.ts';
import type { Planes } from './supportVectors.ts';
import { smallest } from './tfIdf.ts';

/**
 * Logits of planes over tf-idf bags as a graph with the inputs and the output of a model (docs/model-format.md); for tokens of one id.
 *
 * A word that occurs c times must count (1 + ln c) idf, once. Each of its occurrences has c, by comparing all pairs of tokens, and
 * carries (1 + ln c) idf / c; a text's squared length is the sum over tokens of ((1 + ln c) idf)^2 / c.
 * @param idf [vocabulary]
 */
export function tfIdfGraph({ labels, weights, biases }: Planes, idf: Float32Array): Graph {
  const b = new GraphBuilder('wide', 'wide/');
  const ids = b.input('ids', 'int32', ['batch', 'time']);
  b.input('lengths', 'int32', ['batch']);
  // Padding is id 0, whose idf is 0.
  const weightOfId = b.op('Gather', [b.initializer('wide/idf', float32Tensor(idf, [idf.length])), ids], { axis: 0 });
  const same = b.cast(b.op('Equal', [b.unsqueeze(ids, 2), b.unsqueeze(ids, 1)]), dataTypes.float32);
  const count = b.reduceSum(same, [2]);
  const full = b.mul(b.add(b.op('Log', [count]), b.scalar(1)), weightOfId);
  const squares = b.reduceSum(b.div(b.mul(full, full), count), [1], true);
  const length = b.op('Sqrt', [b.op('Max', [squares, b.scalar(smallest)])]);
  const values = b.unsqueeze(b.div(b.div(full, count), length), 1); // [batch, 1, time]
  const rows = b.op('Gather', [int8Matrix(b, weights, labels), ids], { axis: 0 }); // [batch, time, labels]
  const sums = b.squeeze(b.matMul(values, rows), 1);
  b.output('logits', b.add(sums, b.initializer('wide/b', float32Tensor(biases, [labels]))), 'float32', ['batch', labels]);
  return b.build();
}

function int8Matrix(b: GraphBuilder, weights: Float32Array, columns: number): Value {
  const rows = weights.length / columns;
  const { quantized, scales } = quantizeColumns(weights, rows, columns);
  const stored = b.initializer('wide/W/int8', int8Tensor(quantized, [rows, columns]));
  return b.mul(b.cast(stored, dataTypes.float32), b.initializer('wide/W/scale', float32Tensor(scales, [1, columns])));
}

/** Two models of the same texts as one: its logits are the sum of theirs. */
export function sumOfLogits(first: Graph, second: Graph): Graph {
  const renamed = (graph: Graph, name: string): Graph['nodes'] => graph.nodes.map((node) => ({ ...node, outputs: node.outputs.map((output) => (output === 'logits' ? name : output)) }));
  return {
    name: first.name,
    nodes: [...renamed(first, 'logits/first'), ...renamed(second, 'logits/second'), { type: 'Add', inputs: ['logits/first', 'logits/second'], outputs: ['logits'], attributes: {} }],
    inputs: first.inputs, outputs: first.outputs, initializers: new Map([...first.initializers, ...second.initializers]),
  };
}
