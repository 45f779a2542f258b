import type { RecurrentLayer } from '../../src/nn/layers/recurrent.ts';
import { recurrentParameters, trainRecurrent } from '../../src/nn/layers/recurrent.ts';
import { paddingMask } from '../../src/nn/layers/masks.ts';
import type { ParameterSpec } from '../../src/nn/parameters.ts';
import { gradientName } from '../../src/nn/trainingGraph.ts';
import type { Value } from '../../src/onnx/graphBuilder.ts';
import { GraphBuilder } from '../../src/onnx/graphBuilder.ts';
import type { Graph } from '../../src/onnx/model.ts';
import { dataTypes } from '../../src/onnx/model.ts';

/** From the hidden states of a direction to the space of the word vectors: [hidden, dimensions]. */
function projectionName(direction: 'forward' | 'backward'): string {
  return `language-model/${direction}/P`;
}

export function languageModelParameters(layer: RecurrentLayer): ParameterSpec[] {
  const projection = (direction: 'forward' | 'backward'): ParameterSpec => (
    { name: projectionName(direction), shape: [layer.hiddenSize, layer.inputSize], initializer: 'glorot', decayed: true }
  );
  return [...recurrentParameters(layer), projection('forward'), projection('backward')];
}

/** Names of the graph's inputs besides the parameters, and of its outputs besides their gradients. */
export const languageModelInputs = { vectors: 'x', lengths: 'lengths', ids: 'ids', negatives: 'negatives', weights: 'weights' } as const;
export const languageModelOutputs = { loss: 'loss', vectorsGradient: 'x/gradient' } as const;

/** As far below the others as makes softmax ignore it. */
const excluded = -1e4;
/** Of Slice: to the last step. */
const end = 1 << 30;

/**
 * A step of a bidirectional language model whose word vectors are input and output (Peters et al. 2018; Press and Wolf 2017): the forward state at a token is to tell
 * the next token, the backward state the one before, from others that are drawn for the batch. With z = hP the state's word vector,
 * L = -sum_t w_t log( exp(z_t e_t) / (exp(z_t e_t) + sum_n exp(z_t e_n)) ) / sum_t w_t.
 * Inputs: x [time, batch + columns, dimensions], the vectors of the texts and, time of them a column, those of the drawn words; lengths int32 [batch]; ids int32
 * [time, batch, 1]; negatives int32 [time x columns], the drawn words' ids; weights [time, batch, 1], of each token as what is to be told. Outputs: the loss [] and the gradients.
 */
export function languageModelGraph(layer: RecurrentLayer): Graph {
  const b = new GraphBuilder('language model');
  const [E, H] = [layer.inputSize, layer.hiddenSize];
  const specs = languageModelParameters(layer);
  const parameters = new Map(specs.map((spec) => [spec.name, b.input(spec.name, 'float32', spec.shape)]));
  const gradients = new Map<string, Value>();

  const x = b.input(languageModelInputs.vectors, 'float32', ['time', 'all', E]);
  const lengths = b.input(languageModelInputs.lengths, 'int32', ['batch']);
  const ids = b.input(languageModelInputs.ids, 'int32', ['time', 'batch', 1]);
  const negatives = b.input(languageModelInputs.negatives, 'int32', ['negatives']);
  const weights = b.input(languageModelInputs.weights, 'float32', ['time', 'batch', 1]);

  const texts = b.op('Shape', [lengths]);
  const all = b.op('Gather', [b.op('Shape', [x]), b.integers(1)], { axis: 0 });
  const [own, drawn] = b.ops('Split', [x, b.concat([texts, b.sub(all, texts)], 0)], 2, { axis: 1 });
  const drawnRows = b.reshape(drawn, -1, E);
  const drawnColumns = b.transpose(drawnRows, [1, 0]);
  const lengthsAs64 = b.cast(lengths, dataTypes.int64);
  const pass = trainRecurrent({
    b, lengths: lengthsAs64, mask: paddingMask(b, own, lengthsAs64), parameter: (name) => parameters.get(name)!,
    gradient: (name, value) => gradients.set(name, value), dropoutMask: () => undefined,
  }, layer, own);
  const [forward, backward] = b.split(pass.output, 2, 2, H);

  const withoutLast = (value: Value): Value => b.slice(value, 0, 0, -1);
  const withoutFirst = (value: Value): Value => b.slice(value, 0, 1, end);
  const sum = (value: Value): Value => b.op('ReduceSum', [value], { keepdims: 0 });
  const total = b.add(sum(withoutFirst(weights)), sum(withoutLast(weights)));
  const noStep = (value: Value): Value => b.mul(b.slice(value, 0, 0, 1), b.scalar(0)); // one step of zeros

  /** One direction: states and the words that they are to tell, step by step. */
  const tell = (direction: 'forward' | 'backward', states: Value, words: Value, wordIds: Value, wordWeights: Value): { loss: Value; states: Value; words: Value; drawn: Value } => {
    const projection = parameters.get(projectionName(direction))!;
    const z = b.matMul(states, projection);
    const right = b.reduceSum(b.mul(z, words), [2], true);
    const same = b.op('Equal', [wordIds, b.unsqueeze(negatives, 0, 1)]);
    const others = b.op('Where', [same, b.scalar(excluded), b.matMul(z, drawnColumns)]);
    const logProbabilities = b.op('LogSoftmax', [b.concat([right, others], 2)], { axis: -1 });
    const share = b.div(wordWeights, total);
    const loss = b.op('Neg', [sum(b.mul(b.slice(logProbabilities, 2, 0, 1), share))]);
    const gradient = b.mul(b.op('Exp', [logProbabilities]), share);
    const ofRight = b.sub(b.slice(gradient, 2, 0, 1), share);
    const ofOthers = b.slice(gradient, 2, 1, end);
    const ofZ = b.add(b.mul(ofRight, words), b.matMul(ofOthers, drawnRows));
    const rows = (value: Value, size: number): Value => b.reshape(value, -1, size);
    gradients.set(projectionName(direction), b.op('Gemm', [rows(states, H), rows(ofZ, E)], { transA: 1 }));
    const count = b.op('Shape', [negatives]);
    const flatOthers = b.op('Reshape', [ofOthers, b.concat([b.integers(-1), count], 0)]);
    return { loss, states: b.matMul(ofZ, b.transpose(projection, [1, 0])), words: b.mul(ofRight, z), drawn: b.op('Gemm', [flatOthers, rows(z, E)], { transA: 1 }) };
  };
  const next = tell('forward', withoutLast(forward), withoutFirst(own), withoutFirst(ids), withoutFirst(weights));
  const previous = tell('backward', withoutFirst(backward), withoutLast(own), withoutLast(ids), withoutLast(weights));

  const statesGradient = b.concat([b.concat([next.states, noStep(forward)], 0), b.concat([noStep(backward), previous.states], 0)], 2);
  const ofWords = b.add(b.concat([noStep(own), next.words], 0), b.concat([previous.words, noStep(own)], 0));
  const ownGradient = b.add(pass.backward(statesGradient), ofWords);
  const drawnGradient = b.op('Reshape', [b.add(next.drawn, previous.drawn), b.op('Shape', [drawn])]);
  b.output(languageModelOutputs.loss, b.add(next.loss, previous.loss), 'float32', []);
  b.output(languageModelOutputs.vectorsGradient, b.concat([ownGradient, drawnGradient], 1), 'float32', ['time', 'all', E]);
  for (const spec of specs) b.output(gradientName(spec.name), gradients.get(spec.name)!, 'float32', spec.shape);
  return b.build();
}
