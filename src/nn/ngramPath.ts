import type { Value } from '../onnx/graphBuilder.ts';
import { dataTypes } from '../onnx/model.ts';
import type { RuntimeTensor } from '../onnx/runtime.ts';
import { EmbeddingTable } from './embedding.ts';
import type { BatchVectors, RowGradients } from './embedding.ts';
import type { EncodedExample } from './examples.ts';
import { tokensOf } from './examples.ts';
import type { InferenceContext } from './layers/context.ts';
import type { UpdateRule } from './optimisers/optimiser.ts';
import type { ParameterSpec } from './parameters.ts';

/**
 * A linear path beside the layers: each token n-gram has a weight for each label, in a hashed table, and these are added
 * to the logits (wide and deep: Cheng et al. 2016; bags of n-grams: Wang and Manning 2012).
 *
 *     logits += sum of the rows of all n-grams of 1 ... order tokens / sqrt(order x tokens)
 *
 * With ids i(t), 0 before the beginning, the n-gram of k tokens that ends at t has the row
 * 1 + (sum over j < k of i(t - j) m(k, j)) mod (buckets - 1). Integer arithmetic alone, so that standard ONNX operators do it.
 */
export interface NgramPath {
  readonly order: number;
  readonly buckets: number;
}

export const ngramTableName = 'ngrams/table';

/** [buckets, labels] */
export function ngramTable({ buckets }: NgramPath, labels: number): ParameterSpec {
  return { name: ngramTableName, shape: [buckets, labels], initializer: 'zeros', decayed: false };
}

/** Odd numbers below 2^21: their products with ids below 2^31 and sums of these are exact in float64 and int64. */
const multipliers: readonly (readonly number[])[] = [[1], [1_368_923, 783_187], [1_947_541, 1_120_361, 612_947], [905_173, 1_684_607, 498_031, 1_230_779]];

export const maximumOrder = multipliers.length;

/** The rows of a text's n-grams: order x tokens of them. */
export function ngramRows(ids: Int32Array, { order, buckets }: NgramPath): Int32Array {
  const tokens = ids.length;
  const rows = new Int32Array(order * tokens);
  for (let k = 0; k < order; k++) {
    for (let t = 0; t < tokens; t++) {
      let sum = 0;
      for (let j = 0; j <= k && j <= t; j++) sum += ids[t - j] * multipliers[k][j];
      rows[k * tokens + t] = 1 + (sum % (buckets - 1));
    }
  }
  return rows;
}

/** The path in an inference graph. @param ids int32 [batch, time] @returns [batch, labels] */
export function inferNgrams(context: InferenceContext, { order, buckets }: NgramPath, ids: Value): Value {
  const { b, mask, lengths } = context;
  const wide = b.cast(ids, dataTypes.int64);
  const zeros = b.op('Expand', [b.integers(0), b.concat([b.op('Gather', [b.op('Shape', [ids]), b.integers(0)], { axis: 0 }), b.integers(order)], 0)]);
  const padded = b.concat([zeros, wide], 1);
  const shifted = Array.from({ length: order }, (_, j) => (j === 0 ? wide : b.slice(padded, 1, order - j, -j)));
  const weights = b.transpose(mask, [1, 0, 2]); // [batch, time, 1]
  const sums = multipliers.slice(0, order).map((factors) => {
    const key = factors.map((factor, j) => b.mul(shifted[j], b.integers(factor))).reduce((sum, term) => b.add(sum, term));
    const rows = b.add(b.op('Mod', [key, b.integers(buckets - 1)]), b.integers(1));
    return b.reduceSum(b.mul(b.op('Gather', [context.parameter(ngramTableName), rows], { axis: 0 }), weights), [1]);
  });
  const count = b.mul(b.op('Max', [b.cast(lengths, dataTypes.float32), b.scalar(1)]), b.scalar(order));
  return b.div(sums.reduce((sum, part) => b.add(sum, part)), b.unsqueeze(b.op('Sqrt', [count]), 1));
}

/** A batch's part of the logits, and what its gradient needs. */
export interface NgramLogits {
  /** [batch, labels] */
  readonly logits: Float32Array;
  readonly vectors: BatchVectors;
  /** sqrt(order x tokens) of each text. */
  readonly scales: Float32Array;
}

/** The path while training: as the embedding table, it is looked up and updated outside of the graph, row by row. */
export class NgramTable {
  readonly table: EmbeddingTable;
  readonly #path: NgramPath;
  readonly #labels: number;

  /** @param moments the optimiser's, [buckets, labels] each */
  constructor(path: NgramPath, labels: number, initial: Float32Array, moments: readonly Float32Array[]) {
    this.#path = path;
    this.#labels = labels;
    this.table = new EmbeddingTable(initial, labels, moments);
  }

  lookUp(batch: readonly EncodedExample[]): NgramLogits {
    // A text is one token of the table, with the n-grams as its ids: the table gives the mean of their rows.
    const bags = batch.map((example): EncodedExample => {
      const ids = ngramRows(example.ids, this.#path);
      return { ...example, ids, idStarts: Int32Array.of(0, ids.length) };
    });
    const vectors = this.table.lookUp(bags, 1);
    const scales = Float32Array.from(batch, (example) => Math.sqrt(this.#path.order * tokensOf(example)));
    return { logits: this.#scaled(vectors.vectors, scales), vectors, scales };
  }

  /** @param gradient of the logits [batch, labels] */
  rowGradients({ vectors, scales }: NgramLogits, gradient: RuntimeTensor): RowGradients {
    return this.table.rowGradients(vectors, this.#scaled(gradient.data as Float32Array, scales));
  }

  update(gradients: RowGradients, rule: UpdateRule, step: number, rate: number, scale: number): void {
    this.table.update(gradients, rule, step, rate, scale);
  }

  #scaled(values: Float32Array, scales: Float32Array): Float32Array {
    return values.map((value, i) => value * scales[Math.floor(i / this.#labels)]);
  }
}
