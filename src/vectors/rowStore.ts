import { LexiscopeError } from '../base/errors.ts';
import { createCosineKernel, type CosineKernel } from '../kernels/cosine.ts';

const pageBytes = 65536;
/** WebAssembly addresses have 32 bits; the last page is left out, so that no end address wraps to 0. */
const maximumPages = 65535;
/** Rows that one call of the scanning kernel may report. */
const blockRows = 2048;
/** Queries that one call of the products kernel answers. */
const blockQueries = 8;
/** Rows that `RowStore.cosines` takes at once. */
export const productRows = 256;

export const maximumDimensions = 65536;

/**
 * The matrix of a vector space, [rows, dimensions] float32, in shared WebAssembly memory, where the kernels reach it. The
 * memory grows in place: a reader that does not know the number of rows beforehand needs no second copy.
 *
 * Layout in bytes: one page for the kernel | queries | rows, scores or products of a block | matrix | inverse norms.
 */
export class RowStore {
  readonly dimensions: number;
  readonly memory: WebAssembly.Memory;
  readonly kernel: CosineKernel;
  /** Addresses (bytes) of the scratch areas and of the matrix. */
  readonly queriesAt = pageBytes;
  readonly rowsAt: number;
  readonly scoresAt: number;
  readonly matrixAt: number;
  private rowCount = 0;

  /** @throws LexiscopeError `bad-input` for dimensions below 1, `unsupported` for more than 65,536 */
  constructor(dimensions: number) {
    if (!Number.isInteger(dimensions) || dimensions < 1) throw new LexiscopeError('bad-input', `vectors need at least one dimension, not ${dimensions}`);
    if (dimensions > maximumDimensions) throw new LexiscopeError('unsupported', `vectors of ${dimensions} dimensions: at most ${maximumDimensions} are supported`);
    this.dimensions = dimensions;
    this.rowsAt = this.queriesAt + aligned(blockQueries * dimensions * 4);
    this.scoresAt = this.rowsAt + blockRows * 4;
    this.matrixAt = this.scoresAt + blockQueries * blockRows * 4;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(this.matrixAt / pageBytes), maximum: maximumPages, shared: true });
    this.kernel = createCosineKernel(this.memory);
  }

  /** Rows in use. */
  get rows(): number {
    return this.rowCount;
  }

  /**
   * Makes room for `rows` rows; what they held before stays. Untouched pages cost address space, not memory.
   * @throws LexiscopeError `unsupported` where matrix and norms would pass 4 GiB
   */
  resize(rows: number): void {
    const bytes = this.inverseAt(rows) + aligned(rows * 4);
    const pages = Math.ceil(bytes / pageBytes);
    if (pages > maximumPages) {
      throw new LexiscopeError('unsupported', `${rows} vectors of ${this.dimensions} dimensions need more than 4 GiB`, {
        hint: 'Read only the first rows (the most frequent words), for instance with --limit 500000.',
      });
    }
    const missing = pages - this.memory.buffer.byteLength / pageBytes;
    if (missing > 0) this.memory.grow(missing);
    this.rowCount = rows;
  }

  /** Address of the inverse norms for a store of so many rows. */
  inverseAt(rows: number = this.rowCount): number {
    return this.matrixAt + aligned(rows * this.dimensions * 4);
  }

  /** The matrix, [rows * dimensions]; a view, valid until the store is resized. */
  matrix(): Float32Array {
    return new Float32Array(this.memory.buffer, this.matrixAt, this.rowCount * this.dimensions);
  }

  /** The inverse norms, [rows]; zeros until `computeNorms`. */
  inverseNorms(): Float32Array {
    return new Float32Array(this.memory.buffer, this.inverseAt(), this.rowCount);
  }

  /** Must be called once all rows are in place and before any search. */
  computeNorms(): void {
    this.kernel.inverseNorms(this.matrixAt, this.rowCount, this.dimensions, this.inverseAt());
  }

  /**
   * Cosines of unit queries with `rows` (at most `productRows`) rows from `first` on.
   * @param queries [count, dimensions], any count
   * @param out [count, rows]
   */
  cosines(queries: Float32Array, count: number, first: number, rows: number, out: Float32Array): void {
    const { dimensions, kernel, scoresAt } = this;
    const scratch = new Float32Array(this.memory.buffer, this.queriesAt, blockQueries * dimensions);
    const products = new Float32Array(this.memory.buffer, scoresAt, blockQueries * rows);
    const matrixAt = this.matrixAt + first * dimensions * 4;
    const inverseAt = this.inverseAt() + first * 4;
    for (let query = 0; query < count; query += blockQueries) {
      const part = Math.min(blockQueries, count - query);
      scratch.set(queries.subarray(query * dimensions, (query + part) * dimensions));
      kernel.products(matrixAt, inverseAt, rows, dimensions, this.queriesAt, part, scoresAt);
      out.set(products.subarray(0, part * rows), query * rows);
    }
  }

  /**
   * Finds rows whose cosine with the unit query is above a threshold, which may rise from block to block: `use(found, rows, cosines)`
   * gets the first `found` entries of both arrays and returns the threshold for the next block.
   */
  scan(query: Float32Array, from: number, to: number, use: (found: number, rows: Int32Array, cosines: Float32Array) => number): void {
    const { dimensions, kernel, memory, rowsAt, scoresAt } = this;
    new Float32Array(memory.buffer, this.queriesAt, dimensions).set(query);
    const rows = new Int32Array(memory.buffer, rowsAt, blockRows);
    const cosines = new Float32Array(memory.buffer, scoresAt, blockRows);
    const inverseAt = this.inverseAt();
    let threshold = -Infinity;
    for (let first = from; first < to; first += blockRows) {
      const count = Math.min(blockRows, to - first);
      const matrixAt = this.matrixAt + first * dimensions * 4;
      const found = kernel.scan(matrixAt, inverseAt + first * 4, first, count, dimensions, this.queriesAt, threshold, rowsAt, scoresAt);
      if (found > 0) threshold = use(found, rows, cosines);
    }
  }
}

/** The next multiple of 16. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
