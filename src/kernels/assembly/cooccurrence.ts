// Co-occurrence counts, row by row, from a corpus of word numbers (-1 is a boundary) and an index of every word's positions.
// One row's counts are gathered in a dense table that stays in the second-level cache: no hashing, no sorting.
// Addresses are in bytes.

/** Counting sort: positions[starts[w] .. starts[w + 1]) are where word w stands. `starts` holds the first positions and is restored. */
export function indexPositions(ids: usize, length: i32, starts: usize, positions: usize, words: i32): void {
  for (let i = 0; i < length; i++) {
    const id = load<i32>(ids + (<usize>i << 2));
    if (id < 0) continue;
    const at = load<i32>(starts + (<usize>id << 2));
    store<i32>(positions + (<usize>at << 2), i);
    store<i32>(starts + (<usize>id << 2), at + 1);
  }
  // Every start has moved on to the next word's; move them back.
  for (let w = words; w > 0; w--) store<i32>(starts + (<usize>w << 2), load<i32>(starts + (<usize>(w - 1) << 2)));
  store<i32>(starts, 0);
}

/**
 * Counts rows first ... until `last` or until a row might not fit in `capacity` cells.
 *
 * @param weights [2 * window + 1] float64: the weight of a word at distance d to the left at window - d, to the right at window + d
 * @param table [words] float64, zeros; zeros again on return
 * @param touched [words / 64, rounded up] bits, zeros; zeros again on return
 * @param columns, values [capacity] the cells of the rows, columns rising
 * @param rowEnds [rows] where each row's cells end
 * @returns how many rows were counted
 */
export function countRows(
  ids: usize, length: i32, starts: usize, positions: usize, first: i32, last: i32, window: i32, weights: usize, words: i32,
  table: usize, touched: usize, columns: usize, values: usize, capacity: i32, rowEnds: usize,
): i32 {
  let cells = 0;
  for (let row = first; row < last; row++) {
    const from = load<i32>(starts + (<usize>row << 2));
    const to = load<i32>(starts + (<usize>row << 2), 4);
    const most = <i64>(to - from) * (2 * window);
    if (<i64>cells + min<i64>(most, words) > <i64>capacity) return row - first;
    for (let p = from; p < to; p++) {
      const at = load<i32>(positions + (<usize>p << 2));
      const left = max(0, at - window);
      for (let i = at - 1; i >= left; i--) {
        const id = load<i32>(ids + (<usize>i << 2));
        if (id < 0) break;
        count(table, touched, id, load<f64>(weights + (<usize>(window - at + i) << 3)));
      }
      const right = min(length - 1, at + window);
      for (let i = at + 1; i <= right; i++) {
        const id = load<i32>(ids + (<usize>i << 2));
        if (id < 0) break;
        count(table, touched, id, load<f64>(weights + (<usize>(window - at + i) << 3)));
      }
    }
    for (let word = 0; word < words; word += 64) {
      let bits = load<u64>(touched + (<usize>word >> 3));
      if (bits === 0) continue;
      store<u64>(touched + (<usize>word >> 3), 0);
      while (bits !== 0) {
        const column = word + <i32>ctz(bits);
        bits &= bits - 1;
        const cell = table + (<usize>column << 3);
        const value = load<f64>(cell);
        store<f64>(cell, 0);
        if (value === 0) continue;
        store<i32>(columns + (<usize>cells << 2), column);
        store<f32>(values + (<usize>cells << 2), <f32>value);
        cells++;
      }
    }
    store<i32>(rowEnds + (<usize>(row - first) << 2), cells);
  }
  return last - first;
}

@inline
function count(table: usize, touched: usize, id: i32, weight: f64): void {
  const cell = table + (<usize>id << 3);
  store<f64>(cell, load<f64>(cell) + weight);
  const bits = touched + ((<usize>id >> 6) << 3);
  store<u64>(bits, load<u64>(bits) | (<u64>1 << <u64>(id & 63)));
}

/** sums[w] += the weights of all words in the windows around word w's positions: the row sums of the counts, in one pass over the corpus. */
export function addRowSums(ids: usize, length: i32, window: i32, weights: usize, sums: usize): void {
  for (let at = 0; at < length; at++) {
    const id = load<i32>(ids + (<usize>at << 2));
    if (id < 0) continue;
    let sum: f64 = 0;
    const left = max(0, at - window);
    for (let i = at - 1; i >= left; i--) {
      if (load<i32>(ids + (<usize>i << 2)) < 0) break;
      sum += load<f64>(weights + (<usize>(window - at + i) << 3));
    }
    const right = min(length - 1, at + window);
    for (let i = at + 1; i <= right; i++) {
      if (load<i32>(ids + (<usize>i << 2)) < 0) break;
      sum += load<f64>(weights + (<usize>(window - at + i) << 3));
    }
    store<f64>(sums + (<usize>id << 3), load<f64>(sums + (<usize>id << 3)) + sum);
  }
}
