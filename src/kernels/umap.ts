import wasm from '../../build/kernels/umap.wasm';
import { below } from './random.ts';
import { instantiateKernel } from './sharedArena.ts';

/** Stochastic gradient descent of UMAP. All addresses are in bytes; points are rows of `dimensions` float32. */
export interface UmapKernel {
  /**
   * One epoch: every edge that is due pulls its ends together and pushes its head away from `negatives` random points.
   * @param heads edge ends, with `tails` (int32), `interval` and `due` (float32) [edges]: an edge is due every `interval` epochs, next in epoch `due`
   * @param table what `powerTable` gives
   * @param random two words of state
   */
  epoch(
    points: number, count: number, dimensions: number, heads: number, tails: number, interval: number, due: number, edges: number, now: number, rate: number, table: number,
    a: number, b: number, negatives: number, random: number,
  ): void;
}

/** The kernel on `memory`, which must be shared. */
export function createUmapKernel(memory: WebAssembly.Memory): UmapKernel {
  return instantiateKernel<UmapKernel>(wasm, memory);
}

/** d^2b by d^2, from 2^-40 to 2^24 with 64 steps an octave: relative error of linear interpolation below 1e-5 for b <= 2. */
export function powerTable(b: number): Float32Array {
  const lowest = (127 - 40) << 6;
  const bits = Uint32Array.from({ length: 64 * 64 + 1 }, (_, i) => (lowest + i) << 17);
  return new Float32Array(bits.buffer).map((square) => square ** b);
}

/** The same in plain TypeScript, with the power itself: the oracle of the kernel's tests. */
export function createPlainUmapKernel(memory: WebAssembly.Memory): UmapKernel {
  const clipped = (value: number): number => Math.min(Math.max(value, -4), 4);
  return {
    epoch(pointsAt, count, dimensions, headsAt, tailsAt, intervalAt, dueAt, edges, now, rate, _table, a, b, negatives, randomAt) {
      const points = new Float32Array(memory.buffer, pointsAt, count * dimensions);
      const [heads, tails] = [new Int32Array(memory.buffer, headsAt, edges), new Int32Array(memory.buffer, tailsAt, edges)];
      const [interval, due] = [new Float32Array(memory.buffer, intervalAt, edges), new Float32Array(memory.buffer, dueAt, edges)];
      const random = new Int32Array(memory.buffer, randomAt, 2);
      const squared = (x: number, y: number): number => {
        let sum = 0;
        for (let i = 0; i < dimensions; i++) sum += (points[x + i] - points[y + i]) ** 2;
        return sum;
      };
      for (let edge = 0; edge < edges; edge++) {
        if (due[edge] > now) continue;
        due[edge] += interval[edge];
        const [head, tail] = [heads[edge] * dimensions, tails[edge] * dimensions];
        const square = squared(head, tail);
        if (square > 0) {
          const pull = (-2 * a * b * square ** (b - 1)) / (1 + a * square ** b);
          for (let i = 0; i < dimensions; i++) {
            const step = rate * clipped(pull * (points[head + i] - points[tail + i]));
            points[head + i] += step;
            points[tail + i] -= step;
          }
        }
        for (let n = 0; n < negatives; n++) {
          const other = below(random, count) * dimensions;
          const distance = squared(head, other);
          if (distance === 0) continue;
          const push = (2 * b) / ((0.001 + distance) * (1 + a * distance ** b));
          for (let i = 0; i < dimensions; i++) points[head + i] += rate * clipped(push * (points[head + i] - points[other + i]));
        }
      }
    },
  };
}
