// One hidden vector, the mean of some input rows, against m targets at a time:
//   CBOW (Mikolov et al. 2013): the mean of the window's words predicts the centre word;
//   subword skip-gram and CBOW (Bojanowski et al. 2017): a word's rows are its own and its n-grams'.
// g = h . o,  e = rate (label - sigmoid(g)),  h's gradient += e o,  o += e h;  every input row gets the whole gradient, as in both originals.
// In subword skip-gram every context word of a centre word moves the centre's rows by the same vector, so the mean moves by it, too: the
// hidden vector can be updated between context words and its rows read and written once a centre word, with the same result.
// Threads share the rows without locks. Twin: ../bagOfRows.ts.

import { exp4, logFrom1To2 } from './lib/logistic';
import { below } from './lib/random';
import { addRow, sum } from './lib/rows';
import { drawWord, subsample, wordsBeside } from './lib/sampling';

/**
 * Trains on `length` ids once.
 *
 * @param contextsPredictCentre 1: CBOW; 0: skip-gram, the centre's rows against each context word
 * @param listStarts, listRows rows of word w: listRows[listStarts[w] .. listStarts[w + 1]); listStarts 0: row w only
 * @param kept [length] scratch
 * @param scratch see `bagScratchBytes` in the twin
 * The other parameters are those of skipGram.ts.
 * @returns words kept by subsampling
 */
export function train(
  contextsPredictCentre: i32, listStarts: usize, listRows: usize,
  ids: usize, length: i32, keep: usize, kept: usize, input: usize, output: usize, stride: usize, rowBytes: usize, window: i32, negative: i32,
  thresholds: usize, aliases: usize, words: i32, pathStarts: usize, pathNodes: usize, pathLabels: usize, rate: f32, random: usize, scratch: usize,
  maximumTargets: i32, loss: usize,
): i32 {
  const count = subsample(ids, length, keep, random, kept);
  const hidden = scratch;
  const gradient = hidden + stride;
  const total = gradient + stride;
  const idle = total + stride;
  const targets = idle + stride;
  const labels = (targets + (<usize>(maximumTargets + 4) << 2) + 15) & ~15;
  const errors = labels + (<usize>((maximumTargets + 8) & ~3) << 2);
  memory.fill(idle, 0, rowBytes);

  let trained = 0;
  for (let at = 0; at < count; at++) {
    const centre = load<i32>(kept + (<usize>at << 2));
    if (centre < 0) continue;
    trained++;
    const reach = 1 + <i32>below(random, window);
    const from = at - wordsBeside(kept, count, at, reach, -1);
    const to = at + wordsBeside(kept, count, at, reach, 1);
    if (from === to) continue;
    memory.fill(hidden, 0, rowBytes);
    let rows = 0;
    if (contextsPredictCentre !== 0) {
      for (let i = from; i <= to; i++) if (i !== at) rows += gather(load<i32>(kept + (<usize>i << 2)), listStarts, listRows, input, stride, rowBytes, hidden);
    } else rows = gather(centre, listStarts, listRows, input, stride, rowBytes, hidden);
    const scale = f32x4.splat(<f32>1 / <f32>rows);
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(hidden + k, f32x4.mul(v128.load(hidden + k), scale));

    if (contextsPredictCentre !== 0) {
      const m = chooseTargets(centre, targets, labels, output, stride, negative, random, thresholds, aliases, words, pathStarts, pathNodes, pathLabels);
      memory.fill(gradient, 0, rowBytes);
      step(hidden, gradient, targets, m, labels, errors, idle, rowBytes, rate, loss);
      for (let i = from; i <= to; i++) if (i !== at) scatter(load<i32>(kept + (<usize>i << 2)), listStarts, listRows, input, stride, rowBytes, gradient);
    } else {
      memory.fill(total, 0, rowBytes);
      for (let i = from; i <= to; i++) {
        if (i === at) continue;
        const context = load<i32>(kept + (<usize>i << 2));
        const m = chooseTargets(context, targets, labels, output, stride, negative, random, thresholds, aliases, words, pathStarts, pathNodes, pathLabels);
        memory.fill(gradient, 0, rowBytes);
        step(hidden, gradient, targets, m, labels, errors, idle, rowBytes, rate, loss);
        addRow(hidden, gradient, rowBytes);
        addRow(total, gradient, rowBytes);
      }
      scatter(centre, listStarts, listRows, input, stride, rowBytes, total);
    }
  }
  return trained;
}

/** Adds the rows of a word to `hidden`; returns how many there are. */
@inline
function gather(word: i32, listStarts: usize, listRows: usize, input: usize, stride: usize, rowBytes: usize, hidden: usize): i32 {
  if (listStarts === 0) {
    addRow(hidden, input + <usize>word * stride, rowBytes);
    return 1;
  }
  const begin = load<i32>(listStarts + (<usize>word << 2));
  const end = load<i32>(listStarts + (<usize>word << 2), 4);
  for (let i = begin; i < end; i++) addRow(hidden, input + <usize>load<i32>(listRows + (<usize>i << 2)) * stride, rowBytes);
  return end - begin;
}

/** Adds `gradient` to the rows of a word. */
@inline
function scatter(word: i32, listStarts: usize, listRows: usize, input: usize, stride: usize, rowBytes: usize, gradient: usize): void {
  if (listStarts === 0) {
    addRow(input + <usize>word * stride, gradient, rowBytes);
    return;
  }
  const end = load<i32>(listStarts + (<usize>word << 2), 4);
  for (let i = load<i32>(listStarts + (<usize>word << 2)); i < end; i++) addRow(input + <usize>load<i32>(listRows + (<usize>i << 2)) * stride, gradient, rowBytes);
}

/** Addresses and labels of what `word` is predicted against; returns how many. */
@inline
function chooseTargets(
  word: i32, targets: usize, labels: usize, output: usize, stride: usize, negative: i32, random: usize, thresholds: usize, aliases: usize, words: i32,
  pathStarts: usize, pathNodes: usize, pathLabels: usize,
): i32 {
  let m = 0;
  if (negative > 0) {
    m = 1;
    store<u32>(targets, <u32>(output + <usize>word * stride));
    store<f32>(labels, 1);
    for (let i = 0; i < negative; i++) {
      const row = <u32>(output + <usize>drawWord(random, thresholds, aliases, words) * stride);
      let known = false;
      for (let t = 0; t < m; t++) if (load<u32>(targets + (<usize>t << 2)) === row) known = true;
      if (known) continue;
      store<u32>(targets + (<usize>m << 2), row);
      store<f32>(labels + (<usize>m << 2), 0);
      m++;
    }
    return m;
  }
  const end = load<i32>(pathStarts + (<usize>word << 2), 4);
  for (let p = load<i32>(pathStarts + (<usize>word << 2)); p < end; p++) {
    store<u32>(targets + (<usize>m << 2), <u32>(output + <usize>load<i32>(pathNodes + (<usize>p << 2)) * stride));
    store<f32>(labels + (<usize>m << 2), load<f32>(pathLabels + (<usize>p << 2)));
    m++;
  }
  return m;
}

/** gradient += E O and O += E^T h. */
@inline
function step(hidden: usize, gradient: usize, targets: usize, m: i32, labels: usize, errors: usize, idle: usize, rowBytes: usize, rate: f32, loss: usize): void {
  for (let t = m; t < m + 2; t++) store<u32>(targets + (<usize>t << 2), <u32>idle);
  for (let t = 0; t < m; t += 3) products(hidden, targets + (<usize>t << 2), rowBytes, errors + (<usize>t << 2));
  let total: f32 = 0;
  for (let t = 0; t < m; t += 4) {
    const g = v128.load(errors + (<usize>t << 2));
    const label = v128.load(labels + (<usize>t << 2));
    const e = exp4(f32x4.neg(f32x4.abs(g)));
    const denominator = f32x4.add(e, f32x4.splat(1));
    const sigmoid = f32x4.div(v128.bitselect(f32x4.splat(1), e, f32x4.ge(g, f32x4.splat(0))), denominator);
    v128.store(errors + (<usize>t << 2), f32x4.mul(f32x4.splat(rate), f32x4.sub(label, sigmoid)));
    const wrong = f32x4.mul(g, f32x4.sub(f32x4.splat(1), f32x4.add(label, label)));
    const cost = f32x4.add(f32x4.max(wrong, f32x4.splat(0)), logFrom1To2(denominator));
    total += f32x4.extract_lane(cost, 0);
    if (t + 1 < m) total += f32x4.extract_lane(cost, 1);
    if (t + 2 < m) total += f32x4.extract_lane(cost, 2);
    if (t + 3 < m) total += f32x4.extract_lane(cost, 3);
  }
  for (let t = m; t < m + 2; t++) store<f32>(errors + (<usize>t << 2), 0);
  store<f64>(loss, load<f64>(loss) + <f64>total);
  store<f64>(loss, load<f64>(loss, 8) + <f64>m, 8);
  for (let t = 0; t < m; t += 3) update(hidden, gradient, targets + (<usize>t << 2), rowBytes, errors + (<usize>t << 2));
}

@inline
function products(hidden: usize, targets: usize, rowBytes: usize, out: usize): void {
  let x = <usize>load<u32>(targets), y = <usize>load<u32>(targets, 4), z = <usize>load<u32>(targets, 8);
  let sx = f32x4.splat(0), sy = f32x4.splat(0), sz = f32x4.splat(0), tx = f32x4.splat(0), ty = f32x4.splat(0), tz = f32x4.splat(0);
  const end = hidden + rowBytes;
  for (let h = hidden; h < end; h += 32) {
    const a = v128.load(h), b = v128.load(h, 16);
    sx = f32x4.add(sx, f32x4.mul(a, v128.load(x)));
    sy = f32x4.add(sy, f32x4.mul(a, v128.load(y)));
    sz = f32x4.add(sz, f32x4.mul(a, v128.load(z)));
    tx = f32x4.add(tx, f32x4.mul(b, v128.load(x, 16)));
    ty = f32x4.add(ty, f32x4.mul(b, v128.load(y, 16)));
    tz = f32x4.add(tz, f32x4.mul(b, v128.load(z, 16)));
    x += 32; y += 32; z += 32;
  }
  store<f32>(out, sum(f32x4.add(sx, tx)));
  store<f32>(out, sum(f32x4.add(sy, ty)), 4);
  store<f32>(out, sum(f32x4.add(sz, tz)), 8);
}

@inline
function update(hidden: usize, gradient: usize, targets: usize, rowBytes: usize, errors: usize): void {
  let x = <usize>load<u32>(targets), y = <usize>load<u32>(targets, 4), z = <usize>load<u32>(targets, 8);
  const ex = v128.load32_splat(errors), ey = v128.load32_splat(errors, 4), ez = v128.load32_splat(errors, 8);
  for (let k: usize = 0; k < rowBytes; k += 16) {
    const h = v128.load(hidden + k), vx = v128.load(x), vy = v128.load(y), vz = v128.load(z);
    const g = f32x4.add(f32x4.add(f32x4.mul(ex, vx), f32x4.mul(ey, vy)), f32x4.mul(ez, vz));
    v128.store(gradient + k, f32x4.add(v128.load(gradient + k), g));
    v128.store(x, f32x4.add(vx, f32x4.mul(ex, h)));
    v128.store(y, f32x4.add(vy, f32x4.mul(ey, h)));
    v128.store(z, f32x4.add(vz, f32x4.mul(ez, h)));
    x += 16; y += 16; z += 16;
  }
}
