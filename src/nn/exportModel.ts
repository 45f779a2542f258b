import type { Value } from '../onnx/graphBuilder.ts';
import type { GraphBuilder } from '../onnx/graphBuilder.ts';
import type { Graph } from '../onnx/model.ts';
import { dataTypes, float32Tensor, int8Tensor } from '../onnx/model.ts';
import type { Network } from './architecture.ts';
import { sumFourBitRows } from './fourBit.ts';
import type { PlaceParameter } from './inferenceGraph.ts';
import { buildInferenceGraph } from './inferenceGraph.ts';
import { toFloat16 } from './float16.ts';
import type { Parameters, ParameterSpec } from './parameters.ts';

/**
 * How an exported model keeps its matrices. Vectors (biases) stay float32. int4 is for an embedding table with an even number of dimensions;
 * the other matrices are then int8.
 */
export type Storage = 'float32' | 'float16' | 'int8' | 'int4';

/**
 * The trained network as a model graph with its parameters inside.
 *
 * float16 and int8 matrices are converted back by standard operators (Cast, Mul); ONNX Runtime folds these when it
 * loads the model, so a small file costs nothing at run time. int4 tables stay packed in memory: see fourBit.ts.
 */
export function exportGraph(network: Network, severalIds: boolean, parameters: Parameters, storage: Storage): Graph {
  const { table } = network;
  const fourBits = storage === 'int4' && table !== undefined && table.shape[1] % 2 === 0;
  const place: PlaceParameter = (b, spec) => placeConstant(b, spec, parameters.get(spec.name)!, storage);
  return buildInferenceGraph(network, severalIds, place, fourBits ? sumFourBitRows(table, parameters.get(table.name)!) : undefined);
}

function placeConstant(b: GraphBuilder, spec: ParameterSpec, values: Float32Array, storage: Storage): Value {
  if (spec.shape.length < 2 || storage === 'float32') return b.initializer(spec.name, float32Tensor(values, spec.shape));
  if (storage === 'float16') {
    const half = toFloat16(values);
    const stored = b.initializer(`${spec.name}/float16`, { type: 'float16', shape: spec.shape, data: new Uint8Array(half.buffer) });
    return b.cast(stored, dataTypes.float32);
  }
  const { quantized, scales } = quantizeColumns(values, spec.shape[0], spec.shape[1]);
  const stored = b.initializer(`${spec.name}/int8`, int8Tensor(quantized, spec.shape));
  return b.mul(b.cast(stored, dataTypes.float32), b.initializer(`${spec.name}/scale`, float32Tensor(scales, [1, spec.shape[1]])));
}

/** Symmetric int8 with a scale a column: w = scale_j q, |q| <= 127. */
export function quantizeColumns(values: Float32Array, rows: number, columns: number): { quantized: Int8Array; scales: Float32Array } {
  const scales = new Float32Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) scales[j] = Math.max(scales[j], Math.abs(values[i * columns + j]) / 127);
  const quantized = new Int8Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) quantized[i * columns + j] = scales[j] === 0 ? 0 : Math.round(values[i * columns + j] / scales[j]);
  }
  return { quantized, scales };
}
