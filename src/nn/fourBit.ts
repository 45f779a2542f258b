import { dataTypes } from '../onnx/model.ts';
import { toFloat16 } from './float16.ts';
import type { SumRows } from './inferenceGraph.ts';
import type { ParameterSpec } from './parameters.ts';

/** A matrix of 4-bit numbers: value[i, j] = scale[i] (nibble[i, j] - 8). */
export interface FourBitMatrix {
  /** [rows, columns / 2]: a byte holds column j in its low four bits and column j + columns / 2 in the high ones. */
  readonly packed: Uint8Array;
  /** [rows], float16 bits. */
  readonly scales: Uint16Array;
}

/** Symmetric, w = scale_i q with |q| <= 7. Rows of n-gram tables differ in size with how often the n-gram was seen, so each has its scale. */
export function packFourBits(values: Float32Array, rows: number, columns: number): FourBitMatrix {
  const half = columns / 2;
  const packed = new Uint8Array(rows * half);
  const scales = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = values.subarray(i * columns, (i + 1) * columns);
    let largest = 0;
    for (let j = 0; j < columns; j++) largest = Math.max(largest, Math.abs(row[j]));
    scales[i] = largest / 7;
    const inverse = largest === 0 ? 0 : 7 / largest;
    for (let j = 0; j < half; j++) packed[i * half + j] = (Math.round(row[j] * inverse) + 8) | ((Math.round(row[j + half] * inverse) + 8) << 4);
  }
  return { packed, scales: toFloat16(scales) };
}

/**
 * Reads rows of the matrix inside the graph. They are unpacked after they are gathered, so the table takes its four bits in memory as in the file
 * and nothing is unpacked when the model is loaded. The scales weigh the rows of a token as one product:
 * sum_k s_k (high_k - 8) = s high - 8 sum_k s_k, and the low halves likewise, for low = byte - 16 high.
 */
export function sumFourBitRows({ name, shape }: ParameterSpec, values: Float32Array): SumRows {
  const [rows, columns] = shape;
  const { packed, scales } = packFourBits(values, rows, columns);
  return (b, ids, severalIds) => {
    const table = b.initializer(`${name}/int4`, { type: 'uint8', shape: [rows, columns / 2], data: packed });
    const scale = b.initializer(`${name}/scale`, { type: 'float16', shape: [rows], data: new Uint8Array(scales.buffer) });
    const bytes = b.cast(b.op('Gather', [table, ids], { axis: 0 }), dataTypes.float32);
    const high = b.op('Floor', [b.mul(bytes, b.scalar(1 / 16))]);
    const ofRows = b.cast(b.op('Gather', [scale, ids], { axis: 0 }), dataTypes.float32);
    if (!severalIds) return b.mul(b.sub(b.concat([b.sub(bytes, b.mul(high, b.scalar(16))), high], 2), b.scalar(8)), b.unsqueeze(ofRows, 2));
    const weights = b.unsqueeze(ofRows, 2); // [batch, time, 1, ids], times [batch, time, ids, columns / 2]
    const [sumOfBytes, sumOfHigh] = [b.matMul(weights, bytes), b.matMul(weights, high)];
    const low = b.sub(sumOfBytes, b.mul(sumOfHigh, b.scalar(16)));
    const sums = b.squeeze(b.concat([low, sumOfHigh], 3), 2);
    return b.sub(sums, b.mul(b.reduceSum(ofRows, [2], true), b.scalar(8)));
  };
}
