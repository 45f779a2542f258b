import { throwIfAborted } from '../base/errors.ts';
import type { SharedArena } from '../kernels/sharedArena.ts';
import { kernelCall } from './kernelPool.ts';
import type { KernelPool } from './kernelPool.ts';
import { boundary } from './tokenLog.ts';
import type { TokenLog } from './tokenLog.ts';
import { windowWeights } from './window.ts';
import type { WindowSettings } from './window.ts';

/** Some consecutive rows of the table of counts, as addresses in the arena; valid until the next block is asked for. */
export interface CountBlock {
  readonly firstRow: number;
  readonly rows: number;
  readonly cells: number;
  /** [rows] int32: where each row's cells end */
  readonly ends: number;
  /** [cells] int32, rising within a row */
  readonly columns: number;
  /** [cells] float32 */
  readonly values: number;
}

/** A table of counts that is given row by row and never held as a whole. */
export interface CountSource {
  /** [words] float64 row sums; with `reversed`, the sums of the columns. */
  sums(reversed: boolean): Promise<Float64Array>;
  /** All rows, block by block; once, and the last thing that is asked. @param onProgress called with the part done, 0 to 1 */
  blocks(signal?: AbortSignal, onProgress?: (part: number) => void): AsyncGenerator<CountBlock>;
}

/** Cells of one block, if the vocabulary is not larger. */
export const blockCells = 1 << 19;

/**
 * Counts, row by row, how often word c (column) stands in the window around word w (row). Memory: 8 bytes a token, and one
 * block of cells.
 */
export class CooccurrenceCounter implements CountSource {
  readonly #arena: SharedArena;
  readonly #pool: KernelPool;
  readonly #words: number;
  readonly #window: number;
  readonly #ids: number;
  readonly #length: number;
  readonly #positions: number;
  readonly #starts: number;
  readonly #weights: number;

  /** Counts the ids start ... start + length - 1 of the log, which is not needed afterwards. */
  constructor(arena: SharedArena, pool: KernelPool, log: TokenLog, start: number, length: number, words: number, settings: WindowSettings) {
    this.#arena = arena;
    this.#pool = pool;
    this.#words = words;
    this.#window = settings.size;
    this.#length = length;
    this.#ids = arena.allocate(length * 4, 'The corpus');
    const ids = arena.ints(this.#ids, length);
    log.read(start, ids);
    const starts = new Int32Array(words + 1);
    for (const id of ids) if (id !== boundary) starts[id + 1]++;
    for (let w = 0; w < words; w++) starts[w + 1] += starts[w];
    this.#starts = arena.store(starts, 'The index of the corpus');
    this.#positions = arena.allocate(starts[words] * 4, 'The index of the corpus');
    this.#weights = arena.store(windowWeights(settings), 'The window');
  }

  async sums(reversed: boolean): Promise<Float64Array> {
    const sums = this.#arena.allocate(this.#words * 8, 'Row sums');
    const weights = this.#arena.doubles(this.#weights, 2 * this.#window + 1).slice();
    const address = reversed ? this.#arena.store(weights.reverse(), 'The window') : this.#weights;
    await this.#pool.run(0, [kernelCall('cooccurrence', 'addRowSums', this.#ids, this.#length, this.#window, address, sums)]);
    return this.#arena.doubles(sums, this.#words);
  }

  #positionsBefore(row: number): number {
    return this.#arena.ints(this.#starts, row + 1)[row];
  }

  async *blocks(signal?: AbortSignal, onProgress?: (part: number) => void): AsyncGenerator<CountBlock> {
    const arena = this.#arena;
    const words = this.#words;
    const capacity = Math.max(blockCells, words);
    const table = arena.allocate(words * 8, 'One row of counts');
    const touched = arena.allocate(Math.ceil(words / 64) * 8, 'One row of counts');
    const columns = arena.allocate(capacity * 4, 'A block of counts');
    const values = arena.allocate(capacity * 4, 'A block of counts');
    const ends = arena.allocate(words * 4, 'A block of counts');
    await this.#pool.run(0, [kernelCall('cooccurrence', 'indexPositions', this.#ids, this.#length, this.#starts, this.#positions, words)]);
    for (let firstRow = 0; firstRow < words;) {
      throwIfAborted(signal, 'Counting');
      const [rows] = await this.#pool.run(0, [kernelCall('cooccurrence', 'countRows', this.#ids, this.#length, this.#starts, this.#positions,
        firstRow, words, this.#window, this.#weights, words, table, touched, columns, values, capacity, ends)]);
      yield { firstRow, rows, cells: arena.ints(ends, rows)[rows - 1], ends, columns, values };
      firstRow += rows;
      onProgress?.(this.#positionsBefore(firstRow) / this.#positionsBefore(words));
    }
    // What follows (the factors of a decomposition) may lie where the corpus was.
    arena.recycle(this.#positions, this.#positionsBefore(words) * 4);
    arena.recycle(this.#ids, this.#length * 4);
    arena.recycle(columns, capacity * 4);
    arena.recycle(values, capacity * 4);
  }
}
