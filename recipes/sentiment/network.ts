import { createRandom } from '../../src/base/random.ts';
import type { Network } from '../../src/nn/architecture.ts';
import { createNetwork } from '../../src/nn/architecture.ts';
import type { TrainingConfiguration } from '../../src/nn/configuration.ts';
import { trainingConfiguration } from '../../src/nn/configuration.ts';
import { createParameters } from '../../src/nn/parameters.ts';
import { createTokenizer } from '../../src/text/createTokenizer.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { WordsSpec } from '../../src/text/tokenizerSpec.ts';
import { labels } from './dataSets.ts';
import { maximumTokens } from './material.ts';
import type { WordVectors } from './vectors.ts';
import { reading } from './vectors.ts';

export interface NetworkOptions {
  /** Units of the LSTM a direction; 0: none, the mean of the word vectors (Iyyer et al. 2015). */
  readonly hidden: number;
  readonly dimensions: number;
  readonly epochs: number;
  readonly rate: number;
  readonly embeddingRate: number;
  readonly batchSize: number;
  readonly dropout: { readonly embedding: number; readonly recurrent: number; readonly output: number };
  readonly tokenDropout: number;
  /** Length of the adversarial change to a text's vectors, as a multiple of theirs; 0: none (src/nn/adversarial.ts). */
  readonly adversarial: number;
  /** Buckets of the n-grams beside the LSTM; 0: none. */
  readonly ngramBuckets: number;
  readonly seed: number;
  readonly threads: number;
}

export interface SentimentNetwork {
  readonly network: Network;
  readonly configuration: TrainingConfiguration;
  readonly initialTable: Float32Array;
}

const unknownBuckets = 500;

export function wordsSpec(vocabulary: readonly string[]): WordsSpec {
  return { ...reading, vocabulary: [...vocabulary], unknownBuckets };
}

export function sentimentTokenizer(vocabulary: readonly string[]): Tokenizer {
  return createTokenizer(wordsSpec(vocabulary));
}

/** A bidirectional LSTM over word vectors, largest and mean state over the text, one dense layer. */
export function sentimentNetwork(vectors: WordVectors, options: NetworkOptions): SentimentNetwork {
  const configuration = trainingConfiguration({
    architecture: {
      embedding: { kind: 'table', dimensions: options.dimensions },
      ...(options.hidden > 0 && { recurrent: { cell: 'lstm', hiddenSize: options.hidden, layers: 1, bidirectional: true } }),
      pooling: options.hidden > 0 ? ['max', 'mean'] : ['mean'],
      dropout: { ...options.dropout, between: 0 },
      ...(options.ngramBuckets > 0 && { ngrams: { order: 3, buckets: options.ngramBuckets } }),
    },
    epochs: options.epochs, batchSize: options.batchSize, maximumTokensPerBatch: 6400, window: 8192,
    optimiser: { kind: 'adam', weightDecay: 0.01 }, schedule: { kind: 'cosine', rate: options.rate, warmup: 0.03 }, embeddingRate: options.embeddingRate,
    tokenDropout: options.tokenDropout, adversarial: options.adversarial, averaging: { kind: 'ema', decay: 0.999 }, earlyStopping: 0, seed: options.seed, threads: options.threads,
  });
  const network = createNetwork(configuration.architecture, { vocabularySize: vectors.vocabulary.length + 2 + unknownBuckets, logits: labels.length, maximumTokens });
  return { network, configuration, initialTable: initialTable(network, vectors, options) };
}

/** The word vectors, brought to a root mean square of 0.3 a number, and small random rows for the other words. */
function initialTable(network: Network, { table, vocabulary }: WordVectors, { dimensions, seed }: NetworkOptions): Float32Array {
  const values = createParameters([network.table!], createRandom(seed)).get(network.table!.name)!;
  let squares = 0;
  let known = 0;
  for (let row = 2; row < vocabulary.length + 2; row++) {
    const vector = table.subarray(row * dimensions, (row + 1) * dimensions);
    if (vector.every((value) => value === 0)) continue;
    known++;
    for (const value of vector) squares += value * value;
  }
  const scale = 0.3 / Math.sqrt(squares / (known * dimensions));
  for (let i = 0; i < table.length; i++) if (table[i] !== 0) values[i] = scale * table[i];
  return values;
}
