import type { SharedArena } from '../kernels/sharedArena.ts';
import type { CountBlock } from './cooccurrence.ts';

/** A sparse matrix in the arena: blocks of consecutive rows, which are the units of work for the threads. */
export class SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly blocks: CountBlock[] = [];
  readonly #arena: SharedArena;

  constructor(arena: SharedArena, rows: number, columns: number) {
    this.#arena = arena;
    this.rows = rows;
    this.columns = columns;
  }

  get cells(): number {
    return this.blocks.reduce((sum, block) => sum + block.cells, 0);
  }

  /** Appends a copy of the block, without slack. */
  append(block: CountBlock): void {
    const arena = this.#arena;
    this.blocks.push({
      ...block,
      ends: arena.store(arena.ints(block.ends, block.rows), 'The table of counts'),
      columns: arena.store(arena.ints(block.columns, block.cells), 'The table of counts'),
      values: arena.store(arena.floats(block.values, block.cells), 'The table of counts'),
    });
  }

  /** Every cell, row by row. */
  *[Symbol.iterator](): Generator<{ row: number; column: number; value: number }> {
    for (const block of this.blocks) {
      const ends = this.#arena.ints(block.ends, block.rows);
      const columns = this.#arena.ints(block.columns, block.cells);
      const values = this.#arena.floats(block.values, block.cells);
      for (let r = 0, cell = 0; r < block.rows; r++) {
        for (; cell < ends[r]; cell++) yield { row: block.firstRow + r, column: columns[cell], value: values[cell] };
      }
    }
  }
}
