import type { Architecture } from '../../../src/nn/architecture.ts';
import type { EncodedExample } from '../../../src/nn/examples.ts';
import { createRandom } from '../../../src/base/random.ts';

/** Small networks of every kind, for gradient checks and export checks. */
const noDropout = { embedding: 0, between: 0, recurrent: 0, output: 0 };
const table = { kind: 'table', dimensions: 5 } as const;
const base = { embedding: table, dense: [], crf: false, dropout: noDropout };

export const smallNetworks: Readonly<Record<string, Architecture>> = {
  'a bag of embeddings': { ...base, pooling: ['mean'] },
  'Embedding + Flatten + Dense': { ...base, pooling: 'flatten', dense: [{ units: 4, activation: 'tanh' }] },
  'a SimpleRNN': { ...base, recurrent: { cell: 'rnn', hiddenSize: 4, layers: 1, bidirectional: false }, pooling: ['last'] },
  'an LSTM': { ...base, recurrent: { cell: 'lstm', hiddenSize: 4, layers: 1, bidirectional: false }, pooling: ['last'] },
  'a GRU': { ...base, recurrent: { cell: 'gru', hiddenSize: 4, layers: 1, bidirectional: false }, pooling: ['mean'] },
  'a bidirectional GRU': { ...base, recurrent: { cell: 'gru', hiddenSize: 4, layers: 1, bidirectional: true }, pooling: ['last'] },
  'a bidirectional LSTM with max and mean pooling': { ...base, recurrent: { cell: 'lstm', hiddenSize: 4, layers: 1, bidirectional: true }, pooling: ['max', 'mean'] },
  'a bidirectional LSTM with its last states': { ...base, recurrent: { cell: 'lstm', hiddenSize: 4, layers: 1, bidirectional: true }, pooling: ['last'] },
  'two stacked bidirectional LSTMs with attention': { ...base, recurrent: { cell: 'lstm', hiddenSize: 3, layers: 2, bidirectional: true }, pooling: ['attention'] },
  'an LSTM beside a bag of n-grams': { ...base, recurrent: { cell: 'lstm', hiddenSize: 4, layers: 1, bidirectional: false }, pooling: ['last'], ngrams: { order: 3, buckets: 23 } },
  'one-hot input into an LSTM': { ...base, embedding: { kind: 'one-hot' }, recurrent: { cell: 'lstm', hiddenSize: 4, layers: 1, bidirectional: false }, pooling: ['max'] },
  'a tagger': { ...base, recurrent: { cell: 'lstm', hiddenSize: 3, layers: 1, bidirectional: true }, pooling: 'none' },
  'a tagger with a conditional random field': { ...base, recurrent: { cell: 'lstm', hiddenSize: 3, layers: 1, bidirectional: true }, pooling: 'none', crf: true },
};

export const smallSizes = { vocabularySize: 11, logits: 3, maximumTokens: 6 };

/** Random examples of different lengths; several ids a token where asked. */
export function randomExamples(count: number, options: { tagging?: boolean; severalIds?: boolean; seed?: number } = {}): EncodedExample[] {
  const random = createRandom(options.seed ?? 7);
  return Array.from({ length: count }, (_, i) => {
    const tokens = 1 + ((i * 2 + 3) % smallSizes.maximumTokens);
    const idStarts = new Int32Array(tokens + 1);
    const ids: number[] = [];
    for (let t = 0; t < tokens; t++) {
      const several = options.severalIds ? 1 + random.below(3) : 1;
      for (let k = 0; k < several; k++) ids.push(1 + random.below(smallSizes.vocabularySize - 1));
      idStarts[t + 1] = ids.length;
    }
    const labels = options.tagging ? Array.from({ length: tokens }, () => random.below(smallSizes.logits)) : [random.below(smallSizes.logits)];
    return { ids: Int32Array.from(ids), idStarts, labels: Int32Array.from(labels), weight: 1 };
  });
}
