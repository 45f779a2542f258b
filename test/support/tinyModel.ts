import { GraphBuilder } from '../../src/onnx/graphBuilder.ts';
import type { ModelMetadata } from '../../src/onnx/metadata.ts';
import { logitCount } from '../../src/onnx/metadata.ts';
import type { DataType, Graph } from '../../src/onnx/model.ts';
import { dataTypes, float32Tensor } from '../../src/onnx/model.ts';
import { writeModelFile } from '../../src/onnx/modelFile.ts';
import type { CharactersSpec, HashedNgramsSpec } from '../../src/text/tokenizerSpec.ts';

/** A model whose logits are the mean over the tokens of weights set by hand: a text's letters vote. */
export interface TinyModel {
  readonly labels: readonly string[];
  /** character -> its vote for each label (for one logit, in a binary model) */
  readonly votes: Readonly<Record<string, readonly number[]>>;
  readonly metadata?: Partial<ModelMetadata>;
  readonly idsType?: DataType;
  readonly lengthsType?: DataType | 'none';
}

export function tinyMetadata({ labels, votes, metadata }: TinyModel): ModelMetadata {
  return {
    format: 1, name: 'tiny', task: 'votes', labels: labels.map((name) => ({ name })), target: { kind: 'single' }, tokenizer: charactersOf(Object.keys(votes)),
    input: { maximumTokens: 16, overlap: 4 }, calibration: { temperature: 1 }, languages: ['*'], training: {}, licence: '', ...metadata,
  };
}

function charactersOf(vocabulary: readonly string[]): CharactersSpec {
  return { kind: 'characters', normalization: { unicode: 'none', lowerCase: false }, vocabulary: [...vocabulary] };
}

/** ids [batch, time], lengths [batch] -> logits [batch, labels] = sum over time of table[ids] / lengths */
export function tinyGraph(model: TinyModel): Graph {
  const { idsType = 'int32', lengthsType = 'int32', votes } = model;
  const size = logitCount(tinyMetadata(model));
  const rows = Object.values(votes);
  const table = new Float32Array((rows.length + 2) * size);
  rows.forEach((row, i) => table.set(row, (i + 2) * size));
  const g = new GraphBuilder('tiny');
  const ids = g.input('ids', idsType, ['batch', 'time']);
  const votesOfTokens = g.op('Gather', [g.initializer('votes', float32Tensor(table, [rows.length + 2, size])), ids]);
  if (lengthsType === 'none') {
    g.output('logits', g.op('ReduceMean', [votesOfTokens], { axes: [1], keepdims: 0 }), 'float32', ['batch', size]);
  } else {
    const lengths = g.cast(g.unsqueeze(g.input('lengths', lengthsType, ['batch']), 1), dataTypes.float32);
    g.output('logits', g.div(g.reduceSum(votesOfTokens, [1]), lengths), 'float32', ['batch', size]);
  }
  return g.build();
}

export async function writeTinyModel(file: string, model: TinyModel): Promise<void> {
  await writeModelFile(file, tinyGraph(model), tinyMetadata(model));
}

export const hashedNgrams: HashedNgramsSpec = {
  kind: 'hashed-ngrams', normalization: { unicode: 'NFC', lowerCase: true }, minimumLength: 1, maximumLength: 3, wholeWord: true, buckets: 101, maximumWordLength: 12, punctuation: false,
};

/** ids [batch, time, idsPerToken] -> logits [batch, 1] = the sum of all ids: shows whether every id arrives, and padding as 0. */
export function idSumGraph(idsType: DataType): Graph {
  const g = new GraphBuilder('sum');
  const ids = g.cast(g.input('ids', idsType, ['batch', 'time', 'idsPerToken']), dataTypes.float32);
  const lengths = g.cast(g.unsqueeze(g.input('lengths', idsType, ['batch']), 1), dataTypes.float32);
  g.output('logits', g.add(g.unsqueeze(g.reduceSum(ids, [1, 2]), 1), g.mul(lengths, g.scalar(0))), 'float32', ['batch', 1]);
  return g.build();
}
