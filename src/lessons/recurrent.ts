import type { LessonParams, RecurrentLesson } from '../protocol/lessons.ts';
import { dense, sigmoid, verdictOf } from './layers.ts';
import { type LessonNetworks, type LessonParameters, lessonTokens } from './networks.ts';
import { numberTable } from './numberTable.ts';

type StateName = RecurrentLesson['states'][number]['name'];
/** [tokens, units] row-major by name, in the order in which they are worked out. */
export type RecurrentStates = ReadonlyMap<StateName, Float64Array>;

/** h' = tanh(x W + h R + b): Elman 1990. @param inputs token vectors, [size] each */
export function simpleRnnStates(inputs: readonly Float32Array[], parameters: LessonParameters, size: number): RecurrentStates {
  const [weights, recurrent, bias] = weightsOf(parameters, 'rnn0');
  const hidden = new Float64Array(inputs.length * size);
  let h = new Float64Array(size);
  inputs.forEach((x, t) => {
    const z = sum(dense(x, weights, bias), dense(h, recurrent, new Float32Array(size)));
    h = z.map(Math.tanh);
    hidden.set(h, t * size);
  });
  return new Map([['hidden', hidden]]);
}

/**
 * Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000; blocks of the weights in ONNX's order i, o, f, g:
 * i, o, f = sigmoid(...), g = tanh(...), c' = f c + i g, h' = o tanh(c').
 */
export function lstmStates(inputs: readonly Float32Array[], parameters: LessonParameters, size: number): RecurrentStates {
  const [weights, recurrent, bias] = weightsOf(parameters, 'lstm0');
  const states = new Map((['input', 'forget', 'output', 'candidate', 'cell', 'hidden'] as const).map((name) => [name, new Float64Array(inputs.length * size)]));
  let h = new Float64Array(size);
  let c = new Float64Array(size);
  inputs.forEach((x, t) => {
    const z = sum(dense(x, weights, bias), dense(h, recurrent, new Float32Array(4 * size)));
    const block = (k: number): Float64Array => z.subarray(k * size, (k + 1) * size);
    const [i, o, f, g] = [block(0).map(sigmoid), block(1).map(sigmoid), block(2).map(sigmoid), block(3).map(Math.tanh)];
    c = c.map((kept, k) => f[k] * kept + i[k] * g[k]);
    h = c.map((value, k) => o[k] * Math.tanh(value));
    for (const [name, values] of [['input', i], ['forget', f], ['output', o], ['candidate', g], ['cell', c], ['hidden', h]] as const) states.get(name)!.set(values, t * size);
  });
  return states;
}

function weightsOf(parameters: LessonParameters, layer: string): [Float32Array, Float32Array, Float32Array] {
  return [parameters[`${layer}/forward/W`], parameters[`${layer}/forward/R`], parameters[`${layer}/forward/b`]];
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]);
}

/** Gates and states of a trained network at each word of a sentence, and what it would answer if the sentence ended there. */
export function recurrentLesson(networks: LessonNetworks, { text, cell }: LessonParams<'recurrent'>): RecurrentLesson {
  const { size, labels, heldOut } = networks;
  const { parameters, accuracy } = networks.networks[cell];
  const tokens = lessonTokens(networks, text);
  const table = parameters['embedding/table'];
  const inputs = tokens.map(({ id }) => table.subarray(id * size, (id + 1) * size));
  const states = cell === 'rnn' ? simpleRnnStates(inputs, parameters, size) : lstmStates(inputs, parameters, size);
  const words = tokens.map(({ word }) => word);
  const units = Array.from({ length: size }, (_, k) => String(k + 1));
  const hidden = states.get('hidden')!;
  return {
    tokens, accuracy, heldOut, parameters: Object.values(parameters).reduce((total, values) => total + values.length, 0),
    states: [...states].map(([name, values]) => ({ name, table: numberTable(words, units, values) })),
    verdicts: words.map((_, t) => verdictOf(labels, dense(hidden.subarray(t * size, (t + 1) * size), parameters['output/W'], parameters['output/b']))),
  };
}
