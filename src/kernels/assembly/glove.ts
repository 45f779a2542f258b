// GloVe (Pennington, Socher and Manning 2014): for every cell x of the table of counts
//   diff = w . c + b_w + b_c - ln x,   f = min(1, (x / xMax)^alpha),   loss = f diff^2 / 2,
// a step of AdaGrad (Duchi et al. 2011) on w, c and the biases, as in the authors' glove.c: the squares summed are of rate times gradient.
// A row is its parameters and, `stride` bytes further, their sums of squares. The biases are two more dimensions: w ends in [b_w, 1] and
// c in [1, b_c]; the ones have an infinite sum of squares, so they never move. Twin: ../glove.ts.

import { exp4, logarithm } from './lib/logistic';
import { sum } from './lib/rows';

/**
 * One pass over `count` cells, each [row: int32, column: int32, x: float32].
 * @param wordRows, contextRows rows of 2 * stride bytes, of which the first `rowBytes` (a multiple of 32) of each half are in use
 * @param loss two float64: sum of the losses, number of cells; both are added to
 */
export function train(cells: usize, count: i32, wordRows: usize, contextRows: usize, stride: usize, rowBytes: usize, xMax: f32, alpha: f32, rate: f32, loss: usize): void {
  const logMax = logarithm(xMax);
  let total: f64 = 0;
  const end = cells + <usize>count * 12;
  for (let cell = cells; cell < end; cell += 12) {
    const w = wordRows + <usize>load<u32>(cell) * (stride << 1);
    const c = contextRows + <usize>load<u32>(cell, 4) * (stride << 1);
    const logX = logarithm(load<f32>(cell, 8));
    let s = f32x4.splat(0), t = f32x4.splat(0);
    for (let k: usize = 0; k < rowBytes; k += 32) {
      s = f32x4.add(s, f32x4.mul(v128.load(w + k), v128.load(c + k)));
      t = f32x4.add(t, f32x4.mul(v128.load(w + k, 16), v128.load(c + k, 16)));
    }
    const diff = sum(f32x4.add(s, t)) - logX;
    const weight = logX < logMax ? f32x4.extract_lane(exp4(f32x4.splat(alpha * (logX - logMax))), 0) : <f32>1;
    total += <f64>(<f32>0.5 * weight * diff * diff);
    // A huge step would only come from a diverged row; glove.c bounds every component likewise.
    const step = f32x4.splat(max<f32>(-100, min<f32>(100, weight * diff)) * rate);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      const wk = v128.load(w + k), ck = v128.load(c + k);
      const wSquares = v128.load(w + stride + k), cSquares = v128.load(c + stride + k);
      const dw = f32x4.mul(step, ck), dc = f32x4.mul(step, wk);
      v128.store(w + k, f32x4.sub(wk, f32x4.div(dw, f32x4.sqrt(wSquares))));
      v128.store(c + k, f32x4.sub(ck, f32x4.div(dc, f32x4.sqrt(cSquares))));
      v128.store(w + stride + k, f32x4.add(wSquares, f32x4.mul(dw, dw)));
      v128.store(c + stride + k, f32x4.add(cSquares, f32x4.mul(dc, dc)));
    }
  }
  store<f64>(loss, load<f64>(loss) + total);
  store<f64>(loss, load<f64>(loss, 8) + <f64>count, 8);
}
