// The embedding table of a network in training: rows looked up, gradients scattered, rows updated.
// Addresses are in bytes; rows have `dimensions` float32 without padding between them.

/**
 * out[slots[k]] = mean of the rows ids[starts[k]] ... ids[starts[k + 1] - 1], for each of `tokens` tokens.
 * @param ids, starts, slots int32
 */
export function meanRows(table: usize, dimensions: i32, ids: usize, starts: usize, slots: usize, tokens: i32, out: usize): void {
  const stride = <usize>dimensions << 2;
  const vectors = stride & ~15;
  for (let k = 0; k < tokens; k++) {
    const first = load<i32>(starts + (<usize>k << 2));
    const last = load<i32>(starts + (<usize>k << 2), 4);
    const to = out + <usize>load<i32>(slots + (<usize>k << 2)) * stride;
    const share: f32 = 1 / <f32>max(1, last - first);
    const shares = f32x4.splat(share);
    for (let e: usize = 0; e < vectors; e += 16) {
      let sum = f32x4.splat(0);
      for (let i = first; i < last; i++) sum = f32x4.add(sum, v128.load(table + <usize>load<i32>(ids + (<usize>i << 2)) * stride + e));
      v128.store(to + e, f32x4.mul(sum, shares));
    }
    for (let e = vectors; e < stride; e += 4) {
      let sum: f32 = 0;
      for (let i = first; i < last; i++) sum += load<f32>(table + <usize>load<i32>(ids + (<usize>i << 2)) * stride + e);
      store<f32>(to + e, sum * share);
    }
  }
}

/**
 * The way back: values[slot of row] += gradient[slots[k]] / ids of token k, for each id of each token.
 * @param slotOfRow int32 a table row: 0, or the row's place in `rows` and `values` plus one
 * @param rows int32: the rows touched so far, in the order of first touch
 * @param values float32 [touched rows, dimensions], zero where not yet touched
 * @returns the number of rows touched
 */
export function scatterRows(gradient: usize, dimensions: i32, ids: usize, starts: usize, slots: usize, tokens: i32, slotOfRow: usize, rows: usize, values: usize): i32 {
  const stride = <usize>dimensions << 2;
  const vectors = stride & ~15;
  let count = 0;
  for (let k = 0; k < tokens; k++) {
    const first = load<i32>(starts + (<usize>k << 2));
    const last = load<i32>(starts + (<usize>k << 2), 4);
    const from = gradient + <usize>load<i32>(slots + (<usize>k << 2)) * stride;
    const share: f32 = 1 / <f32>max(1, last - first);
    const shares = f32x4.splat(share);
    for (let i = first; i < last; i++) {
      const row = load<i32>(ids + (<usize>i << 2));
      const slotAt = slotOfRow + (<usize>row << 2);
      let slot = load<i32>(slotAt);
      if (slot === 0) {
        store<i32>(rows + (<usize>count << 2), row);
        slot = ++count;
        store<i32>(slotAt, slot);
      }
      const to = values + <usize>(slot - 1) * stride;
      for (let e: usize = 0; e < vectors; e += 16) v128.store(to + e, f32x4.add(v128.load(to + e), f32x4.mul(v128.load(from + e), shares)));
      for (let e = vectors; e < stride; e += 4) store<f32>(to + e, load<f32>(to + e) + load<f32>(from + e) * share);
    }
  }
  for (let k = 0; k < count; k++) store<i32>(slotOfRow + (<usize>load<i32>(rows + (<usize>k << 2)) << 2), 0);
  return count;
}

/**
 * Adam (Kingma and Ba 2015) on the touched rows; row 0, the padding, never changes.
 * @param first, second the table's moments, laid out as the table
 * @param stepSize rate / (1 - beta1^t)
 * @param correction 1 / sqrt(1 - beta2^t)
 * @param scale multiplies the gradient
 */
export function adamRows(table: usize, first: usize, second: usize, dimensions: i32, rows: usize, values: usize, count: i32, stepSize: f32, correction: f32, scale: f32): void {
  const beta1: f32 = 0.9;
  const beta2: f32 = 0.999;
  const epsilon: f32 = 1e-8;
  const stride = <usize>dimensions << 2;
  const vectors = stride & ~15;
  for (let k = 0; k < count; k++) {
    const row = load<i32>(rows + (<usize>k << 2));
    if (row === 0) continue;
    const at = <usize>row * stride;
    const from = values + <usize>k * stride;
    for (let e: usize = 0; e < vectors; e += 16) {
      const g = f32x4.mul(v128.load(from + e), f32x4.splat(scale));
      const m = f32x4.add(f32x4.mul(v128.load(first + at + e), f32x4.splat(beta1)), f32x4.mul(g, f32x4.splat(1 - beta1)));
      const v = f32x4.add(f32x4.mul(v128.load(second + at + e), f32x4.splat(beta2)), f32x4.mul(f32x4.mul(g, g), f32x4.splat(1 - beta2)));
      v128.store(first + at + e, m);
      v128.store(second + at + e, v);
      const denominator = f32x4.add(f32x4.mul(f32x4.sqrt(v), f32x4.splat(correction)), f32x4.splat(epsilon));
      v128.store(table + at + e, f32x4.sub(v128.load(table + at + e), f32x4.div(f32x4.mul(m, f32x4.splat(stepSize)), denominator)));
    }
    for (let e = vectors; e < stride; e += 4) {
      const g = load<f32>(from + e) * scale;
      const m = beta1 * load<f32>(first + at + e) + (1 - beta1) * g;
      const v = beta2 * load<f32>(second + at + e) + (1 - beta2) * g * g;
      store<f32>(first + at + e, m);
      store<f32>(second + at + e, v);
      store<f32>(table + at + e, load<f32>(table + at + e) - (stepSize * m) / (sqrt<f32>(v) * correction + epsilon));
    }
  }
}
