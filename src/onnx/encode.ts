import type { Attribute, Dimension, Graph, Model, Node, TensorValue, ValueInfo } from './model.ts';
import { dataTypes } from './model.ts';
import { MessageWriter } from './protobuf.ts';

/** Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3). */
export function encodeModel(model: Model): Uint8Array {
  const writer = new MessageWriter()
    .integer(1, model.irVersion)
    .string(2, model.producer)
    .message(7, (w) => writeGraph(w, model.graph))
    .message(8, (w) => w.string(1, '').integer(2, model.opset));
  for (const [key, value] of model.metadata) writer.message(14, (w) => w.string(1, key).string(2, value));
  return writer.finish();
}

function writeGraph(writer: MessageWriter, graph: Graph): void {
  for (const node of graph.nodes) writer.message(1, (w) => writeNode(w, node));
  writer.string(2, graph.name);
  for (const [name, value] of graph.initializers) writer.message(5, (w) => writeTensor(w, value, name));
  for (const input of graph.inputs) writer.message(11, (w) => writeValueInfo(w, input));
  for (const output of graph.outputs) writer.message(12, (w) => writeValueInfo(w, output));
}

function writeNode(writer: MessageWriter, node: Node): void {
  for (const input of node.inputs) writer.string(1, input);
  for (const output of node.outputs) writer.string(2, output);
  writer.string(4, node.type);
  for (const [name, attribute] of Object.entries(node.attributes)) writer.message(5, (w) => writeAttribute(w, name, attribute));
}

const attributeTypes: Readonly<Record<Attribute['kind'], number>> = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 };

function writeAttribute(writer: MessageWriter, name: string, attribute: Attribute): void {
  writer.string(1, name);
  switch (attribute.kind) {
    case 'float': writer.float(2, attribute.value); break;
    case 'int': writer.integer(3, attribute.value); break;
    case 'string': writer.string(4, attribute.value); break;
    case 'tensor': writer.message(5, (w) => writeTensor(w, attribute.value)); break;
    case 'graph': writer.message(6, (w) => writeGraph(w, attribute.value)); break;
    case 'floats': for (const value of attribute.value) writer.float(7, value); break;
    case 'ints': for (const value of attribute.value) writer.integer(8, value); break;
    case 'strings': for (const value of attribute.value) writer.string(9, value); break;
  }
  writer.integer(20, attributeTypes[attribute.kind]);
}

function writeTensor(writer: MessageWriter, tensor: TensorValue, name?: string): void {
  for (const size of tensor.shape) writer.integer(1, size);
  writer.integer(2, dataTypes[tensor.type]);
  if (name !== undefined) writer.string(8, name);
  writer.bytes(9, tensor.data);
}

function writeValueInfo(writer: MessageWriter, value: ValueInfo): void {
  writer.string(1, value.name).message(2, (type) =>
    type.message(1, (tensor) => {
      tensor.integer(1, dataTypes[value.type]);
      const { shape } = value;
      if (shape) tensor.message(2, (w) => { for (const dimension of shape) w.message(1, (d) => writeDimension(d, dimension)); });
    }),
  );
}

function writeDimension(writer: MessageWriter, dimension: Dimension): void {
  if (typeof dimension === 'number') writer.integer(1, dimension);
  else writer.string(2, dimension);
}
