import type { EmbeddingBagKernel } from '../kernels/embeddingBag.ts';
import { createEmbeddingBagKernel } from '../kernels/embeddingBag.ts';
import { SharedArena } from '../kernels/sharedArena.ts';
import type { EncodedExample } from './examples.ts';
import { tokensOf } from './examples.ts';
import { squaredNorm } from './optimisers/optimiser.ts';
import type { UpdateRule } from './optimisers/optimiser.ts';

/**
 * The embedding table while training. It is looked up and updated here, not in the graph: a batch touches a few
 * thousand rows of a table of a hundred thousand, and only these have gradients. Table and moments live in
 * WebAssembly memory, where the kernels reach them.
 */
export class EmbeddingTable {
  /** [rows, dimensions], row 0 is padding and stays zero. */
  readonly values: Float32Array;
  /** The optimiser's, laid out as `values`. */
  readonly moments: readonly Float32Array[];
  readonly #dimensions: number;
  readonly #arena = new SharedArena();
  readonly #kernel: EmbeddingBagKernel;
  readonly #slotOfRow: number;
  /** What a batch allocates is freed by the next. */
  readonly #batchMark: number;

  /** @param initial [rows, dimensions], copied */
  constructor(initial: Float32Array, dimensions: number, moments: readonly Float32Array[]) {
    const share = (values: Float32Array): Float32Array => this.#arena.floats(this.#arena.store(values, 'the embedding table'), values.length);
    this.#dimensions = dimensions;
    this.values = share(initial);
    this.moments = moments.map(share);
    this.#slotOfRow = this.#arena.allocate((4 * initial.length) / dimensions, 'the embedding table');
    this.#batchMark = this.#arena.mark();
    this.#kernel = createEmbeddingBagKernel(this.#arena.memory);
  }

  /**
   * Vectors of a batch: a token's row, or the mean of the rows of its ids (Bojanowski et al. 2017).
   * @param time steps to pad to
   */
  lookUp(batch: readonly EncodedExample[], time: number): BatchVectors {
    const arena = this.#arena;
    arena.release(this.#batchMark);
    const places = layOut(batch, time);
    const tokens = places.slots.length;
    const length = time * batch.length * this.#dimensions;
    const ids = arena.store(places.ids, 'a batch');
    const starts = arena.store(places.starts, 'a batch');
    const slots = arena.store(places.slots, 'a batch');
    const out = arena.allocate(4 * length, 'a batch');
    this.#kernel.meanRows(this.values.byteOffset, this.#dimensions, ids, starts, slots, tokens, out);
    // The runtime does not take shared memory.
    return { vectors: arena.floats(out, length).slice(), ids, starts, slots, tokens, idCount: places.ids.length };
  }

  /**
   * Scatters the gradient of a batch's vectors into the rows of their ids. To be called after `lookUp`, before the next.
   * @param gradient [time, batch, dimensions]
   */
  rowGradients(batch: BatchVectors, gradient: Float32Array): RowGradients {
    const arena = this.#arena;
    const from = arena.store(gradient, 'a batch');
    const rows = arena.allocate(4 * batch.idCount, 'a batch');
    const values = arena.allocate(4 * batch.idCount * this.#dimensions, 'a batch');
    const count = this.#kernel.scatterRows(from, this.#dimensions, batch.ids, batch.starts, batch.slots, batch.tokens, this.#slotOfRow, rows, values);
    const valuesView = arena.floats(values, count * this.#dimensions);
    return { rows: arena.ints(rows, count), values: valuesView, squaredNorm: squaredNorm(valuesView) };
  }

  /** Updates the rows that a batch touched. */
  update(gradients: RowGradients, rule: UpdateRule, step: number, rate: number, scale: number): void {
    const { rows, values } = gradients;
    if (rule.kind === 'adam') {
      const [first, second] = this.moments;
      this.#kernel.adamRows(this.values.byteOffset, first.byteOffset, second.byteOffset, this.#dimensions, rows.byteOffset, values.byteOffset, rows.length,
        rate / (1 - 0.9 ** step), 1 / Math.sqrt(1 - 0.999 ** step), scale);
      return;
    }
    for (let k = 0; k < rows.length; k++) {
      if (rows[k] !== 0) rule.update(this.values, rows[k] * this.#dimensions, this.#dimensions, values, k * this.#dimensions, this.moments, step, rate, scale, 0);
    }
  }
}

/** A batch's token vectors and where its ids stand in the arena. */
export interface BatchVectors {
  /** [time, batch, dimensions], zero on padding. */
  readonly vectors: Float32Array;
  readonly ids: number;
  readonly starts: number;
  readonly slots: number;
  readonly tokens: number;
  readonly idCount: number;
}

/** Gradients of the rows that a batch touched; views that hold until the next batch. */
export interface RowGradients {
  readonly rows: Int32Array;
  /** [rows, dimensions] */
  readonly values: Float32Array;
  readonly squaredNorm: number;
}

/** All tokens of a batch one after the other: their ids, where these start, and their places in [time, batch]. */
function layOut(batch: readonly EncodedExample[], time: number): { ids: Int32Array; starts: Int32Array; slots: Int32Array } {
  const counts = batch.map((example) => Math.min(tokensOf(example), time));
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  const idCount = batch.reduce((sum, { idStarts }, i) => sum + idStarts[counts[i]], 0);
  const ids = new Int32Array(idCount);
  const starts = new Int32Array(tokens + 1);
  const slots = new Int32Array(tokens);
  let token = 0;
  let id = 0;
  for (const [i, example] of batch.entries()) {
    ids.set(example.ids.subarray(0, example.idStarts[counts[i]]), id);
    for (let t = 0; t < counts[i]; t++) {
      slots[token] = t * batch.length + i;
      starts[token++] = id + example.idStarts[t];
    }
    id += example.idStarts[counts[i]];
  }
  starts[tokens] = id;
  return { ids, starts, slots };
}

/** One-hot vectors of a batch of one-id tokens: [time, batch, size]. */
export function oneHotVectors(size: number, batch: readonly EncodedExample[], time: number): Float32Array {
  const vectors = new Float32Array(time * batch.length * size);
  for (const [i, example] of batch.entries()) {
    const tokens = Math.min(tokensOf(example), time);
    for (let t = 0; t < tokens; t++) vectors[(t * batch.length + i) * size + example.ids[example.idStarts[t]]] = 1;
  }
  return vectors;
}
