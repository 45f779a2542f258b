import type { EncodedExample } from './examples.ts';
import { tokensOf } from './examples.ts';

/**
 * The embedding table while training. It is looked up and updated here, not in the graph: a batch touches a few
 * thousand rows of a table of a hundred thousand, and only these have gradients.
 */
export interface TokenVectors {
  /** [time, batch, dimensions], zero on padding. */
  readonly data: Float32Array;
  readonly time: number;
}

/**
 * Vectors of a batch: a token's row, or the mean of the rows of its ids (Bojanowski et al. 2017).
 * @param table [rows, dimensions]
 * @param time steps to pad to, at least the longest text
 */
export function lookUpVectors(table: Float32Array, dimensions: number, batch: readonly EncodedExample[], time: number): Float32Array {
  const size = batch.length;
  const vectors = new Float32Array(time * size * dimensions);
  for (let i = 0; i < size; i++) {
    const { ids, idStarts } = batch[i];
    const tokens = Math.min(tokensOf(batch[i]), time);
    for (let t = 0; t < tokens; t++) {
      const target = (t * size + i) * dimensions;
      const first = idStarts[t];
      const last = idStarts[t + 1];
      for (let k = first; k < last; k++) {
        const row = ids[k] * dimensions;
        for (let e = 0; e < dimensions; e++) vectors[target + e] += table[row + e];
      }
      if (last - first > 1) {
        const share = 1 / (last - first);
        for (let e = 0; e < dimensions; e++) vectors[target + e] *= share;
      }
    }
  }
  return vectors;
}

/** One-hot vectors of a batch of one-id tokens. */
export function oneHotVectors(size: number, batch: readonly EncodedExample[], time: number): Float32Array {
  const vectors = new Float32Array(time * batch.length * size);
  for (const [i, example] of batch.entries()) {
    const tokens = Math.min(tokensOf(example), time);
    for (let t = 0; t < tokens; t++) vectors[(t * batch.length + i) * size + example.ids[example.idStarts[t]]] = 1;
  }
  return vectors;
}

/** Gradients of the rows that a batch touched; buffers are kept from batch to batch. */
export class RowGradients {
  /** Rows touched, in the order of first touch; the first `count` are valid. */
  rows = new Int32Array(1024);
  /** [count, dimensions] */
  values: Float32Array;
  count = 0;
  readonly #slots: Int32Array;
  readonly #dimensions: number;

  constructor(tableRows: number, dimensions: number) {
    this.#slots = new Int32Array(tableRows).fill(-1);
    this.#dimensions = dimensions;
    this.values = new Float32Array(1024 * dimensions);
  }

  /** Scatters the token vectors' gradient [time, batch, dimensions] into the rows of the tokens' ids. */
  accumulate(batch: readonly EncodedExample[], gradient: Float32Array, time: number): void {
    this.#clear();
    const dimensions = this.#dimensions;
    const size = batch.length;
    for (let i = 0; i < size; i++) {
      const { ids, idStarts } = batch[i];
      const tokens = Math.min(tokensOf(batch[i]), time);
      for (let t = 0; t < tokens; t++) {
        const source = (t * size + i) * dimensions;
        const first = idStarts[t];
        const last = idStarts[t + 1];
        const share = 1 / Math.max(1, last - first);
        for (let k = first; k < last; k++) {
          const slot = this.#slotOf(ids[k]) * dimensions;
          const { values } = this;
          for (let e = 0; e < dimensions; e++) values[slot + e] += share * gradient[source + e];
        }
      }
    }
  }

  #slotOf(row: number): number {
    const known = this.#slots[row];
    if (known >= 0) return known;
    if (this.count === this.rows.length) this.#grow();
    const slot = this.count++;
    this.rows[slot] = row;
    this.#slots[row] = slot;
    return slot;
  }

  #grow(): void {
    const rows = new Int32Array(2 * this.rows.length);
    rows.set(this.rows);
    this.rows = rows;
    const values = new Float32Array(2 * this.values.length);
    values.set(this.values);
    this.values = values;
  }

  #clear(): void {
    for (let k = 0; k < this.count; k++) this.#slots[this.rows[k]] = -1;
    this.values.fill(0, 0, this.count * this.#dimensions);
    this.count = 0;
  }
}
