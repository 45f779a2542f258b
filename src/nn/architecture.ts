import * as v from 'valibot';
import type { ParameterSpec } from './parameters.ts';
import type { DenseLayer } from './layers/dense.ts';
import { denseParameters } from './layers/dense.ts';
import type { PoolingLayer } from './layers/pooling.ts';
import { poolingParameters } from './layers/pooling.ts';
import type { RecurrentLayer } from './layers/recurrent.ts';
import { recurrentParameters } from './layers/recurrent.ts';
import { crfParameters } from './losses/crf.ts';
import { maximumOrder, ngramTable } from './ngramPath.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const rate = v.pipe(v.number(), v.minValue(0), v.ltValue(1));

/** A network for texts: embedding -> recurrent layers -> pooling -> dense layers -> logits. All of the lecture's networks are settings of it. */
export const architectureSchema = v.object({
  /** one-hot: each id is its own axis (characters, small vocabularies); else a table of this many dimensions. */
  embedding: v.variant('kind', [
    v.object({ kind: v.literal('table'), dimensions: count }),
    v.object({ kind: v.literal('one-hot') }),
  ]),
  recurrent: v.optional(v.object({
    cell: v.picklist(['rnn', 'lstm', 'gru']),
    hiddenSize: count,
    layers: v.optional(count, 1),
    bidirectional: v.optional(v.boolean(), false),
  })),
  /** Several are laid side by side. flatten: all token vectors in a row, for texts cut to maximumTokens. none: a label a token. */
  pooling: v.union([v.pipe(v.array(v.picklist(['last', 'mean', 'max', 'attention'])), v.minLength(1)), v.literal('flatten'), v.literal('none')]),
  /** Hidden layers between pooling and logits. */
  dense: v.optional(v.array(v.object({ units: count, activation: v.picklist(['relu', 'tanh']) })), []),
  /** Tagging only: transitions between neighbouring labels (Lafferty et al. 2001). */
  crf: v.optional(v.boolean(), false),
  /** A linear path beside the layers, from hashed n-grams of up to `order` tokens straight to the logits; for tokens of one id. */
  ngrams: v.optional(v.object({ order: v.pipe(count, v.maxValue(maximumOrder)), buckets: v.pipe(count, v.minValue(2)) })),
  dropout: v.optional(v.object({
    /** On embedding dimensions, one mask a text. */
    embedding: v.optional(rate, 0),
    /** Between layers. */
    between: v.optional(rate, 0),
    /** On recurrent weights. */
    recurrent: v.optional(rate, 0),
    /** Before the logits. */
    output: v.optional(rate, 0),
  }), { embedding: 0, between: 0, recurrent: 0, output: 0 }),
});

export type Architecture = v.InferOutput<typeof architectureSchema>;

/** Sizes that follow from the data, not from a choice. */
export interface NetworkSizes {
  /** Rows of the embedding table. */
  readonly vocabularySize: number;
  readonly logits: number;
  readonly maximumTokens: number;
}

/** An architecture with all sizes worked out. */
export interface Network {
  readonly architecture: Architecture;
  readonly sizes: NetworkSizes;
  readonly embeddingSize: number;
  readonly recurrent: readonly RecurrentLayer[];
  readonly pooling: readonly PoolingLayer[];
  readonly dense: readonly DenseLayer[];
  readonly output: DenseLayer;
  /** Every parameter but the embedding table. */
  readonly parameters: readonly ParameterSpec[];
  /** Undefined for one-hot input. */
  readonly table: ParameterSpec | undefined;
  /** The weights of the n-grams, where the architecture has them. */
  readonly ngramTable: ParameterSpec | undefined;
}

/** Every parameter of a network, in the order in which they are drawn. */
export function allParameters({ table, ngramTable: ngrams, parameters }: Network): ParameterSpec[] {
  return [...(table ? [table] : []), ...(ngrams ? [ngrams] : []), ...parameters];
}

export const embeddingTableName = 'embedding/table';

/** Works out layers and parameter shapes. */
export function createNetwork(architecture: Architecture, sizes: NetworkSizes): Network {
  const { embedding, dropout } = architecture;
  const embeddingSize = embedding.kind === 'table' ? embedding.dimensions : sizes.vocabularySize;
  const recurrent: RecurrentLayer[] = [];
  let size = embeddingSize;
  const chosen = architecture.recurrent;
  if (chosen) {
    for (let i = 0; i < chosen.layers; i++) {
      recurrent.push({ name: `${chosen.cell}${i}`, cell: chosen.cell, inputSize: size, hiddenSize: chosen.hiddenSize, bidirectional: chosen.bidirectional, recurrentDropout: dropout.recurrent });
      size = chosen.hiddenSize * (chosen.bidirectional ? 2 : 1);
    }
  }
  const pooling: PoolingLayer[] = typeof architecture.pooling === 'string' ? [] : architecture.pooling.map((kind) => (
    { name: `pooling-${kind}`, kind, size, bidirectional: chosen?.bidirectional ?? false }
  ));
  if (architecture.pooling === 'flatten') size *= sizes.maximumTokens;
  else if (pooling.length > 0) size *= pooling.length;
  const dense: DenseLayer[] = [];
  for (const [i, { units, activation }] of architecture.dense.entries()) {
    dense.push({ name: `dense${i}`, inputSize: size, units, activation });
    size = units;
  }
  const output: DenseLayer = { name: 'output', inputSize: size, units: sizes.logits, activation: 'none' };
  const parameters = [
    ...recurrent.flatMap(recurrentParameters), ...pooling.flatMap(poolingParameters), ...dense.flatMap(denseParameters), ...denseParameters(output),
    ...(architecture.crf ? crfParameters(sizes.logits) : []),
  ];
  const table: ParameterSpec | undefined = embedding.kind === 'table'
    ? { name: embeddingTableName, shape: [sizes.vocabularySize, embedding.dimensions], initializer: 'embedding', decayed: false }
    : undefined;
  const ngrams = architecture.ngrams ? ngramTable(architecture.ngrams, sizes.logits) : undefined;
  return { architecture, sizes, embeddingSize, recurrent, pooling, dense, output, parameters, table, ngramTable: ngrams };
}

const plain = { embedding: 0, between: 0, recurrent: 0, output: 0 };

/** The lecture's networks by name, as the command line and the panel offer them. */
export const presets = {
  /** fastText's classifier: the mean of the token vectors (Joulin et al. 2017). */
  bag: { embedding: { kind: 'table', dimensions: 50 }, pooling: ['mean'], dense: [], crf: false, dropout: plain },
  /** Embedding + Flatten + Dense on the first tokens (Chollet 2017, chapter 6). */
  dense: { embedding: { kind: 'table', dimensions: 8 }, pooling: 'flatten', dense: [], crf: false, dropout: plain },
  rnn: { embedding: { kind: 'table', dimensions: 32 }, recurrent: { cell: 'rnn', hiddenSize: 32, layers: 1, bidirectional: false }, pooling: ['last'], dense: [], crf: false, dropout: plain },
  lstm: { embedding: { kind: 'table', dimensions: 64 }, recurrent: { cell: 'lstm', hiddenSize: 64, layers: 1, bidirectional: false }, pooling: ['last'], dense: [], crf: false, dropout: { ...plain, embedding: 0.2, output: 0.3 } },
  gru: { embedding: { kind: 'table', dimensions: 64 }, recurrent: { cell: 'gru', hiddenSize: 64, layers: 1, bidirectional: false }, pooling: ['last'], dense: [], crf: false, dropout: { ...plain, embedding: 0.2, output: 0.3 } },
  bilstm: { embedding: { kind: 'table', dimensions: 100 }, recurrent: { cell: 'lstm', hiddenSize: 100, layers: 1, bidirectional: true }, pooling: ['max', 'mean'], dense: [], crf: false, dropout: { embedding: 0.3, between: 0, recurrent: 0.2, output: 0.5 } },
  stacked: { embedding: { kind: 'table', dimensions: 100 }, recurrent: { cell: 'lstm', hiddenSize: 100, layers: 2, bidirectional: true }, pooling: ['max', 'mean'], dense: [], crf: false, dropout: { embedding: 0.3, between: 0.3, recurrent: 0.2, output: 0.5 } },
  attention: { embedding: { kind: 'table', dimensions: 100 }, recurrent: { cell: 'lstm', hiddenSize: 100, layers: 1, bidirectional: true }, pooling: ['attention'], dense: [], crf: false, dropout: { embedding: 0.3, between: 0, recurrent: 0.2, output: 0.5 } },
  /** One-hot characters into an LSTM. */
  'one-hot': { embedding: { kind: 'one-hot' }, recurrent: { cell: 'lstm', hiddenSize: 128, layers: 1, bidirectional: true }, pooling: ['max'], dense: [], crf: false, dropout: { ...plain, output: 0.2 } },
  /** A label a token: parts of speech, named entities. */
  tagger: { embedding: { kind: 'table', dimensions: 100 }, recurrent: { cell: 'lstm', hiddenSize: 100, layers: 1, bidirectional: true }, pooling: 'none', dense: [], crf: true, dropout: { embedding: 0.3, between: 0, recurrent: 0.2, output: 0.3 } },
} satisfies Record<string, Architecture>;

export type PresetName = keyof typeof presets;
