/**
 * The part of ONNX's intermediate representation that Lexiscope reads and writes
 * (https://github.com/onnx/onnx/blob/main/docs/IR.md), as plain data.
 */

/** Element types, with ONNX's numbers. */
export const dataTypes = {
  float32: 1, uint8: 2, int8: 3, uint16: 4, int16: 5, int32: 6, int64: 7, string: 8, bool: 9, float16: 10, float64: 11, uint32: 12, uint64: 13,
} as const;

export type DataType = keyof typeof dataTypes;

/** Bytes an element; strings have none. */
export const elementSizes: Readonly<Record<DataType, number>> = {
  float32: 4, uint8: 1, int8: 1, uint16: 2, int16: 2, int32: 4, int64: 8, string: 0, bool: 1, float16: 2, float64: 8, uint32: 4, uint64: 8,
};

/** A constant: row-major, little-endian bytes. */
export interface TensorValue {
  readonly type: DataType;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** A dimension is a size or the name of a dynamic one. */
export type Dimension = number | string;

export interface ValueInfo {
  readonly name: string;
  readonly type: DataType;
  /** Left out where the shape is unknown. */
  readonly shape?: readonly Dimension[];
}

export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: TensorValue }
  | { readonly kind: 'graph'; readonly value: Graph };

export interface Node {
  readonly type: string;
  /** '' for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: ReadonlyMap<string, TensorValue>;
}

export interface Model {
  readonly graph: Graph;
  /** Version of the default operator set. */
  readonly opset: number;
  readonly irVersion: number;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
}

export function float32Tensor(data: Float32Array, shape: readonly number[]): TensorValue {
  return { type: 'float32', shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** Shapes, axes and slices are int64 in ONNX. */
export function int64Tensor(values: readonly number[], shape: readonly number[] = [values.length]): TensorValue {
  return { type: 'int64', shape, data: new Uint8Array(BigInt64Array.from(values, BigInt).buffer) };
}

export function int8Tensor(data: Int8Array, shape: readonly number[]): TensorValue {
  return { type: 'int8', shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
