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
/** Fewer rows than this are in the processor's cache anyway. */
const smallestFilter = 1 << 14;

/**
 * The matrix of a vector space, [rows, dimensions] float32, in shared WebAssembly memory, where the kernels reach it. The
 * memory grows in place: a reader that does not know the number of rows beforehand needs no second copy.
 *
 * Layout in bytes: one page for the kernel | queries | rows, scores or products of a block | matrix | inverse norms | filter.
 *
 * The filter holds every unit row in 4-bit steps, with its scale and the length of what the steps leave out: an upper bound of a cosine from an
 * eighth of the bytes. A search of many rows is bound by the memory that it reads, so it computes the exact cosine of those rows
 * only whose bound reaches the threshold. The result is the same.
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
  private filter: Filter | undefined;

  /** @throws LexiscopeError `bad-input` for dimensions below 1, `unsupported` for more than 65,536 */
  constructor(dimensions: number) {
    if (!Number.isInteger(dimensions) || dimensions < 1) throw new LexiscopeError('bad-input', `vectors need at least one dimension, not ${dimensions}`);
    if (dimensions > maximumDimensions) throw new LexiscopeError('unsupported', `vectors of ${dimensions} dimensions: at most ${maximumDimensions} are supported`);
    this.dimensions = dimensions;
    this.rowsAt = this.queriesAt + Math.max(1024, aligned(blockQueries * dimensions * 4));
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
    if (!this.grow(this.inverseAt(rows) + aligned(rows * 4))) {
      throw new LexiscopeError('unsupported', `${rows} vectors of ${this.dimensions} dimensions need more than 4 GiB`, {
        hint: 'Read only the first rows (the most frequent words), for instance with --limit 500000.',
      });
    }
    this.rowCount = rows;
    this.filter = undefined;
  }

  /** Makes the memory so large; false where it cannot be. */
  private grow(bytes: number): boolean {
    const pages = Math.ceil(bytes / pageBytes);
    if (pages > maximumPages) return false;
    const missing = pages - this.memory.buffer.byteLength / pageBytes;
    if (missing > 0) this.memory.grow(missing);
    return true;
  }

  /**
   * Makes the filter for searches, where there are rows enough for it to pay: about 0.1 s for 400,000 x 100. The first `scan` does it too.
   * A store that has no room left for it is searched without.
   */
  prepareSearch(): void {
    const { rowCount: rows, dimensions } = this;
    // Beyond 4,096 dimensions the sums of the filter could leave 32 bits.
    if (this.filter || rows < smallestFilter || dimensions > 4096) return;
    const half = Math.ceil(dimensions / 16) * 8;
    const nibblesAt = this.inverseAt() + aligned(rows * 4);
    const scalesAt = nibblesAt + aligned(rows * half);
    const errorsAt = scalesAt + aligned(rows * 4);
    if (!this.grow(errorsAt + aligned(rows * 4))) return;
    this.kernel.quantize(this.matrixAt, this.inverseAt(), rows, dimensions, half, nibblesAt, scalesAt, errorsAt);
    this.filter = { half, nibblesAt, scalesAt, errorsAt };
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
    this.prepareSearch();
    const { dimensions, kernel, memory, matrixAt, queriesAt, rowsAt, scoresAt, filter } = this;
    new Float32Array(memory.buffer, queriesAt, dimensions).set(query);
    const steps = filter && this.placeSteps(query, filter);
    const rows = new Int32Array(memory.buffer, rowsAt, blockRows);
    const cosines = new Float32Array(memory.buffer, scoresAt, blockRows);
    const inverseAt = this.inverseAt();
    let threshold = -Infinity;
    for (let first = from; first < to; first += blockRows) {
      const count = Math.min(blockRows, to - first);
      let found: number;
      if (filter && steps) {
        const { half, nibblesAt, scalesAt, errorsAt } = filter;
        found = kernel.filter(
          nibblesAt + first * half, scalesAt + first * 4, errorsAt + first * 4, first, count, half, steps.at, steps.unit, steps.offset, steps.slack, threshold, rowsAt,
        );
        kernel.productsOfRows(matrixAt, inverseAt, dimensions, queriesAt, rowsAt, found, scoresAt);
      } else {
        found = kernel.scan(matrixAt + first * dimensions * 4, inverseAt + first * 4, first, count, dimensions, queriesAt, threshold, rowsAt, scoresAt);
      }
      if (found > 0) threshold = use(found, rows, cosines);
    }
  }

  /** Puts a unit query into memory in 15-bit steps, behind its float32 values. `slack` is the length of what the steps leave out. */
  private placeSteps(query: Float32Array, { half }: Filter): { at: number; unit: number; offset: number; slack: number } {
    const at = this.queriesAt + aligned(this.dimensions * 4);
    const steps = new Int16Array(this.memory.buffer, at, 2 * half).fill(0);
    const unit = query.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-30) / 32767;
    let sum = 0;
    let square = 0;
    for (let i = 0; i < query.length; i++) {
      const step = Math.round(query[i] / unit);
      steps[i] = step;
      sum += step;
      square += (query[i] - step * unit) ** 2;
    }
    // A rounded row is at most a little longer than 1; the last term is for the float32 products of the bound.
    return { at, unit, offset: 8 * sum, slack: 1.5 * Math.sqrt(square) + 1e-5 };
  }
}

/** Addresses of the filter's parts; `half` is the bytes a row. */
interface Filter {
  readonly half: number;
  readonly nibblesAt: number;
  readonly scalesAt: number;
  readonly errorsAt: number;
}

/** The next multiple of 16. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
