// fastText's classifier (Joulin et al. 2017): h = mean of an example's rows, p = softmax(O h), loss = -ln p(label);
//   o_l += rate ([l = label] - p_l) h,   every row += rate / n * sum over l of ([l = label] - p_l) o_l.
// Twin: ../supervised.ts.

import { exp4, logarithm } from './lib/logistic';
import { addRow, sum } from './lib/rows';

/**
 * Trains on the examples first ... last - 1: example e has the rows rows[starts[e] .. starts[e + 1]) and the label labels[e].
 * @param scratch two rows and `labelCount` + 4 floats
 * @param loss two float64: sum of the losses, number of examples; both are added to
 */
export function train(
  first: i32, last: i32, starts: usize, rows: usize, labels: usize, input: usize, output: usize, stride: usize, rowBytes: usize, labelCount: i32, rate: f32,
  scratch: usize, loss: usize,
): void {
  const hidden = scratch;
  const gradient = hidden + stride;
  const scores = gradient + stride;
  for (let example = first; example < last; example++) {
    const begin = load<i32>(starts + (<usize>example << 2));
    const end = load<i32>(starts + (<usize>example << 2), 4);
    if (begin === end) continue;
    const scale = f32x4.splat(<f32>1 / <f32>(end - begin));
    memory.fill(hidden, 0, rowBytes);
    memory.fill(gradient, 0, rowBytes);
    for (let i = begin; i < end; i++) addRow(hidden, input + <usize>load<i32>(rows + (<usize>i << 2)) * stride, rowBytes);
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(hidden + k, f32x4.mul(v128.load(hidden + k), scale));

    let largest: f32 = -f32.MAX_VALUE;
    for (let l = 0; l < labelCount; l++) {
      const row = output + <usize>l * stride;
      let s = f32x4.splat(0);
      for (let k: usize = 0; k < rowBytes; k += 16) s = f32x4.add(s, f32x4.mul(v128.load(hidden + k), v128.load(row + k)));
      const score = sum(s);
      store<f32>(scores + (<usize>l << 2), score);
      largest = max(largest, score);
    }
    let total: f32 = 0;
    for (let l = 0; l < labelCount; l += 4) {
      const e = exp4(f32x4.sub(v128.load(scores + (<usize>l << 2)), f32x4.splat(largest)));
      v128.store(scores + (<usize>l << 2), e);
      total += f32x4.extract_lane(e, 0);
      if (l + 1 < labelCount) total += f32x4.extract_lane(e, 1);
      if (l + 2 < labelCount) total += f32x4.extract_lane(e, 2);
      if (l + 3 < labelCount) total += f32x4.extract_lane(e, 3);
    }
    const label = load<i32>(labels + (<usize>example << 2));
    const probability = max(load<f32>(scores + (<usize>label << 2)) / total, <f32>1e-30);
    store<f64>(loss, load<f64>(loss) - <f64>logarithm(probability));
    store<f64>(loss, load<f64>(loss, 8) + 1, 8);
    for (let l = 0; l < labelCount; l++) {
      const error = f32x4.splat(rate * ((l === label ? <f32>1 : <f32>0) - load<f32>(scores + (<usize>l << 2)) / total));
      const row = output + <usize>l * stride;
      for (let k: usize = 0; k < rowBytes; k += 16) {
        const o = v128.load(row + k);
        v128.store(gradient + k, f32x4.add(v128.load(gradient + k), f32x4.mul(error, o)));
        v128.store(row + k, f32x4.add(o, f32x4.mul(error, v128.load(hidden + k))));
      }
    }
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(gradient + k, f32x4.mul(v128.load(gradient + k), scale));
    for (let i = begin; i < end; i++) addRow(input + <usize>load<i32>(rows + (<usize>i << 2)) * stride, gradient, rowBytes);
  }
}
