import { LexiscopeError } from '../base/errors.ts';
import { RowStore } from './rowStore.ts';
import type { Subwords } from './subwords.ts';
import { WordTable } from './wordTable.ts';

/** What a writer needs to know: words and their vectors, row by row. */
export interface VectorTable {
  readonly size: number;
  readonly dimensions: number;
  /** The word of a row. */
  word(row: number): string;
  /** Copies the vector of a row, as it was trained or read, to `out`. */
  copyRow(row: number, out: Float32Array): void;
  /** [size] occurrences in the training corpus, where known. */
  readonly counts?: Float64Array | undefined;
  /** Gives vectors to unseen words, where there is one. */
  readonly subwords?: Subwords | undefined;
}

export interface VectorSpaceOptions {
  /** Where the space comes from, for messages: a file or a run. */
  readonly name?: string;
  /** [size] occurrences in the training corpus. */
  readonly counts?: Float64Array;
  /** Gives vectors to unseen words. */
  readonly subwords?: Subwords;
}

/**
 * A vocabulary and a row-major float32 matrix. The rows stay as they were read; cosines come from the inverse norms beside them,
 * which costs one float a row where a normalised copy would double the memory. Rows are taken to be in order of frequency, as all
 * tools write them: `row + 1` is the rank.
 */
export class VectorSpace implements VectorTable {
  readonly name: string;
  readonly words: WordTable;
  readonly store: RowStore;
  readonly counts: Float64Array | undefined;
  readonly subwords: Subwords | undefined;
  private readonly matrix: Float32Array;
  private readonly inverse: Float32Array;

  /** @param store holds one row a word; its norms are computed here */
  constructor(words: WordTable, store: RowStore, options: VectorSpaceOptions = {}) {
    if (words.size !== store.rows) throw new LexiscopeError('bad-input', `${words.size} words but ${store.rows} vectors`);
    if (options.counts && options.counts.length !== words.size) throw new LexiscopeError('bad-input', `${words.size} words but ${options.counts.length} counts`);
    this.name = options.name ?? 'vectors';
    this.words = words;
    this.store = store;
    this.counts = options.counts;
    this.subwords = options.subwords;
    store.computeNorms();
    this.matrix = store.matrix();
    this.inverse = store.inverseNorms();
  }

  /**
   * A space of vectors held elsewhere; the matrix is copied.
   * @param matrix [words, dimensions], row-major
   */
  static from(words: Iterable<string>, matrix: Float32Array, dimensions: number, options: VectorSpaceOptions = {}): VectorSpace {
    const table = WordTable.from(words);
    if (matrix.length !== table.size * dimensions) {
      throw new LexiscopeError('bad-input', `${table.size} words of ${dimensions} dimensions need ${table.size * dimensions} values, not ${matrix.length}`);
    }
    const store = new RowStore(dimensions);
    store.resize(table.size);
    store.matrix().set(matrix);
    return new VectorSpace(table, store, options);
  }

  get size(): number {
    return this.words.size;
  }

  get dimensions(): number {
    return this.store.dimensions;
  }

  word(row: number): string {
    return this.words.word(row);
  }

  /** The row of exactly this word, or -1. */
  indexOf(word: string): number {
    return this.words.indexOf(word);
  }

  /** The vector of a row as a view, [dimensions]; not to be written to. */
  row(row: number): Float32Array {
    return this.matrix.subarray(row * this.dimensions, (row + 1) * this.dimensions);
  }

  copyRow(row: number, out: Float32Array): void {
    out.set(this.row(row));
  }

  /** Adds `weight` times the unit vector of a row to `out`. */
  addUnit(row: number, weight: number, out: Float32Array): void {
    const { dimensions, matrix } = this;
    const factor = weight * this.inverse[row];
    for (let i = 0, j = row * dimensions; i < dimensions; i++, j++) out[i] += factor * matrix[j];
  }

  /** The length of a row's vector; 0 for a vector of zeros. */
  norm(row: number): number {
    const inverse = this.inverse[row];
    return inverse === 0 ? 0 : 1 / inverse;
  }

  /** Cosine of two rows, in [-1, 1]; 0 where one is a vector of zeros. */
  cosine(a: number, b: number): number {
    const { dimensions, matrix } = this;
    let product = 0;
    for (let i = 0, j = a * dimensions, k = b * dimensions; i < dimensions; i++, j++, k++) product += matrix[j] * matrix[k];
    return Math.max(-1, Math.min(1, product * this.inverse[a] * this.inverse[b]));
  }

  /**
   * The vector of a word as trained: its row, or for an unseen word the mean of its n-grams where the space has subwords.
   * @returns undefined for a word that has neither
   */
  vectorOf(word: string): Float32Array | undefined {
    const row = this.indexOf(word);
    if (row >= 0) return this.row(row).slice();
    return this.subwords?.vectorOf(word);
  }
}
