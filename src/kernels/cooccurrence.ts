/** Counts of words in the windows around words. All addresses are in bytes; see assembly/cooccurrence.ts for the layout. */
export interface CooccurrenceKernel {
  /** Counting sort of a corpus of `length` ids: fills `positions`; `starts` [words + 1] holds where each word's positions begin. */
  indexPositions(ids: number, length: number, starts: number, positions: number, words: number): void;
  /**
   * Counts the rows first ... last - 1, as long as they surely fit in `capacity` cells.
   * @returns how many rows were counted
   */
  countRows(
    ids: number, length: number, starts: number, positions: number, first: number, last: number, window: number, weights: number, words: number,
    table: number, touched: number, columns: number, values: number, capacity: number, rowEnds: number,
  ): number;
  /** sums[w] += the row sum of word w. */
  addRowSums(ids: number, length: number, window: number, weights: number, sums: number): void;
}

/** The same in plain TypeScript: the oracle of the kernel's tests. */
export function createPlainCooccurrenceKernel(memory: WebAssembly.Memory): CooccurrenceKernel {
  const ints = (address: number): Int32Array => new Int32Array(memory.buffer, address);
  const doubles = (address: number): Float64Array => new Float64Array(memory.buffer, address);

  /** Calls `use` for every word of the window around position `at`. */
  function forWindow(ids: Int32Array, length: number, at: number, window: number, use: (id: number, offset: number) => void): void {
    for (const step of [-1, 1]) {
      for (let distance = 1; distance <= window; distance++) {
        const i = at + step * distance;
        if (i < 0 || i >= length || ids[i] < 0) break;
        use(ids[i], step * distance);
      }
    }
  }

  return {
    indexPositions(idsAt, length, startsAt, positionsAt, words) {
      const [ids, starts, positions] = [ints(idsAt), ints(startsAt), ints(positionsAt)];
      const next = starts.slice(0, words);
      for (let i = 0; i < length; i++) if (ids[i] >= 0) positions[next[ids[i]]++] = i;
    },

    countRows(idsAt, length, startsAt, positionsAt, first, last, window, weightsAt, words, _table, _touched, columnsAt, valuesAt, capacity, rowEndsAt) {
      const [ids, starts, positions, weights] = [ints(idsAt), ints(startsAt), ints(positionsAt), doubles(weightsAt)];
      let cells = 0;
      for (let row = first; row < last; row++) {
        if (cells + Math.min((starts[row + 1] - starts[row]) * 2 * window, words) > capacity) return row - first;
        const counts = new Map<number, number>();
        for (let p = starts[row]; p < starts[row + 1]; p++) {
          forWindow(ids, length, positions[p], window, (id, offset) => counts.set(id, (counts.get(id) ?? 0) + weights[window + offset]));
        }
        for (const [column, value] of [...counts].sort((a, b) => a[0] - b[0])) {
          if (value === 0) continue;
          ints(columnsAt)[cells] = column;
          new Float32Array(memory.buffer, valuesAt)[cells] = value;
          cells++;
        }
        ints(rowEndsAt)[row - first] = cells;
      }
      return last - first;
    },

    addRowSums(idsAt, length, window, weightsAt, sumsAt) {
      const [ids, weights, sums] = [ints(idsAt), doubles(weightsAt), doubles(sumsAt)];
      for (let at = 0; at < length; at++) {
        if (ids[at] >= 0) forWindow(ids, length, at, window, (_, offset) => (sums[ids[at]] += weights[window + offset]));
      }
    },
  };
}
