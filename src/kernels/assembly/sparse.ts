// Sparse rows times tall dense matrices. Dense matrices are row-major float32 with `stride` bytes a row, a multiple of 64.
// The cells of row r are ends[r - 1] (0 for the first) ... ends[r] of `columns` (int32) and `values` (float32).

import { logarithm } from './lib/logistic';

/**
 * Turns the counts of `rows` rows into positive pointwise mutual information, in place, and closes the gaps:
 *   max(0, ln n(w, c) - ln n(w) - ln p(c) - ln shift), where rowTerms = ln n(w) + ln shift and columnTerms = ln p(c)
 * (Church and Hanks 1990; shift and the smoothed p(c) of Levy, Goldberg and Dagan 2015).
 * @param positiveOnly 0 keeps negative values, too (PMI of the cells seen)
 * @returns how many cells are left
 */
export function mutualInformation(
  rows: i32, ends: usize, columns: usize, values: usize, rowTerms: usize, columnTerms: usize, positiveOnly: i32,
): i32 {
  let cell = 0;
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    const end = load<i32>(ends + (<usize>row << 2));
    const rowTerm = load<f32>(rowTerms + (<usize>row << 2));
    for (; cell < end; cell++) {
      const column = load<i32>(columns + (<usize>cell << 2));
      const value = logarithm(load<f32>(values + (<usize>cell << 2))) - rowTerm - load<f32>(columnTerms + (<usize>column << 2));
      if (positiveOnly !== 0 && value <= 0) continue;
      store<i32>(columns + (<usize>kept << 2), column);
      store<f32>(values + (<usize>kept << 2), value);
      kept++;
    }
    store<i32>(ends + (<usize>row << 2), kept);
  }
  return kept;
}

/** Bytes of a row of a panel: 16 columns of a dense matrix, packed, so that what the cells of many rows point at lies in few pages. */
const panelStride: usize = 64;

/** panel[r] = the 16 columns of dense[r] that begin at `dense`. */
export function gatherPanel(dense: usize, rows: i32, stride: usize, panel: usize): void {
  const end = panel + <usize>rows * panelStride;
  for (let to = panel, from = dense; to < end; to += panelStride, from += stride) copyRow(to, from);
}

/** The other way. */
export function scatterPanel(panel: usize, rows: i32, stride: usize, dense: usize): void {
  const end = panel + <usize>rows * panelStride;
  for (let from = panel, to = dense; from < end; from += panelStride, to += stride) copyRow(to, from);
}

@inline
function copyRow(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}

/** The 16 columns of out[r] that begin at `out` = sum of value * panel[column] over the cells of row r. */
export function multiply(rows: i32, ends: usize, columns: usize, values: usize, panel: usize, out: usize, stride: usize): void {
  let cell: usize = 0;
  for (let row = 0; row < rows; row++) {
    const end = <usize>load<i32>(ends + (<usize>row << 2)) << 2;
    let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
    for (; cell < end; cell += 4) {
      const value = v128.load32_splat(values + cell);
      const from = panel + <usize>load<u32>(columns + cell) * panelStride;
      a = f32x4.add(a, f32x4.mul(value, v128.load(from)));
      b = f32x4.add(b, f32x4.mul(value, v128.load(from, 16)));
      c = f32x4.add(c, f32x4.mul(value, v128.load(from, 32)));
      d = f32x4.add(d, f32x4.mul(value, v128.load(from, 48)));
    }
    const to = out + <usize>row * stride;
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}

/** panel[column] += value * the 16 columns of dense[r] that begin at `dense`, over the cells of every row r: the product with the transposed matrix. */
export function multiplyTransposed(rows: i32, ends: usize, columns: usize, values: usize, dense: usize, panel: usize, stride: usize): void {
  let cell: usize = 0;
  for (let row = 0; row < rows; row++) {
    const end = <usize>load<i32>(ends + (<usize>row << 2)) << 2;
    const from = dense + <usize>row * stride;
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    for (; cell < end; cell += 4) {
      const value = v128.load32_splat(values + cell);
      const to = panel + <usize>load<u32>(columns + cell) * panelStride;
      v128.store(to, f32x4.add(v128.load(to), f32x4.mul(value, a)));
      v128.store(to, f32x4.add(v128.load(to, 16), f32x4.mul(value, b)), 16);
      v128.store(to, f32x4.add(v128.load(to, 32), f32x4.mul(value, c)), 32);
      v128.store(to, f32x4.add(v128.load(to, 48), f32x4.mul(value, d)), 48);
    }
  }
}
