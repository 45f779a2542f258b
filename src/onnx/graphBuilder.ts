import type { Attribute, Dimension, DataType, Graph, Node, TensorValue, ValueInfo } from './model.ts';
import { float32Tensor, int64Tensor } from './model.ts';

/** A value in a graph under construction; a type of its own, so that a stray string is not taken for one. */
export interface Value {
  readonly name: string;
}

/** Attributes as a person writes them: numbers are integers, except where given as { float }. */
export type AttributeValue = number | readonly number[] | string | readonly string[] | { float: number } | { floats: readonly number[] } | { tensor: TensorValue } | { graph: Graph };

/** Builds an ONNX graph operator by operator. Names are made up from the operator types, so graphs are the same at every run. */
export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: Node[] = [];
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #initializers = new Map<string, TensorValue>();
  readonly #constants = new Map<string, Value>();
  readonly #counts = new Map<string, number>();
  readonly #prefix: string;

  /** @param prefix put before the names of inner values; a body graph needs one of its own, since names are shared with the outer graph */
  constructor(name: string, prefix = '') {
    this.#name = name;
    this.#prefix = prefix;
  }

  #fresh(base: string): string {
    const count = this.#counts.get(base) ?? 0;
    this.#counts.set(base, count + 1);
    return `${this.#prefix}${base}_${count}`;
  }

  /** Declares an input; a string in the shape names a dynamic dimension. */
  input(name: string, type: DataType, shape?: readonly Dimension[]): Value {
    this.#inputs.push(shape ? { name, type, shape } : { name, type });
    return { name };
  }

  /** Makes `value` an output, under `name`. */
  output(name: string, value: Value, type: DataType, shape?: readonly Dimension[]): void {
    this.#nodes.push({ type: 'Identity', inputs: [value.name], outputs: [name], attributes: {} });
    this.#outputs.push(shape ? { name, type, shape } : { name, type });
  }

  /**
   * Makes `value` the next output under its own name: for the bodies of loops, whose outputs count by position. A value
   * that is an output already goes out as a copy.
   */
  result(value: Value, type: DataType, shape?: readonly Dimension[]): void {
    const taken = [...this.#inputs, ...this.#outputs].some(({ name }) => name === value.name);
    const { name } = taken ? this.op('Identity', [value]) : value;
    this.#outputs.push(shape ? { name, type, shape } : { name, type });
  }

  /** A constant with a name of its own: a parameter of the network. */
  initializer(name: string, tensor: TensorValue): Value {
    this.#initializers.set(name, tensor);
    return { name };
  }

  /** Integers for shapes, axes and the like; equal ones are shared. */
  integers(...values: number[]): Value {
    return this.#constant(`int64_${values.join('_')}`.replaceAll('-', 'm'), int64Tensor(values));
  }

  /** A float32 scalar. */
  scalar(value: number): Value {
    return this.#constant(`scalar_${String(value)}`, float32Tensor(Float32Array.of(value), []));
  }

  #constant(key: string, tensor: TensorValue): Value {
    let value = this.#constants.get(key);
    if (!value) {
      value = this.initializer(`${this.#prefix}${key}`, tensor);
      this.#constants.set(key, value);
    }
    return value;
  }

  /** Adds an operator with one output. `undefined` leaves an optional input out. */
  op(type: string, inputs: readonly (Value | undefined)[], attributes: Readonly<Record<string, AttributeValue>> = {}): Value {
    return this.ops(type, inputs, 1, attributes)[0];
  }

  /** Adds an operator with `count` outputs. */
  ops(type: string, inputs: readonly (Value | undefined)[], count: number, attributes: Readonly<Record<string, AttributeValue>> = {}): Value[] {
    const outputs = Array.from({ length: count }, () => this.#fresh(type));
    this.#nodes.push({
      type,
      inputs: inputs.map((input) => input?.name ?? ''),
      outputs,
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)])),
    });
    return outputs.map((name) => ({ name }));
  }

  /** The prefix for a body graph inside this one. */
  bodyPrefix(base: string): string {
    return `${this.#fresh(base)}/`;
  }

  build(): Graph {
    return { name: this.#name, nodes: this.#nodes, inputs: this.#inputs, outputs: this.#outputs, initializers: this.#initializers };
  }

  // The operators that networks are written with, so that a formula reads like one.
  add(a: Value, b: Value): Value { return this.op('Add', [a, b]); }
  sub(a: Value, b: Value): Value { return this.op('Sub', [a, b]); }
  mul(a: Value, b: Value): Value { return this.op('Mul', [a, b]); }
  div(a: Value, b: Value): Value { return this.op('Div', [a, b]); }
  matMul(a: Value, b: Value): Value { return this.op('MatMul', [a, b]); }
  sigmoid(a: Value): Value { return this.op('Sigmoid', [a]); }
  tanh(a: Value): Value { return this.op('Tanh', [a]); }
  transpose(a: Value, permutation: readonly number[]): Value { return this.op('Transpose', [a], { perm: permutation }); }
  /** -1 stands for what is left, 0 keeps the dimension. */
  reshape(a: Value, ...shape: number[]): Value { return this.op('Reshape', [a, this.integers(...shape)]); }
  unsqueeze(a: Value, ...axes: number[]): Value { return this.op('Unsqueeze', [a, this.integers(...axes)]); }
  squeeze(a: Value, ...axes: number[]): Value { return this.op('Squeeze', [a, this.integers(...axes)]); }
  reduceSum(a: Value, axes: readonly number[], keepDimensions = false): Value {
    return this.op('ReduceSum', [a, this.integers(...axes)], { keepdims: keepDimensions ? 1 : 0 });
  }
  concat(values: readonly Value[], axis: number): Value { return values.length === 1 ? values[0] : this.op('Concat', values, { axis }); }
  /** Elements start (inclusive) to end (exclusive) along one axis. */
  slice(a: Value, axis: number, start: number, end: number): Value {
    return this.op('Slice', [a, this.integers(start), this.integers(end), this.integers(axis)]);
  }
  /** Equal parts along one axis. */
  split(a: Value, parts: number, axis: number, size: number): Value[] {
    return this.ops('Split', [a, this.integers(...new Array<number>(parts).fill(size))], parts, { axis });
  }
  cast(a: Value, type: number): Value { return this.op('Cast', [a], { to: type }); }
}

function attributeOf(value: AttributeValue): Attribute {
  if (typeof value === 'number') return { kind: 'int', value };
  if (typeof value === 'string') return { kind: 'string', value };
  if ('float' in value) return { kind: 'float', value: value.float };
  if ('floats' in value) return { kind: 'floats', value: value.floats };
  if ('tensor' in value) return { kind: 'tensor', value: value.tensor };
  if ('graph' in value) return { kind: 'graph', value: value.graph };
  return typeof value[0] === 'string' ? { kind: 'strings', value: value as readonly string[] } : { kind: 'ints', value: value as readonly number[] };
}
