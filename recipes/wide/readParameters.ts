import { LexiscopeError } from '../../src/base/errors.ts';
import type { Network } from '../../src/nn/architecture.ts';
import { allParameters } from '../../src/nn/architecture.ts';
import type { Parameters, ParameterSpec } from '../../src/nn/parameters.ts';
import { decodeModel } from '../../src/onnx/decode.ts';
import type { Graph } from '../../src/onnx/model.ts';

/**
 * The parameters of a model file whose table is kept in 4 bits and whose other matrices in 8 (src/nn/exportModel.ts writes it), so that training can go on from it.
 * @throws LexiscopeError `bad-input` where the file has no such parameter, or one of another size
 */
export function readParameters(bytes: Uint8Array, network: Network): Parameters {
  const { graph } = decodeModel(bytes);
  return new Map(allParameters(network).map((spec) => [spec.name, valuesOf(graph, spec)]));
}

function valuesOf({ initializers }: Graph, { name, shape }: ParameterSpec): Float32Array {
  const [rows, columns = 1] = shape;
  // A copy: in a Buffer's memory it would not begin at a multiple of its elements' size.
  const data = (suffix: string, bytesPerElement: number, elements: number): ArrayBuffer | undefined => {
    const found = initializers.get(`${name}${suffix}`)?.data;
    if (found && found.length !== elements * bytesPerElement) throw new LexiscopeError('bad-input', `${name}${suffix}: it has ${found.length} bytes, expected ${elements} x ${bytesPerElement}`);
    return found && new Uint8Array(found).buffer;
  };
  const plain = data('', 4, rows * columns);
  if (plain) return new Float32Array(plain);
  const eight = data('/int8', 1, rows * columns);
  if (eight) {
    const quantized = new Int8Array(eight);
    const scales = new Float32Array(data('/scale', 4, columns)!);
    return Float32Array.from(quantized, (value, i) => value * scales[i % columns]);
  }
  const packed = data('/int4', 1, (rows * columns) / 2);
  if (!packed) throw new LexiscopeError('bad-input', `${name}: the model has no such parameter`);
  const four = new Uint8Array(packed);
  const scales = new Uint16Array(data('/scale', 2, rows)!);
  const half = columns / 2;
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const scale = fromFloat16(scales[i]);
    for (let j = 0; j < half; j++) {
      const byte = four[i * half + j];
      values[i * columns + j] = scale * ((byte & 15) - 8);
      values[i * columns + half + j] = scale * ((byte >> 4) - 8);
    }
  }
  return values;
}

/** IEEE 754 half precision; scales are finite and positive. */
function fromFloat16(bits: number): number {
  const exponent = bits >> 10;
  const fraction = bits & 0x3ff;
  return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
}
