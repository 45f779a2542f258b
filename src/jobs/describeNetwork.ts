import type { Architecture, Network } from '../nn/architecture.ts';
import { createNetwork } from '../nn/architecture.ts';
import type { DataSizes, LayerDescription, NetworkDescription } from '../protocol/training.ts';
import type { RunKind, RunSummary, Settings } from '../protocol/trainingRun.ts';
import { embeddingChoice } from './embeddingPresets.ts';
import { estimateEmbeddings, estimateNetwork } from './estimate.ts';
import { networkChoice, networkProblems } from './networkSettings.ts';
import type { NetworkChoice } from './networkSettings.ts';
import { LexiscopeError } from '../base/errors.ts';

/** Where the data was not looked at yet. */
const unknownSizes: DataSizes = { examples: 0, meanTokens: 0, distinctWords: 0, labels: 2 };

/**
 * A network as a table of layers, with what training it would cost; for word vectors the table alone.
 * @param settings with the preset's where the form has none
 * @param earlier runs whose speed is known
 */
export function describeNetwork(kind: RunKind, preset: string, settings: Settings, data: DataSizes | undefined, earlier: readonly RunSummary[]): NetworkDescription {
  if (kind === 'embeddings') return describeEmbeddings(preset, settings, data, earlier);
  const problems = networkProblems(settings);
  if (problems.length > 0) return { layers: [], parameters: 0, estimate: null, problems };
  const choice = networkChoice(settings);
  const sizes = data ?? unknownSizes;
  const network = networkOf(choice, sizes);
  const layers = layersOf(network, choice.target === 'binary' ? 1 : Math.max(2, sizes.labels));
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  return { layers, parameters, estimate: data ? estimateNetwork(network, choice, data, parameters, earlier.filter((run) => run.kind === kind)) : null, problems: [] };
}

function networkOf({ tokenizer, target, training, maximumTokens }: NetworkChoice, { distinctWords, labels }: DataSizes): Network {
  // Padding and "unknown" have rows of their own. Some hundred characters are all that most data has.
  const known = tokenizer.kind === 'hashed-ngrams' ? tokenizer.buckets : Math.min(tokenizer.vocabularySize, tokenizer.kind === 'words' ? distinctWords || tokenizer.vocabularySize : 200);
  return createNetwork(training.architecture, { vocabularySize: known + 2, logits: target === 'binary' ? 1 : Math.max(2, labels), maximumTokens });
}

function layersOf({ architecture, table, embeddingSize, recurrent, pooling, dense, output, parameters, sizes }: Network, logits: number): LayerDescription[] {
  const counted = (prefix: string): number => parameters.filter(({ name }) => name.startsWith(`${prefix}/`)).reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  const sequence = (size: number): string[] => ['batch', 'time', String(size)];
  const layers: LayerDescription[] = [{
    name: 'embedding', type: table ? 'embedding' : 'one-hot', title: table ? `Embedding, ${sizes.vocabularySize} × ${embeddingSize}` : `One-hot, ${sizes.vocabularySize}`,
    inputShape: ['batch', 'time'], outputShape: sequence(embeddingSize), parameters: table ? sizes.vocabularySize * embeddingSize : 0,
  }];
  let size = embeddingSize;
  for (const layer of recurrent) {
    const outputSize = layer.hiddenSize * (layer.bidirectional ? 2 : 1);
    layers.push({ name: layer.name, type: layer.cell, title: `${cellNames[layer.cell]}, ${layer.hiddenSize} units${layer.bidirectional ? ' in each direction' : ''}`, inputShape: sequence(size), outputShape: sequence(outputSize), parameters: counted(layer.name) });
    size = outputSize;
  }
  const tags = architecture.pooling === 'none';
  if (architecture.pooling === 'flatten') {
    layers.push({ name: 'flatten', type: 'flatten', title: 'Flatten', inputShape: sequence(size), outputShape: ['batch', String(size * sizes.maximumTokens)], parameters: 0 });
    size *= sizes.maximumTokens;
  } else if (pooling.length > 0) {
    layers.push({ name: 'pooling', type: 'pooling', title: `Pooling: ${pooling.map(({ kind }) => kind).join(' and ')}`, inputShape: sequence(size), outputShape: ['batch', String(size * pooling.length)], parameters: pooling.reduce((sum, { name }) => sum + counted(name), 0) });
    size *= pooling.length;
  }
  for (const layer of [...dense, output]) {
    const shape = (units: number): string[] => (tags ? sequence(units) : ['batch', String(units)]);
    layers.push({ name: layer.name, type: 'dense', title: `Dense, ${layer.units} units${layer.activation === 'none' ? '' : `, ${layer.activation}`}`, inputShape: shape(size), outputShape: shape(layer.units), parameters: counted(layer.name) });
    size = layer.units;
  }
  if (architecture.crf) layers.push({ name: 'crf', type: 'crf', title: 'CRF', inputShape: sequence(logits), outputShape: sequence(logits), parameters: counted('crf') });
  return layers;
}

const cellNames: Readonly<Record<NonNullable<Architecture['recurrent']>['cell'], string>> = { rnn: 'Simple RNN', lstm: 'LSTM', gru: 'GRU' };

function describeEmbeddings(preset: string, settings: Settings, data: DataSizes | undefined, earlier: readonly RunSummary[]): NetworkDescription {
  try {
    const choice = embeddingChoice(preset, settings);
    const words = data ? Math.round(data.distinctWords * keptPart(choice.minimumCount)) : 0;
    const rows = words + ('buckets' in choice ? choice.buckets : 0);
    const layers = [{ name: 'vectors', type: 'embedding', title: `${'buckets' in choice ? 'Words and n-grams' : 'Words'}, ${rows} × ${choice.dimensions}`, inputShape: ['word'], outputShape: [String(choice.dimensions)], parameters: rows * choice.dimensions }];
    return { layers, parameters: rows * choice.dimensions, estimate: data ? estimateEmbeddings(choice, data, rows, earlier.filter((run) => run.kind === 'embeddings')) : null, problems: [] };
  } catch (error) {
    if (!(error instanceof LexiscopeError)) throw error;
    const key = /^(?:setting )?([A-Za-z]+)/.exec(error.message)?.[1] ?? '';
    return { layers: [], parameters: 0, estimate: null, problems: [{ key, message: error.message }] };
  }
}

/** Of the distinct words, those that occur at least so often, after Zipf's law: the n-th word occurs in proportion to 1 / n. */
function keptPart(minimumCount: number): number {
  return 1 / minimumCount;
}
