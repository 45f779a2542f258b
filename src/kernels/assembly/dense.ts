// Tall dense matrices: row-major float32, `stride` bytes a row, a multiple of 64. Small ones are [stride / 4, stride / 4].

/** Rows whose products are summed in float32 before they go to the float64 result. */
const panelRows = 128;

/** out[i, j] += sum over rows of m[r, i] m[r, j], for the blocks of four columns with j >= i; out is float64 [stride / 4]^2. */
export function gram(matrix: usize, rows: i32, stride: usize, out: usize): void {
  for (let first = 0; first < rows; first += panelRows) {
    const begin = matrix + <usize>first * stride;
    const end = begin + <usize>min(panelRows, rows - first) * stride;
    for (let i: usize = 0; i < stride; i += 16) {
      for (let j = i; j < stride; j += 16) {
        let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
        for (let row = begin; row < end; row += stride) {
          const right = v128.load(row + j);
          a = f32x4.add(a, f32x4.mul(v128.load32_splat(row + i), right));
          b = f32x4.add(b, f32x4.mul(v128.load32_splat(row + i, 4), right));
          c = f32x4.add(c, f32x4.mul(v128.load32_splat(row + i, 8), right));
          d = f32x4.add(d, f32x4.mul(v128.load32_splat(row + i, 12), right));
        }
        // Row i of `out` has stride / 4 float64: 2 * stride bytes.
        const to = out + (i >> 2) * 2 * stride + j * 2;
        addDoubles(to, a);
        addDoubles(to + 2 * stride, b);
        addDoubles(to + 4 * stride, c);
        addDoubles(to + 6 * stride, d);
      }
    }
  }
}

@inline
function addDoubles(to: usize, v: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(v)));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1))), 16);
}

/** out[r] = m[r] * right, with right [stride / 4, stride / 4] float32 in rows of `stride` bytes; out may be m. `line` is room for four rows. */
export function multiplySmall(matrix: usize, rows: i32, stride: usize, right: usize, out: usize, line: usize): void {
  const block = stride << 2;
  for (let first = 0; first < rows; first += 4) {
    const count = <usize>min(4, rows - first);
    const from = matrix + <usize>first * stride;
    memory.copy(line, from, count * stride);
    const to = out + <usize>first * stride;
    for (let j: usize = 0; j < stride; j += 16) {
      let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
      let cell = right + j;
      for (let i: usize = 0; i < stride; i += 4) {
        const r = v128.load(cell);
        a = f32x4.add(a, f32x4.mul(v128.load32_splat(line + i), r));
        b = f32x4.add(b, f32x4.mul(v128.load32_splat(line + stride + i), r));
        c = f32x4.add(c, f32x4.mul(v128.load32_splat(line + 2 * stride + i), r));
        d = f32x4.add(d, f32x4.mul(v128.load32_splat(line + block - stride + i), r));
        cell += stride;
      }
      v128.store(to + j, a);
      if (count > 1) v128.store(to + stride + j, b);
      if (count > 2) v128.store(to + 2 * stride + j, c);
      if (count > 3) v128.store(to + 3 * stride + j, d);
    }
  }
}

/** target += source, `bytes` of float32, a multiple of 16. */
export function add(target: usize, source: usize, bytes: usize): void {
  for (let k: usize = 0; k < bytes; k += 16) v128.store(target + k, f32x4.add(v128.load(target + k), v128.load(source + k)));
}

/** target += a - b */
export function addDifference(target: usize, a: usize, b: usize, bytes: usize): void {
  for (let k: usize = 0; k < bytes; k += 16) v128.store(target + k, f32x4.add(v128.load(target + k), f32x4.sub(v128.load(a + k), v128.load(b + k))));
}

export function copy(target: usize, source: usize, bytes: usize): void {
  memory.copy(target, source, bytes);
}
