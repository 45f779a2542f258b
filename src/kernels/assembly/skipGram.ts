// Skip-gram (Mikolov et al. 2013), one centre word at a time. The n words of its window are the inputs; they share the m targets: the centre
// word and the negative samples drawn for it, or the inner nodes on the centre word's path in a Huffman tree. So the n x m logistic
// regressions of a centre word become three small matrix products (Ji et al. 2016, "Parallelizing word2vec in shared and distributed memory"):
//   G = I O^T,   E = rate (labels - sigmoid(G)),   I += E O,   O += E^T I.
// They are computed in tiles of 2 inputs x 3 targets, which keeps six sums in registers for five loads.
// Threads share I and O without locks (Hogwild, Niu et al. 2011). Twin: ../skipGram.ts.

import { exp4, logFrom1To2 } from './lib/logistic';
import { below } from './lib/random';
import { sum } from './lib/rows';
import { drawWord, subsample, wordsBeside } from './lib/sampling';

/**
 * Trains on `length` ids once.
 *
 * @param kept [length] scratch
 * @param input, output rows of `stride` bytes (a multiple of 64), of which `rowBytes` (a multiple of 32) are in use
 * @param negative samples for every centre word; 0: hierarchical softmax, with word w's inner nodes and codes (float 1 or 0, the labels) at
 *   pathStarts[w] ... pathStarts[w + 1]
 * @param scratch see `scratchBytes` in the twin
 * @param loss two float64: sum of the losses, number of regressions; both are added to
 * @returns words kept by subsampling
 */
export function train(
  ids: usize, length: i32, keep: usize, kept: usize, input: usize, output: usize, stride: usize, rowBytes: usize, window: i32, negative: i32,
  thresholds: usize, aliases: usize, words: i32, pathStarts: usize, pathNodes: usize, pathLabels: usize, rate: f32, random: usize, scratch: usize,
  maximumTargets: i32, loss: usize,
): i32 {
  const count = subsample(ids, length, keep, random, kept);
  // Addresses of the inputs and of the targets, then labels and rates of the targets, a row of zeros, then E.
  const inputs = scratch;
  const targets = inputs + (<usize>(2 * window + 2) << 2);
  const labels = (targets + (<usize>(maximumTargets + 4) << 2) + 15) & ~15;
  const rates = labels + (<usize>(maximumTargets + 8) << 2);
  const idle = (rates + (<usize>(maximumTargets + 8) << 2) + 63) & ~63;
  const errors = idle + stride;
  memory.fill(idle, 0, rowBytes);

  let trained = 0;
  for (let at = 0; at < count; at++) {
    const centre = load<i32>(kept + (<usize>at << 2));
    if (centre < 0) continue;
    trained++;
    const reach = 1 + <i32>below(random, window);
    const before = wordsBeside(kept, count, at, reach, -1);
    const after = wordsBeside(kept, count, at, reach, 1);
    let n = 0;
    for (let i = at - before; i <= at + after; i++) {
      if (i === at) continue;
      const row = input + <usize>load<i32>(kept + (<usize>i << 2)) * stride;
      // A word that stands twice in the window is taken once: its row cannot be in two places of a tile.
      if (holds(inputs, n, row)) continue;
      store<u32>(inputs + (<usize>n << 2), <u32>row);
      n++;
    }
    if (n === 0) continue;
    let m = 0;
    if (negative > 0) {
      m = 1;
      store<u32>(targets, <u32>(output + <usize>centre * stride));
      store<f32>(labels, 1);
      for (let i = 0; i < negative; i++) {
        const row = output + <usize>drawWord(random, thresholds, aliases, words) * stride;
        if (holds(targets, m, row)) continue;
        store<u32>(targets + (<usize>m << 2), <u32>row);
        store<f32>(labels + (<usize>m << 2), 0);
        m++;
      }
    } else {
      const end = load<i32>(pathStarts + (<usize>centre << 2), 4);
      for (let p = load<i32>(pathStarts + (<usize>centre << 2)); p < end; p++) {
        store<u32>(targets + (<usize>m << 2), <u32>(output + <usize>load<i32>(pathNodes + (<usize>p << 2)) * stride));
        store<f32>(labels + (<usize>m << 2), load<f32>(pathLabels + (<usize>p << 2)));
        m++;
      }
      if (m === 0) continue;
    }
    step(inputs, n, targets, m, labels, rates, idle, errors, rowBytes, rate, loss);
  }
  return trained;
}

@inline
function holds(list: usize, count: i32, row: usize): bool {
  for (let i = 0; i < count; i++) if (load<u32>(list + (<usize>i << 2)) === <u32>row) return true;
  return false;
}

function step(
  inputs: usize, n: i32, targets: usize, m: i32, labels: usize, rates: usize, idle: usize, errors: usize, rowBytes: usize, rate: f32, loss: usize,
): void {
  // Full tiles only: a row of zeros with rate 0 stands in for what is missing.
  const errorStride = <usize>(((m + 2) / 3 * 3 + 3) & ~3) << 2;
  for (let t = 0; t < <i32>(errorStride >> 2); t++) store<f32>(rates + (<usize>t << 2), t < m ? rate : 0);
  for (let t = m; t < m + 3; t++) store<u32>(targets + (<usize>t << 2), <u32>idle);
  store<u32>(inputs + (<usize>n << 2), <u32>idle);

  for (let a = 0; a < n; a += 2) {
    const errorRow = errors + <usize>a * errorStride;
    for (let t = 0; t < m; t += 3) products(inputs + (<usize>a << 2), targets + (<usize>t << 2), rowBytes, errorRow + (<usize>t << 2), errorStride);
  }

  let total = f32x4.splat(0);
  for (let a = 0; a < n; a++) {
    const errorRow = errors + <usize>a * errorStride;
    for (let k: usize = 0; k < errorStride; k += 16) {
      const g = v128.load(errorRow + k);
      const label = v128.load(labels + k);
      const step = v128.load(rates + k);
      // e = exp(-|g|): sigmoid(g) = 1 / (1 + e) or e / (1 + e), and -ln of either is max(., 0) + ln(1 + e).
      const e = exp4(f32x4.neg(f32x4.abs(g)));
      const denominator = f32x4.add(e, f32x4.splat(1));
      const positive = f32x4.ge(g, f32x4.splat(0));
      const sigmoid = f32x4.div(v128.bitselect(f32x4.splat(1), e, positive), denominator);
      v128.store(errorRow + k, f32x4.mul(step, f32x4.sub(label, sigmoid)));
      const wrong = f32x4.mul(g, f32x4.sub(f32x4.splat(1), f32x4.add(label, label)));
      const cost = f32x4.add(f32x4.max(wrong, f32x4.splat(0)), logFrom1To2(denominator));
      total = f32x4.add(total, v128.and(cost, f32x4.gt(step, f32x4.splat(0))));
    }
  }
  store<f64>(loss, load<f64>(loss) + <f64>sum(total));
  store<f64>(loss, load<f64>(loss, 8) + <f64>(n * m), 8);
  if ((n & 1) !== 0) memory.fill(errors + <usize>n * errorStride, 0, errorStride);

  for (let a = 0; a < n; a += 2) {
    const errorRow = errors + <usize>a * errorStride;
    for (let t = 0; t < m; t += 3) update(inputs + (<usize>a << 2), targets + (<usize>t << 2), rowBytes, errorRow + (<usize>t << 2), errorStride);
  }
}

/** The six products of two inputs and three targets. */
@inline
function products(inputs: usize, targets: usize, rowBytes: usize, out: usize, outStride: usize): void {
  let a = <usize>load<u32>(inputs), b = <usize>load<u32>(inputs, 4);
  let x = <usize>load<u32>(targets), y = <usize>load<u32>(targets, 4), z = <usize>load<u32>(targets, 8);
  let ax = f32x4.splat(0), ay = f32x4.splat(0), az = f32x4.splat(0), bx = f32x4.splat(0), by = f32x4.splat(0), bz = f32x4.splat(0);
  const end = a + rowBytes;
  for (; a < end; a += 32) {
    let va = v128.load(a), vb = v128.load(b), vx = v128.load(x), vy = v128.load(y), vz = v128.load(z);
    ax = f32x4.add(ax, f32x4.mul(va, vx));
    ay = f32x4.add(ay, f32x4.mul(va, vy));
    az = f32x4.add(az, f32x4.mul(va, vz));
    bx = f32x4.add(bx, f32x4.mul(vb, vx));
    by = f32x4.add(by, f32x4.mul(vb, vy));
    bz = f32x4.add(bz, f32x4.mul(vb, vz));
    va = v128.load(a, 16); vb = v128.load(b, 16); vx = v128.load(x, 16); vy = v128.load(y, 16); vz = v128.load(z, 16);
    ax = f32x4.add(ax, f32x4.mul(va, vx));
    ay = f32x4.add(ay, f32x4.mul(va, vy));
    az = f32x4.add(az, f32x4.mul(va, vz));
    bx = f32x4.add(bx, f32x4.mul(vb, vx));
    by = f32x4.add(by, f32x4.mul(vb, vy));
    bz = f32x4.add(bz, f32x4.mul(vb, vz));
    b += 32; x += 32; y += 32; z += 32;
  }
  store<f32>(out, sum(ax));
  store<f32>(out, sum(ay), 4);
  store<f32>(out, sum(az), 8);
  store<f32>(out + outStride, sum(bx));
  store<f32>(out + outStride, sum(by), 4);
  store<f32>(out + outStride, sum(bz), 8);
}

/** inputs += E targets and targets += E^T inputs, both with the values from before. */
@inline
function update(inputs: usize, targets: usize, rowBytes: usize, errors: usize, errorStride: usize): void {
  let a = <usize>load<u32>(inputs), b = <usize>load<u32>(inputs, 4);
  let x = <usize>load<u32>(targets), y = <usize>load<u32>(targets, 4), z = <usize>load<u32>(targets, 8);
  const ax = v128.load32_splat(errors), ay = v128.load32_splat(errors, 4), az = v128.load32_splat(errors, 8);
  const other = errors + errorStride;
  const bx = v128.load32_splat(other), by = v128.load32_splat(other, 4), bz = v128.load32_splat(other, 8);
  const end = a + rowBytes;
  for (; a < end; a += 16) {
    const va = v128.load(a), vb = v128.load(b), vx = v128.load(x), vy = v128.load(y), vz = v128.load(z);
    v128.store(a, f32x4.add(f32x4.add(va, f32x4.mul(ax, vx)), f32x4.add(f32x4.mul(ay, vy), f32x4.mul(az, vz))));
    v128.store(b, f32x4.add(f32x4.add(vb, f32x4.mul(bx, vx)), f32x4.add(f32x4.mul(by, vy), f32x4.mul(bz, vz))));
    v128.store(x, f32x4.add(vx, f32x4.add(f32x4.mul(ax, va), f32x4.mul(bx, vb))));
    v128.store(y, f32x4.add(vy, f32x4.add(f32x4.mul(ay, va), f32x4.mul(by, vb))));
    v128.store(z, f32x4.add(vz, f32x4.add(f32x4.mul(az, va), f32x4.mul(bz, vb))));
    b += 16; x += 16; y += 16; z += 16;
  }
}
