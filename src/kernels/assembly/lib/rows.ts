// Rows are `blocks` blocks of four floats (16 bytes); addresses are in bytes.

@inline
export function sum(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2)) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3));
}

/** [sum a, sum b, sum c, sum d] by a 4 x 4 transposition. */
@inline
export function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return f32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/** target += row */
@inline
export function addRow(target: usize, row: usize, bytes: usize): void {
  for (let k: usize = 0; k < bytes; k += 16) v128.store(target + k, f32x4.add(v128.load(target + k), v128.load(row + k)));
}
