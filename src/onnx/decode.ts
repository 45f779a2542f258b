import type { Attribute, DataType, Dimension, Graph, Model, Node, TensorValue, ValueInfo } from './model.ts';
import { dataTypes, elementSizes, sizeOf } from './model.ts';
import type { Field } from './protobuf.ts';
import { floatOf, floatsOf, integersOf, malformed, readFields, stringOf } from './protobuf.ts';

const typeNames = new Map<number, DataType>(Object.entries(dataTypes).map(([name, number]) => [number, name as DataType]));

/** Graphs inside graphs (If, Loop, Scan bodies) deeper than this are refused. */
const maximumDepth = 16;

/**
 * Reads an ONNX model. Tensors are views on `bytes`.
 * @throws LexiscopeError `bad-input`: not an ONNX model, truncated, or with data in other files (which is refused: a
 *   model is one file, and a path in it could point anywhere)
 */
export function decodeModel(bytes: Uint8Array): Model {
  let irVersion = 0;
  let opset = 0;
  let producer = '';
  let graph: Graph | undefined;
  const metadata = new Map<string, string>();
  for (const field of readFields(bytes)) {
    if (field.number === 1) irVersion = Number(field.integer);
    else if (field.number === 2) producer = stringOf(field);
    else if (field.number === 7) graph = readGraph(field.bytes, 0);
    else if (field.number === 8) opset = readOpset(field.bytes) ?? opset;
    else if (field.number === 14) metadata.set(...readEntry(field.bytes));
    else if (field.number === 20) throw malformed('it has a training graph, which is not supported');
    else if (field.number === 25) checkFunction(field.bytes);
  }
  if (!graph) throw malformed('it has no graph');
  return { irVersion, opset, producer, graph, metadata };
}

/** Only the metadata: skips the graph, so it is quick on files of any size. */
export function decodeMetadata(bytes: Uint8Array): Map<string, string> {
  const metadata = new Map<string, string>();
  let hasGraph = false;
  for (const field of readFields(bytes)) {
    if (field.number === 14) metadata.set(...readEntry(field.bytes));
    hasGraph ||= field.number === 7;
  }
  if (!hasGraph) throw malformed('it has no graph');
  return metadata;
}

/** Functions that a model brings along are not kept, but what they hold must be allowed. */
function checkFunction(bytes: Uint8Array): void {
  for (const field of readFields(bytes)) if (field.number === 7) readNode(field.bytes, 0);
}

function readOpset(bytes: Uint8Array): number | undefined {
  let domain = '';
  let version = 0;
  for (const field of readFields(bytes)) {
    if (field.number === 1) domain = stringOf(field);
    else if (field.number === 2) version = Number(field.integer);
  }
  return domain === '' || domain === 'ai.onnx' ? version : undefined;
}

function readEntry(bytes: Uint8Array): [string, string] {
  let key = '';
  let value = '';
  for (const field of readFields(bytes)) {
    if (field.number === 1) key = stringOf(field);
    else if (field.number === 2) value = stringOf(field);
  }
  return [key, value];
}

function readGraph(bytes: Uint8Array, depth: number): Graph {
  if (depth > maximumDepth) throw malformed(`graphs are nested more than ${maximumDepth} deep`);
  let name = '';
  const nodes: Node[] = [];
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const initializers = new Map<string, TensorValue>();
  for (const field of readFields(bytes)) {
    if (field.number === 1) nodes.push(readNode(field.bytes, depth));
    else if (field.number === 2) name = stringOf(field);
    else if (field.number === 5) {
      const [tensorName, tensor] = readTensor(field.bytes);
      initializers.set(tensorName, tensor);
    } else if (field.number === 15) throw malformed('it has a sparse initializer, which is not supported');
    else if (field.number === 11) inputs.push(readValueInfo(field.bytes));
    else if (field.number === 12) outputs.push(readValueInfo(field.bytes));
  }
  return { name, nodes, inputs, outputs, initializers };
}

function readNode(bytes: Uint8Array, depth: number): Node {
  let type = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Record<string, Attribute> = {};
  for (const field of readFields(bytes)) {
    if (field.number === 1) inputs.push(stringOf(field));
    else if (field.number === 2) outputs.push(stringOf(field));
    else if (field.number === 4) type = stringOf(field);
    else if (field.number === 5) {
      const [name, attribute] = readAttribute(field.bytes, depth);
      if (attribute) attributes[name] = attribute;
    }
  }
  return { type, inputs, outputs, attributes };
}

/**
 * Attributes of kinds that no model of ours has (types, lists of tensors and graphs) come back as undefined; every tensor and graph in them is read
 * nevertheless, whatever the attribute says that it is: one with data in another file must not get past.
 */
function readAttribute(bytes: Uint8Array, depth: number): [string, Attribute | undefined] {
  const fields = [...readFields(bytes)];
  let tensor: TensorValue | undefined;
  let graph: Graph | undefined;
  for (const { number, bytes: content } of fields) {
    if (number === 5) [, tensor] = readTensor(content);
    else if (number === 6) graph = readGraph(content, depth + 1);
    else if (number === 10) readTensor(content);
    else if (number === 11) readGraph(content, depth + 1);
    else if (number === 22 || number === 23) throw malformed('it has a sparse tensor, which is not supported');
  }
  const of = (number: number): Field[] => fields.filter((field) => field.number === number);
  const name = of(1).map(stringOf)[0] ?? '';
  const kind = Number(of(20)[0]?.integer ?? 0n);
  switch (kind) {
    case 1: return [name, { kind: 'float', value: of(2).map(floatOf)[0] ?? 0 }];
    case 2: return [name, { kind: 'int', value: Number(of(3)[0]?.integer ?? 0n) }];
    case 3: return [name, { kind: 'string', value: of(4).map(stringOf)[0] ?? '' }];
    case 4: return [name, { kind: 'tensor', value: tensor ?? readTensor(new Uint8Array())[1] }];
    case 5: return [name, { kind: 'graph', value: graph ?? readGraph(new Uint8Array(), depth + 1) }];
    case 6: return [name, { kind: 'floats', value: of(7).flatMap(floatsOf) }];
    case 7: return [name, { kind: 'ints', value: of(8).flatMap(integersOf).map(Number) }];
    case 8: return [name, { kind: 'strings', value: of(9).map(stringOf) }];
    default: return [name, undefined];
  }
}

function readTensor(bytes: Uint8Array): [string, TensorValue] {
  let name = '';
  let typeNumber = 0;
  const shape: number[] = [];
  let raw: Uint8Array | undefined;
  const floats: number[] = [];
  const integers: bigint[] = [];
  for (const field of readFields(bytes)) {
    switch (field.number) {
      case 1: shape.push(...integersOf(field).map(Number)); break;
      case 2: typeNumber = Number(field.integer); break;
      case 4: for (const value of floatsOf(field)) floats.push(value); break;
      case 5:
      case 7: for (const value of integersOf(field)) integers.push(value); break;
      case 8: name = stringOf(field); break;
      case 9: raw = field.bytes; break;
      case 13: throw malformed(`tensor ${name} keeps its data in another file, which is not allowed`);
      case 14: if (field.integer !== 0n) throw malformed(`tensor ${name} keeps its data in another file, which is not allowed`); break;
      default: break;
    }
  }
  const type = typeNames.get(typeNumber);
  if (!type) throw malformed(`tensor ${name} has element type ${typeNumber}, which is unknown here`);
  const data = raw ?? packed(type, floats, integers);
  const expected = sizeOf(shape) * elementSizes[type];
  if (type !== 'string' && data.length !== expected) {
    throw malformed(`tensor ${name} of shape [${shape.join(', ')}] needs ${expected} bytes and has ${data.length}`);
  }
  return [name, { type, shape, data }];
}

/** Data given as repeated numbers instead of raw bytes. */
function packed(type: DataType, floats: readonly number[], integers: readonly bigint[]): Uint8Array {
  switch (type) {
    case 'float32': return new Uint8Array(Float32Array.from(floats).buffer);
    case 'int64': return new Uint8Array(BigInt64Array.from(integers).buffer);
    case 'int32': return new Uint8Array(Int32Array.from(integers, Number).buffer);
    case 'uint8':
    case 'bool': return Uint8Array.from(integers, Number);
    case 'int8': return new Uint8Array(Int8Array.from(integers, Number).buffer);
    case 'float16':
    case 'uint16':
    case 'int16': return new Uint8Array(Uint16Array.from(integers, Number).buffer);
    default: return new Uint8Array();
  }
}

function readValueInfo(bytes: Uint8Array): ValueInfo {
  let name = '';
  let typeNumber = 0;
  let shape: Dimension[] | undefined;
  for (const field of readFields(bytes)) {
    if (field.number === 1) name = stringOf(field);
    if (field.number !== 2) continue;
    for (const type of readFields(field.bytes)) {
      if (type.number !== 1) continue;
      for (const tensor of readFields(type.bytes)) {
        if (tensor.number === 1) typeNumber = Number(tensor.integer);
        else if (tensor.number === 2) shape = readShape(tensor.bytes);
      }
    }
  }
  const type = typeNames.get(typeNumber) ?? 'float32';
  return shape ? { name, type, shape } : { name, type };
}

function readShape(bytes: Uint8Array): Dimension[] {
  const shape: Dimension[] = [];
  for (const dimension of readFields(bytes)) {
    if (dimension.number !== 1) continue;
    let size: Dimension = '';
    for (const field of readFields(dimension.bytes)) size = field.number === 1 ? Number(field.integer) : field.number === 2 ? stringOf(field) : size;
    shape.push(size);
  }
  return shape;
}
