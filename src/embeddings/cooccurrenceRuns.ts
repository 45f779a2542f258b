import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../base/errors.ts';
import type { SharedArena } from '../kernels/sharedArena.ts';
import { CooccurrenceCounter, blockCells } from './cooccurrence.ts';
import type { CountBlock, CountSource } from './cooccurrence.ts';
import type { KernelPool } from './kernelPool.ts';
import type { TokenLog } from './tokenLog.ts';
import type { WindowSettings } from './window.ts';

/** The table of one piece of the corpus on disk: cells of 8 bytes (column int32, value float32), row after row. */
interface Run {
  readonly descriptor: number;
  /** [words + 1] the first cell of every row. */
  readonly starts: Float64Array;
}

const cellBytes = 8;

/**
 * Counting out of core: the corpus is counted piece by piece, every piece's table goes to a temporary file, rows in order, and the files are
 * merged row by row. Memory: 8 bytes an id of one piece, 8 bytes a word and piece, and one block of cells.
 */
export class CooccurrenceRuns implements CountSource {
  readonly #arena: SharedArena;
  readonly #words: number;
  readonly #folder: string;
  readonly #runs: Run[] = [];
  readonly #sums: readonly [rows: Float64Array, columns: Float64Array];

  private constructor(arena: SharedArena, words: number) {
    this.#arena = arena;
    this.#words = words;
    this.#folder = mkdtempSync(path.join(tmpdir(), 'lexiscope-counts-'));
    this.#sums = [new Float64Array(words), new Float64Array(words)];
  }

  /** Counts all pieces of up to `pieceLength` ids. The windows at the seam of two pieces are cut. */
  static async create(
    arena: SharedArena, pool: KernelPool, log: TokenLog, words: number, window: WindowSettings, pieceLength: number, signal?: AbortSignal,
  ): Promise<CooccurrenceRuns> {
    const runs = new CooccurrenceRuns(arena, words);
    try {
      for (let start = 0; start < log.length; start += pieceLength) {
        const mark = arena.mark();
        await runs.#add(new CooccurrenceCounter(arena, pool, log, start, Math.min(pieceLength, log.length - start), words, window), signal);
        arena.release(mark);
      }
      return runs;
    } catch (error) {
      runs.dispose();
      throw error;
    }
  }

  sums(reversed: boolean): Promise<Float64Array> {
    return Promise.resolve(this.#sums[reversed ? 1 : 0]);
  }

  async *blocks(signal?: AbortSignal, onProgress?: (part: number) => void): AsyncGenerator<CountBlock> {
    const capacity = Math.max(blockCells, this.#words);
    const allocate = (length: number): number => this.#arena.allocate(length * 4, 'A block of counts');
    const [columnsAt, valuesAt, endsAt] = [allocate(capacity), allocate(capacity), allocate(this.#words)];
    const [columns, values, ends] = [this.#arena.ints(columnsAt, capacity), this.#arena.floats(valuesAt, capacity), this.#arena.ints(endsAt, this.#words)];
    const row = new Float64Array(this.#words);
    let touched = new Int32Array(1 << 10);
    let cells = 0;
    let firstRow = 0;
    for (let w = 0; w < this.#words; w++) {
      let count = 0;
      for (const run of this.#runs) {
        const buffer = cellsOfRow(run, w);
        for (let i = 0; i < buffer.ints.length; i += 2) {
          const column = buffer.ints[i];
          if (row[column] === 0) {
            if (count === touched.length) touched = doubled(touched);
            touched[count++] = column;
          }
          row[column] += buffer.floats[i + 1];
        }
      }
      if (cells + count > capacity) {
        yield { firstRow, rows: w - firstRow, cells, ends: endsAt, columns: columnsAt, values: valuesAt };
        // The merge runs on the calling thread: let it hear of cancellation.
        await nextTurn();
        throwIfAborted(signal, 'Counting');
        onProgress?.(w / this.#words);
        firstRow = w;
        cells = 0;
      }
      for (const column of touched.subarray(0, count).sort()) {
        columns[cells] = column;
        values[cells++] = row[column];
        row[column] = 0;
      }
      ends[w - firstRow] = cells;
    }
    yield { firstRow, rows: this.#words - firstRow, cells, ends: endsAt, columns: columnsAt, values: valuesAt };
  }

  /** Removes the temporary files. */
  dispose(): void {
    for (const { descriptor } of this.#runs.splice(0)) closeSync(descriptor);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #add(counter: CooccurrenceCounter, signal: AbortSignal | undefined): Promise<void> {
    for (const [i, total] of this.#sums.entries()) (await counter.sums(i === 1)).forEach((sum, w) => (total[w] += sum));
    const run: Run = { descriptor: openSync(path.join(this.#folder, `run-${this.#runs.length}.bin`), 'w+'), starts: new Float64Array(this.#words + 1) };
    this.#runs.push(run);
    for await (const block of counter.blocks(signal)) {
      const ends = this.#arena.ints(block.ends, block.rows);
      const [columns, values] = [this.#arena.ints(block.columns, block.cells), this.#arena.floats(block.values, block.cells)];
      const ints = new Int32Array(2 * block.cells);
      const floats = new Float32Array(ints.buffer);
      for (let cell = 0; cell < block.cells; cell++) {
        ints[2 * cell] = columns[cell];
        floats[2 * cell + 1] = values[cell];
      }
      const bytes = new Uint8Array(ints.buffer);
      for (let done = 0; done < bytes.length;) done += writeSync(run.descriptor, bytes, done);
      for (let r = 0; r < block.rows; r++) run.starts[block.firstRow + r + 1] = run.starts[block.firstRow] + ends[r];
    }
  }
}

function cellsOfRow({ descriptor, starts }: Run, row: number): { ints: Int32Array; floats: Float32Array } {
  const bytes = new Uint8Array((starts[row + 1] - starts[row]) * cellBytes);
  for (let done = 0; done < bytes.length;) done += readSync(descriptor, bytes, done, bytes.length - done, starts[row] * cellBytes + done);
  return { ints: new Int32Array(bytes.buffer), floats: new Float32Array(bytes.buffer) };
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
