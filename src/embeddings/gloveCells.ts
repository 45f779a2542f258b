import { createRandom } from '../base/random.ts';
import type { Random } from '../base/random.ts';
import type { SharedArena } from '../kernels/sharedArena.ts';
import type { SparseMatrix } from './sparseMatrix.ts';

/** Bytes of a cell: row and column as int32, count as float32. */
export const cellBytes = 12;

/** Cells in random order, in parts that threads can work on at the same time without touching the same rows or columns. */
export interface GloveCells {
  /** parts[r][c]: the cells whose row is r and whose column is c modulo the number of threads. */
  readonly parts: readonly (readonly { readonly address: number; readonly count: number }[])[];
  readonly count: number;
}

/** Cells of one bucket; its shuffling stays in the second-level cache. */
const bucketCells = 1 << 16;

/**
 * Shuffles the cells: every cell goes to a random bucket of its part, then every bucket is shuffled. Reads and writes run forward
 * through memory, where a plain shuffle would miss the cache with every exchange.
 */
export function shuffledCells(arena: SharedArena, matrix: SparseMatrix, threads: number, random: Random): GloveCells {
  const bucketsOfPart = Math.max(1, Math.ceil(matrix.cells / (threads * threads) / bucketCells));
  const buckets = threads * threads * bucketsOfPart;
  const state = random.state();
  const ends = new Float64Array(buckets);
  forEachCell(arena, matrix, threads, bucketsOfPart, random, (bucket) => {
    ends[bucket]++;
  });
  const starts = new Float64Array(buckets + 1);
  for (let b = 0; b < buckets; b++) starts[b + 1] = starts[b] + ends[b];
  ends.set(starts.subarray(0, buckets));
  const address = arena.allocate(matrix.cells * cellBytes, 'The table of counts');
  const ints = arena.ints(address, matrix.cells * 3);
  const floats = arena.floats(address, matrix.cells * 3);
  // The same draws again, now to place the cells.
  const again = createRandom(state);
  forEachCell(arena, matrix, threads, bucketsOfPart, again, (bucket, row, column, value) => {
    const at = ends[bucket]++ * 3;
    ints[at] = row;
    ints[at + 1] = column;
    floats[at + 2] = value;
  });
  for (let b = 0; b < buckets; b++) shuffleTriples(ints, starts[b], starts[b + 1], random);
  return {
    count: matrix.cells,
    parts: Array.from({ length: threads }, (_, r) => Array.from({ length: threads }, (__, c) => {
      const first = (r * threads + c) * bucketsOfPart;
      return { address: address + starts[first] * cellBytes, count: starts[first + bucketsOfPart] - starts[first] };
    })),
  };
}

function shuffleTriples(ints: Int32Array, start: number, end: number, random: Random): void {
  for (let i = end - 1; i > start; i--) {
    const a = i * 3;
    const b = (start + random.below(i - start + 1)) * 3;
    for (let k = 0; k < 3; k++) {
      const kept = ints[a + k];
      ints[a + k] = ints[b + k];
      ints[b + k] = kept;
    }
  }
}

function forEachCell(
  arena: SharedArena, matrix: SparseMatrix, threads: number, bucketsOfPart: number, random: Random,
  use: (bucket: number, row: number, column: number, value: number) => void,
): void {
  for (const block of matrix.blocks) {
    const ends = arena.ints(block.ends, block.rows);
    const columns = arena.ints(block.columns, block.cells);
    const values = arena.floats(block.values, block.cells);
    for (let r = 0, cell = 0; r < block.rows; r++) {
      const row = block.firstRow + r;
      for (; cell < ends[r]; cell++) {
        const part = (row % threads) * threads + (columns[cell] % threads);
        use(part * bucketsOfPart + random.below(bucketsOfPart), row, columns[cell], values[cell]);
      }
    }
  }
}
