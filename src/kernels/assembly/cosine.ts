// Products of a query with the rows of a vector space. Addresses are in bytes; matrices are row-major without padding.
// Every product is times the row's inverse norm, so that with a query of length 1 it is the cosine.

@inline
function sum(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2)) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3));
}

@inline
function dot(a: usize, b: usize, dimensions: i32): f32 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let i = 0;
  for (; i + 8 <= dimensions; i += 8) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  let total = sum(f32x4.add(s0, s1));
  for (; i < dimensions; i++) {
    total += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
  }
  return total;
}

/** out[r] = 1 / |row r|, and 0 for a row of zeros: shorter than 1e-30, whose inverse would leave float32. */
export function inverseNorms(matrix: usize, rows: i32, dimensions: i32, out: usize): void {
  const stride = <usize>dimensions * 4;
  for (let r = 0; r < rows; r++) {
    let square: f64 = 0;
    for (let i: usize = 0; i < stride; i += 4) {
      const value = <f64>load<f32>(matrix + i);
      square += value * value;
    }
    store<f32>(out, square > 1e-60 ? <f32>(1 / Math.sqrt(square)) : 0);
    matrix += stride;
    out += 4;
  }
}

/** Appends the rows whose score is above `threshold` to outRows and outScores; returns how many. Rows are numbered from `first`. */
export function scan(
  matrix: usize, inverse: usize, first: i32, rows: i32, dimensions: i32, query: usize, threshold: f32, outRows: usize, outScores: usize,
): i32 {
  const stride = <usize>dimensions * 4;
  let found = 0;
  let r = 0;
  // Four rows at a time share the loads of the query.
  for (; r + 4 <= rows; r += 4) {
    let a = matrix;
    let b = matrix + stride;
    let c = b + stride;
    let d = c + stride;
    let q = query;
    let sa = f32x4.splat(0);
    let sb = f32x4.splat(0);
    let sc = f32x4.splat(0);
    let sd = f32x4.splat(0);
    let x: v128;
    let i = 0;
    // Constant offsets save address arithmetic, which else costs as much as the products.
    for (; i + 16 <= dimensions; i += 16) {
      x = v128.load(q);
      sa = f32x4.add(sa, f32x4.mul(v128.load(a), x));
      sb = f32x4.add(sb, f32x4.mul(v128.load(b), x));
      sc = f32x4.add(sc, f32x4.mul(v128.load(c), x));
      sd = f32x4.add(sd, f32x4.mul(v128.load(d), x));
      x = v128.load(q, 16);
      sa = f32x4.add(sa, f32x4.mul(v128.load(a, 16), x));
      sb = f32x4.add(sb, f32x4.mul(v128.load(b, 16), x));
      sc = f32x4.add(sc, f32x4.mul(v128.load(c, 16), x));
      sd = f32x4.add(sd, f32x4.mul(v128.load(d, 16), x));
      x = v128.load(q, 32);
      sa = f32x4.add(sa, f32x4.mul(v128.load(a, 32), x));
      sb = f32x4.add(sb, f32x4.mul(v128.load(b, 32), x));
      sc = f32x4.add(sc, f32x4.mul(v128.load(c, 32), x));
      sd = f32x4.add(sd, f32x4.mul(v128.load(d, 32), x));
      x = v128.load(q, 48);
      sa = f32x4.add(sa, f32x4.mul(v128.load(a, 48), x));
      sb = f32x4.add(sb, f32x4.mul(v128.load(b, 48), x));
      sc = f32x4.add(sc, f32x4.mul(v128.load(c, 48), x));
      sd = f32x4.add(sd, f32x4.mul(v128.load(d, 48), x));
      a += 64;
      b += 64;
      c += 64;
      d += 64;
      q += 64;
    }
    for (; i + 4 <= dimensions; i += 4) {
      x = v128.load(q);
      sa = f32x4.add(sa, f32x4.mul(v128.load(a), x));
      sb = f32x4.add(sb, f32x4.mul(v128.load(b), x));
      sc = f32x4.add(sc, f32x4.mul(v128.load(c), x));
      sd = f32x4.add(sd, f32x4.mul(v128.load(d), x));
      a += 16;
      b += 16;
      c += 16;
      d += 16;
      q += 16;
    }
    let scores = sums(sa, sb, sc, sd);
    for (; i < dimensions; i++) {
      x = f32x4.splat(load<f32>(q));
      let column = f32x4.splat(load<f32>(a));
      column = f32x4.replace_lane(column, 1, load<f32>(b));
      column = f32x4.replace_lane(column, 2, load<f32>(c));
      column = f32x4.replace_lane(column, 3, load<f32>(d));
      scores = f32x4.add(scores, f32x4.mul(column, x));
      a += 4;
      b += 4;
      c += 4;
      d += 4;
      q += 4;
    }
    scores = f32x4.mul(scores, v128.load(inverse));
    if (v128.any_true(f32x4.gt(scores, f32x4.splat(threshold)))) {
      const s0 = f32x4.extract_lane(scores, 0);
      const s1 = f32x4.extract_lane(scores, 1);
      const s2 = f32x4.extract_lane(scores, 2);
      const s3 = f32x4.extract_lane(scores, 3);
      if (s0 > threshold) found = keep(outRows, outScores, found, first + r, s0);
      if (s1 > threshold) found = keep(outRows, outScores, found, first + r + 1, s1);
      if (s2 > threshold) found = keep(outRows, outScores, found, first + r + 2, s2);
      if (s3 > threshold) found = keep(outRows, outScores, found, first + r + 3, s3);
    }
    matrix += stride * 4;
    inverse += 16;
  }
  for (; r < rows; r++) {
    const score = dot(matrix, query, dimensions) * load<f32>(inverse);
    if (score > threshold) found = keep(outRows, outScores, found, first + r, score);
    matrix += stride;
    inverse += 4;
  }
  return found;
}

@inline
function keep(outRows: usize, outScores: usize, found: i32, row: i32, score: f32): i32 {
  store<i32>(outRows + <usize>found * 4, row);
  store<f32>(outScores + <usize>found * 4, score);
  return found + 1;
}

/** out[q * rows + r] = (query q . row r) times the row's inverse norm; queries [count, dimensions]. */
export function products(matrix: usize, inverse: usize, rows: i32, dimensions: i32, queries: usize, count: i32, out: usize): void {
  const stride = <usize>dimensions * 4;
  let q = 0;
  for (; q + 2 <= count; q += 2) pairOfQueries(matrix, inverse, rows, dimensions, queries + <usize>q * stride, out + <usize>q * <usize>rows * 4);
  for (; q < count; q++) {
    for (let r = 0; r < rows; r++) {
      const score = dot(matrix + <usize>r * stride, queries + <usize>q * stride, dimensions) * load<f32>(inverse + <usize>r * 4);
      store<f32>(out + (<usize>q * <usize>rows + <usize>r) * 4, score);
    }
  }
}

/** Two queries by four rows: eight sums in registers for six loads. */
function pairOfQueries(matrix: usize, inverse: usize, rows: i32, dimensions: i32, queries: usize, out: usize): void {
  const stride = <usize>dimensions * 4;
  const outOfSecond = out + <usize>rows * 4;
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    const base = matrix + <usize>r * stride;
    let a0 = f32x4.splat(0), b0 = f32x4.splat(0), c0 = f32x4.splat(0), d0 = f32x4.splat(0);
    let a1 = f32x4.splat(0), b1 = f32x4.splat(0), c1 = f32x4.splat(0), d1 = f32x4.splat(0);
    let i: usize = 0;
    for (; i + 16 <= stride; i += 16) {
      const x = v128.load(queries + i);
      const y = v128.load(queries + stride + i);
      const a = v128.load(base + i);
      const b = v128.load(base + stride + i);
      const c = v128.load(base + stride * 2 + i);
      const d = v128.load(base + stride * 3 + i);
      a0 = f32x4.add(a0, f32x4.mul(a, x));
      b0 = f32x4.add(b0, f32x4.mul(b, x));
      c0 = f32x4.add(c0, f32x4.mul(c, x));
      d0 = f32x4.add(d0, f32x4.mul(d, x));
      a1 = f32x4.add(a1, f32x4.mul(a, y));
      b1 = f32x4.add(b1, f32x4.mul(b, y));
      c1 = f32x4.add(c1, f32x4.mul(c, y));
      d1 = f32x4.add(d1, f32x4.mul(d, y));
    }
    let first = sums(a0, b0, c0, d0);
    let second = sums(a1, b1, c1, d1);
    for (; i < stride; i += 4) {
      let column = f32x4.splat(load<f32>(base + i));
      column = f32x4.replace_lane(column, 1, load<f32>(base + stride + i));
      column = f32x4.replace_lane(column, 2, load<f32>(base + stride * 2 + i));
      column = f32x4.replace_lane(column, 3, load<f32>(base + stride * 3 + i));
      first = f32x4.add(first, f32x4.mul(column, f32x4.splat(load<f32>(queries + i))));
      second = f32x4.add(second, f32x4.mul(column, f32x4.splat(load<f32>(queries + stride + i))));
    }
    const scale = v128.load(inverse + <usize>r * 4);
    v128.store(out + <usize>r * 4, f32x4.mul(first, scale));
    v128.store(outOfSecond + <usize>r * 4, f32x4.mul(second, scale));
  }
  for (; r < rows; r++) {
    const row = matrix + <usize>r * stride;
    const scale = load<f32>(inverse + <usize>r * 4);
    store<f32>(out + <usize>r * 4, dot(row, queries, dimensions) * scale);
    store<f32>(outOfSecond + <usize>r * 4, dot(row, queries + stride, dimensions) * scale);
  }
}

/** [sum a, sum b, sum c, sum d] by a 4 x 4 transposition. */
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return f32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

// A filter for searches in large spaces: each unit row u as 4-bit steps, u ~ s (n - 8) with n in 1 ... 15, and the length e of what that leaves out.
// By Cauchy and Schwarz the true cosine is at most s (n - 8) . q + e, so a row whose bound stays below the threshold needs no exact product:
// an eighth of the memory is read. Low nibbles hold the first half of the dimensions (`half` bytes, a multiple of 8), high nibbles the others.

/** Values i ... i + 3 of a row; 0 beyond its end. */
@inline
function four(row: usize, i: i32, dimensions: i32): v128 {
  const at = row + <usize>i * 4;
  if (i + 4 <= dimensions) return v128.load(at);
  let values = f32x4.splat(0);
  if (i < dimensions) values = f32x4.replace_lane(values, 0, load<f32>(at));
  if (i + 1 < dimensions) values = f32x4.replace_lane(values, 1, load<f32>(at, 4));
  if (i + 2 < dimensions) values = f32x4.replace_lane(values, 2, load<f32>(at, 8));
  return values;
}

/** Fills nibbles [rows, half], scales [rows] and errors [rows]. */
export function quantize(matrix: usize, inverse: usize, rows: i32, dimensions: i32, half: i32, nibbles: usize, scales: usize, errors: usize): void {
  const eight = i32x4.splat(8);
  for (let r = 0; r < rows; r++) {
    let largests = f32x4.splat(0);
    for (let i = 0; i < dimensions; i += 4) largests = f32x4.max(largests, f32x4.abs(four(matrix, i, dimensions)));
    const largest = max(
      max(f32x4.extract_lane(largests, 0), f32x4.extract_lane(largests, 1)), max(f32x4.extract_lane(largests, 2), f32x4.extract_lane(largests, 3)));
    const factor = load<f32>(inverse);
    const scale = (largest * factor) / 7;
    const factors = f32x4.splat(factor);
    const units = f32x4.splat(scale);
    const toSteps = f32x4.splat(scale > 0 ? factor / scale : 0);
    let squares = f32x4.splat(0);
    for (let i = 0; i < half; i += 4) {
      const low = four(matrix, i, dimensions);
      const high = four(matrix, half + i, dimensions);
      const lowSteps = f32x4.nearest(f32x4.mul(low, toSteps));
      const highSteps = f32x4.nearest(f32x4.mul(high, toSteps));
      const lowLeft = f32x4.sub(f32x4.mul(low, factors), f32x4.mul(units, lowSteps));
      const highLeft = f32x4.sub(f32x4.mul(high, factors), f32x4.mul(units, highSteps));
      squares = f32x4.add(squares, f32x4.add(f32x4.mul(lowLeft, lowLeft), f32x4.mul(highLeft, highLeft)));
      const bytes = v128.or(
        i32x4.add(i32x4.trunc_sat_f32x4_s(lowSteps), eight), i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(highSteps), eight), 4));
      const words = i16x8.narrow_i32x4_s(bytes, bytes);
      v128.store32_lane(nibbles + <usize>i, i8x16.narrow_i16x8_u(words, words), 0);
    }
    store<f32>(scales, scale);
    // A little more, for the roundings of these sums and of the exact product that the bound is compared with.
    store<f32>(errors, <f32>Math.sqrt(<f64>sum(squares)) * <f32>1.0001 + <f32>2e-6);
    matrix += <usize>dimensions * 4;
    nibbles += <usize>half;
    inverse += 4;
    scales += 4;
    errors += 4;
  }
}

/**
 * Appends the rows whose bound is above `threshold` to outRows; returns how many.
 * query: int16 [2 * half]; its unit is `unit`; offset = 8 * its sum; slack: how far the rounded query may move a product
 */
export function filter(
  nibbles: usize, scales: usize, errors: usize, first: i32, rows: i32, half: i32, query: usize, unit: f32, offset: i32, slack: f32, threshold: f32, outRows: usize,
): i32 {
  const stride = <usize>half;
  const limit = f32x4.splat(threshold - slack);
  const units = f32x4.splat(unit);
  const offsets = i32x4.splat(offset);
  const mask = i16x8.splat(15);
  let found = 0;
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    let a = nibbles;
    let b = nibbles + stride;
    let c = b + stride;
    let d = c + stride;
    let low = query;
    let high = query + stride * 2;
    let sa = i32x4.splat(0);
    let sb = i32x4.splat(0);
    let sc = i32x4.splat(0);
    let sd = i32x4.splat(0);
    for (let i = 0; i < half; i += 8) {
      const x = v128.load(low);
      const y = v128.load(high);
      const va = v128.load8x8_u(a);
      const vb = v128.load8x8_u(b);
      const vc = v128.load8x8_u(c);
      const vd = v128.load8x8_u(d);
      sa = i32x4.add(sa, i32x4.add(i32x4.dot_i16x8_s(v128.and(va, mask), x), i32x4.dot_i16x8_s(i16x8.shr_u(va, 4), y)));
      sb = i32x4.add(sb, i32x4.add(i32x4.dot_i16x8_s(v128.and(vb, mask), x), i32x4.dot_i16x8_s(i16x8.shr_u(vb, 4), y)));
      sc = i32x4.add(sc, i32x4.add(i32x4.dot_i16x8_s(v128.and(vc, mask), x), i32x4.dot_i16x8_s(i16x8.shr_u(vc, 4), y)));
      sd = i32x4.add(sd, i32x4.add(i32x4.dot_i16x8_s(v128.and(vd, mask), x), i32x4.dot_i16x8_s(i16x8.shr_u(vd, 4), y)));
      a += 8;
      b += 8;
      c += 8;
      d += 8;
      low += 16;
      high += 16;
    }
    const ab = i32x4.add(i32x4.shuffle(sa, sb, 0, 4, 1, 5), i32x4.shuffle(sa, sb, 2, 6, 3, 7));
    const cd = i32x4.add(i32x4.shuffle(sc, sd, 0, 4, 1, 5), i32x4.shuffle(sc, sd, 2, 6, 3, 7));
    const sum = i32x4.sub(i32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3)), offsets);
    const bound = f32x4.add(f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(sum), units), v128.load(scales)), v128.load(errors));
    let above = i32x4.bitmask(f32x4.gt(bound, limit));
    while (above !== 0) {
      store<i32>(outRows + <usize>found * 4, first + r + ctz(above));
      found++;
      above &= above - 1;
    }
    // d has come to the end of the fourth row.
    nibbles = d;
    scales += 16;
    errors += 16;
  }
  for (; r < rows; r++) {
    let sum = -offset;
    for (let i = 0; i < half; i++) {
      const byte = <i32>load<u8>(nibbles + <usize>i);
      sum += (byte & 15) * <i32>load<i16>(query + <usize>i * 2) + (byte >> 4) * <i32>load<i16>(query + stride * 2 + <usize>i * 2);
    }
    if (<f32>sum * unit * load<f32>(scales) + load<f32>(errors) > threshold - slack) {
      store<i32>(outRows + <usize>found * 4, first + r);
      found++;
    }
    nibbles += stride;
    scales += 4;
    errors += 4;
  }
  return found;
}

/** out[i] = query . row i of `list`, times the row's inverse norm. */
export function productsOfRows(matrix: usize, inverse: usize, dimensions: i32, query: usize, list: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const row = <usize>load<i32>(list + <usize>i * 4);
    store<f32>(out + <usize>i * 4, dot(matrix + row * <usize>dimensions * 4, query, dimensions) * load<f32>(inverse + row * 4));
  }
}
