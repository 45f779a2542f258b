// One epoch of UMAP's stochastic gradient descent (McInnes, Healy and Melville 2018, algorithm 5). Points are rows of `dimensions` float32.
// A similarity in the map is 1 / (1 + a d^2b); its gradients need d^2b, which a table with linear interpolation gives: no power in the loop.
// Twin: ../umap.ts.

import { below } from './lib/random';

/** The table starts at 2^-40 and has 64 steps an octave up to 2^24, and one more entry. */
const lowest: u32 = (127 - 40) << 23;
const highest: u32 = ((127 + 24) << 23) - 1;

@inline
function power(square: f32, table: usize): f32 {
  const bits = min(max(reinterpret<u32>(square), lowest), highest) - lowest;
  const at = table + ((<usize>bits >> 17) << 2);
  const left = load<f32>(at);
  return left + (load<f32>(at, 4) - left) * (<f32>(bits & 0x1ffff) * <f32>(1.0 / 131072));
}

@inline
function clipped(value: f32): f32 {
  return min(max(value, <f32>-4), <f32>4);
}

/**
 * @param heads, tails, interval, due [edges]: an edge is sampled every `interval` epochs, next in epoch `due`
 * @param table d^2b by d^2
 */
export function epoch(
  points: usize, count: i32, dimensions: i32, heads: usize, tails: usize, interval: usize, due: usize, edges: i32, now: f32, rate: f32, table: usize, a: f32, b: f32,
  negatives: i32, random: usize,
): void {
  const stride = <usize>dimensions << 2;
  for (let edge: usize = 0; edge < <usize>edges << 2; edge += 4) {
    if (load<f32>(due + edge) > now) continue;
    store<f32>(due + edge, load<f32>(due + edge) + load<f32>(interval + edge));
    const head = points + <usize>load<i32>(heads + edge) * stride;
    const tail = points + <usize>load<i32>(tails + edge) * stride;
    const square = squaredDistance(head, tail, stride);
    if (square > 0) {
      const p = power(square, table);
      const pull: f32 = <f32>-2 * a * b * p / (square * (1 + a * p));
      for (let i: usize = 0; i < stride; i += 4) {
        const step = rate * clipped(pull * (load<f32>(head + i) - load<f32>(tail + i)));
        store<f32>(head + i, load<f32>(head + i) + step);
        store<f32>(tail + i, load<f32>(tail + i) - step);
      }
    }
    for (let n = 0; n < negatives; n++) {
      const other = points + <usize>below(random, count) * stride;
      const square = squaredDistance(head, other, stride);
      // The point itself, or one at its very place, which has no direction to be pushed in.
      if (square === 0) continue;
      const push: f32 = <f32>2 * b / ((<f32>0.001 + square) * (1 + a * power(square, table)));
      for (let i: usize = 0; i < stride; i += 4) {
        store<f32>(head + i, load<f32>(head + i) + rate * clipped(push * (load<f32>(head + i) - load<f32>(other + i))));
      }
    }
  }
}

@inline
function squaredDistance(x: usize, y: usize, stride: usize): f32 {
  let sum: f32 = 0;
  for (let i: usize = 0; i < stride; i += 4) {
    const d = load<f32>(x + i) - load<f32>(y + i);
    sum += d * d;
  }
  return sum;
}
