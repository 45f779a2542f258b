import type { EmbeddingSettings } from '../embeddings/settings.ts';
import type { Network } from '../nn/architecture.ts';
import type { DataSizes, NetworkDescription } from '../protocol/training.ts';
import type { RunSummary } from '../protocol/trainingRun.ts';
import type { NetworkChoice } from './networkSettings.ts';

type Estimate = NonNullable<NetworkDescription['estimate']>;

/** A process with the runtime loaded and nothing to do, in bytes. */
const emptyProcess = 180e6;
/** Floating-point operations by the second and core that training reaches, and seconds that every time step of a batch costs besides. */
const flopsPerCore = 8e9;
const secondsPerTimeStep = 60e-6;
/** Words by the second and core at 100 dimensions, on the machine that bench/RESULTS.md is from. */
const wordsPerSecond: Readonly<Record<EmbeddingSettings['algorithm'], number>> = { 'ppmi-svd': 600e3, skipgram: 330e3, cbow: 900e3, glove: 460e3, 'fasttext-skipgram': 120e3, 'fasttext-cbow': 300e3 };

/**
 * How long an epoch takes and how much memory the training needs. The model of the time: operations of the matrix products, forward and twice backward, by a
 * machine's speed, plus a fixed cost for each step in time; where runs with the same settings of the network are known, their own speed.
 */
export function estimateNetwork(network: Network, { training, maximumTokens, tokenizer }: NetworkChoice, data: DataSizes, parameters: number, earlier: readonly RunSummary[]): Estimate {
  const characters = tokenizer.kind === 'characters' ? 5.5 : 1;
  const tokens = Math.min(maximumTokens, data.meanTokens * characters);
  const total = data.examples * tokens;
  const { architecture } = training;
  const adversarial = training.adversarial > 0;
  const alike = earlier.filter(({ settings }) => Number(settings['adversarial'] ?? 0) > 0 === adversarial);
  const known = medianSpeed(alike, { dimensions: architecture.embedding.kind === 'table' ? architecture.embedding.dimensions : undefined, cell: architecture.recurrent?.cell ?? 'none', hidden: architecture.recurrent?.hiddenSize, layers: architecture.recurrent?.layers, bidirectional: architecture.recurrent?.bidirectional, batchSize: training.batchSize });
  const batches = data.examples / training.batchSize;
  const time = architecture.pooling === 'flatten' ? maximumTokens : tokens;
  const operations = 6 * recurrentWeights(network) * total;
  const modelled = operations / (flopsPerCore * training.threads) + batches * time * secondsPerTimeStep * network.recurrent.length * (architecture.recurrent?.bidirectional ? 2 : 1) + total * 0.2e-6 * network.embeddingSize / 100 + batches * 0.5e-3;
  const secondsPerEpoch = known === undefined ? modelled * (adversarial ? 2 : 1) : total / known;
  // Parameters, gradients, two moments and the best copy; activations of a batch; the vocabulary and what the reading leaves.
  const activations = training.batchSize * time * (network.embeddingSize * 3 + network.recurrent.reduce((sum, layer) => sum + layer.hiddenSize * (layer.bidirectional ? 2 : 1) * 12, 0)) * 4;
  return { secondsPerEpoch, epochs: training.epochs, seconds: secondsPerEpoch * training.epochs, memoryBytes: Math.round(emptyProcess + 5 * 4 * parameters + 2 * activations + 12 * data.examples), basis: known === undefined ? 'model' : 'earlier-runs' };
}

/** Weights that every token meets. */
function recurrentWeights({ recurrent }: Network): number {
  const gates = { rnn: 1, lstm: 4, gru: 3 };
  return recurrent.reduce((sum, layer) => sum + gates[layer.cell] * layer.hiddenSize * (layer.inputSize + layer.hiddenSize) * (layer.bidirectional ? 2 : 1), 0);
}

/** @param rows of the table that is trained */
export function estimateEmbeddings(settings: EmbeddingSettings, data: DataSizes, rows: number, earlier: readonly RunSummary[]): Estimate {
  const tokens = data.examples * data.meanTokens;
  const epochs = 'epochs' in settings ? settings.epochs : 1;
  const known = medianSpeed(earlier.filter((run) => run.preset === settings.algorithm), { dimensions: settings.dimensions, window: settings.window, threads: settings.threads });
  const speed = known ?? (wordsPerSecond[settings.algorithm] * settings.threads * 100 * 5) / settings.dimensions / settings.window;
  const secondsPerEpoch = tokens / speed;
  return { secondsPerEpoch, epochs, seconds: secondsPerEpoch * epochs, memoryBytes: Math.round(emptyProcess + rows * settings.dimensions * 8 + Math.min(512e6, tokens * 4) + data.distinctWords * 60), basis: known === undefined ? 'model' : 'earlier-runs' };
}

/** Tokens by the second of the runs that have all of these settings. */
function medianSpeed(runs: readonly RunSummary[], settings: Readonly<Record<string, unknown>>): number | undefined {
  const speeds = runs
    .filter((run) => run.tokensPerSecond !== undefined && run.tokensPerSecond > 0 && Object.entries(settings).every(([key, value]) => value === undefined || run.settings[key] === value))
    .map((run) => run.tokensPerSecond!).slice(0, 9).sort((a, b) => a - b);
  return speeds.length === 0 ? undefined : speeds[speeds.length >> 1];
}
