import type { Value } from '../onnx/graphBuilder.ts';
import { GraphBuilder } from '../onnx/graphBuilder.ts';
import type { Graph, TensorValue } from '../onnx/model.ts';
import { dataTypes } from '../onnx/model.ts';
import type { Network } from './architecture.ts';
import { allParameters, embeddingTableName } from './architecture.ts';
import type { InferenceContext } from './layers/context.ts';
import { inferDense } from './layers/dense.ts';
import { paddingMask } from './layers/masks.ts';
import { inferPooling } from './layers/pooling.ts';
import { inferRecurrent } from './layers/recurrent.ts';
import { crfMarginals, transitionsName } from './losses/crf.ts';
import { inferNgrams } from './ngramPath.ts';
import type { ParameterSpec } from './parameters.ts';

/** Puts a parameter into the graph: as an input (evaluation while training) or as a constant (the exported model). */
export type PlaceParameter = (b: GraphBuilder, spec: ParameterSpec) => Value;

/** Table rows of ids, [batch, time, dimensions]; with several ids a token the sum of theirs, where the padding id 0 adds nothing. */
export type SumRows = (b: GraphBuilder, ids: Value, severalIds: boolean) => Value;

export const parameterInputs: PlaceParameter = (b, spec) => b.input(spec.name, 'float32', spec.shape);

/**
 * The network for use, with standard operators. Inputs: ids int32 [batch, time] or, for tokens of several ids,
 * [batch, time, ids] with 0 for padding; lengths int32 [batch]. Output: logits [batch, labels] or [batch, time, labels].
 * @param sumRows reads the embedding table where it is not a plain matrix; `place` is then not asked for it
 */
export function buildInferenceGraph(network: Network, severalIds: boolean, place: PlaceParameter, sumRows?: SumRows): Graph {
  const b = new GraphBuilder('lexiscope');
  const ids = b.input('ids', 'int32', severalIds ? ['batch', 'time', 'ids'] : ['batch', 'time']);
  const lengths = b.cast(b.input('lengths', 'int32', ['batch']), dataTypes.int64);
  const parameters = new Map<string, Value>();
  for (const spec of allParameters(network)) if (spec !== network.table || !sumRows) parameters.set(spec.name, place(b, spec));
  const parameter = (name: string): Value => parameters.get(name)!;

  const sumOf = sumRows ?? sumMatrixRows(parameter);
  const vectors = network.table ? meanOf(b, sumOf(b, ids, severalIds), ids, severalIds) : oneHot(b, ids, network.sizes.vocabularySize);
  let x = b.transpose(vectors, [1, 0, 2]); // time-major, as the recurrent operators want it
  if (network.architecture.pooling === 'flatten') x = fitLength(b, x, network);
  const context: InferenceContext = { b, lengths, mask: paddingMask(b, x, lengths), parameter };
  for (const layer of network.recurrent) x = inferRecurrent(context, layer, x);
  if (network.architecture.pooling === 'flatten') {
    const size = network.recurrent.at(-1)?.hiddenSize ?? network.embeddingSize;
    x = b.reshape(b.transpose(b.mul(x, context.mask), [1, 0, 2]), -1, network.sizes.maximumTokens * size);
  } else if (network.pooling.length > 0) {
    const sequence = x;
    x = b.concat(network.pooling.map((layer) => inferPooling(context, layer, sequence)), 1);
  }
  for (const layer of network.dense) x = inferDense(context, layer, x);
  let logits = inferDense(context, network.output, x);
  const tagging = network.architecture.pooling === 'none';
  if (network.architecture.ngrams) logits = b.add(logits, inferNgrams(context, network.architecture.ngrams, ids));
  if (network.architecture.crf) logits = crfMarginals(b, logits, context.mask, parameter(transitionsName));
  b.output('logits', tagging ? b.transpose(logits, [1, 0, 2]) : logits, 'float32', tagging ? ['batch', 'time', network.sizes.logits] : ['batch', network.sizes.logits]);
  return b.build();
}

function sumMatrixRows(parameter: (name: string) => Value): SumRows {
  return (b, ids, severalIds) => {
    const rows = b.op('Gather', [parameter(embeddingTableName), ids], { axis: 0 });
    return severalIds ? b.reduceSum(rows, [2]) : rows;
  };
}

/** The mean over a token's ids, id 0 left out. */
function meanOf(b: GraphBuilder, sums: Value, ids: Value, severalIds: boolean): Value {
  if (!severalIds) return sums;
  const present = b.cast(b.op('Not', [b.op('Equal', [ids, b.initializer('padding id', zeroId)])]), dataTypes.float32);
  return b.div(sums, b.op('Max', [b.reduceSum(present, [2], true), b.scalar(1)]));
}

const zeroId: TensorValue = { type: 'int32', shape: [], data: new Uint8Array(4) };

function oneHot(b: GraphBuilder, ids: Value, size: number): Value {
  const offOn = b.concat([b.unsqueeze(b.scalar(0), 0), b.unsqueeze(b.scalar(1), 0)], 0);
  return b.op('OneHot', [b.cast(ids, dataTypes.int64), b.integers(size), offOn], { axis: -1 });
}

/** Cuts or pads [time, batch, size] to maximumTokens steps. */
function fitLength(b: GraphBuilder, x: Value, network: Network): Value {
  const batch = b.op('Gather', [b.op('Shape', [x]), b.integers(1)], { axis: 0 });
  const padding = b.op('ConstantOfShape', [b.concat([b.integers(network.sizes.maximumTokens), batch, b.integers(network.embeddingSize)], 0)]);
  return b.slice(b.concat([x, padding], 0), 0, 0, network.sizes.maximumTokens);
}
