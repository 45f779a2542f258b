import type { DenseLesson, LessonParams } from '../protocol/lessons.ts';
import { dense, verdictOf } from './layers.ts';
import { type LessonNetworks, lessonTokens } from './networks.ts';
import { numberTable } from './numberTable.ts';

/** ids -> rows of the embedding table -> their mean -> x W + b -> softmax: the numbers of a trained network for a sentence. */
export function denseLesson(networks: LessonNetworks, { text }: LessonParams<'dense'>): DenseLesson {
  const { size, labels, heldOut, networks: { dense: { parameters, accuracy } } } = networks;
  const tokens = lessonTokens(networks, text);
  const table = parameters['embedding/table'];
  const rows = Float64Array.from({ length: tokens.length * size }, (_, at) => table[tokens[Math.floor(at / size)].id * size + (at % size)]);
  const mean = Array.from({ length: size }, (_, k) => tokens.reduce((sum, __, i) => sum + rows[i * size + k], 0) / tokens.length);
  const [weights, bias] = [parameters['output/W'], parameters['output/b']];
  const dimensions = Array.from({ length: size }, (_, k) => String(k + 1));
  return {
    tokens, embeddings: numberTable(tokens.map(({ word }) => word), dimensions, rows), mean,
    weights: numberTable(dimensions, labels, weights), bias: [...bias], verdict: verdictOf(labels, dense(mean, weights, bias)), accuracy, heldOut,
  };
}
