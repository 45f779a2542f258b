import wasm from '../../build/kernels/barnesHut.wasm';
import { instantiateKernel } from './sharedArena.ts';

/** Forces and steps of t-SNE in two or three dimensions. All addresses are in bytes; points, forces, velocities and gains are [count, dimensions] float32. */
export interface BarnesHutKernel {
  /**
   * force[i] = sum over j of q^2 (y_i - y_j) with q = 1 / (1 + |y_i - y_j|^2), where cells of a tree that are narrower than theta times their distance count as one body.
   * @param cells room for `capacity` cells of `cellBytes`; @param stack room for `stackBytes`
   * @returns the sum of q over all ordered pairs, or -1 when the cells do not suffice
   */
  repulsion(points: number, count: number, dimensions: number, theta: number, cells: number, capacity: number, stack: number, force: number): number;
  /**
   * A step with momentum down the gradient 4 (factor * sum_j p_ij q_ij (y_i - y_j) - force / Z); force becomes the gradient.
   * @param starts [count + 1] int32: row i of P is neighbours (int32) and probabilities (float32) from starts[i] to starts[i + 1]
   */
  step(
    points: number, count: number, dimensions: number, starts: number, neighbours: number, probabilities: number, factor: number, force: number, inverseZ: number,
    velocity: number, gains: number, momentum: number, rate: number,
  ): void;
}

export const cellBytes = 24;
/** A walk holds at most 7 siblings on each of 25 levels. */
export const stackBytes = 8 * 8 * 32;

/** The kernel on `memory`, which must be shared. */
export function createBarnesHutKernel(memory: WebAssembly.Memory): BarnesHutKernel {
  return instantiateKernel<BarnesHutKernel>(wasm, memory);
}

/** The same in plain TypeScript, with every pair counted (theta 0) and in float64: the oracle of the kernel's tests. */
export function createPlainBarnesHutKernel(memory: WebAssembly.Memory): BarnesHutKernel {
  const floats = (address: number, length: number): Float32Array => new Float32Array(memory.buffer, address, length);
  const inverse = (points: Float32Array, i: number, j: number, dimensions: number): number => {
    let square = 0;
    for (let k = 0; k < dimensions; k++) square += (points[i * dimensions + k] - points[j * dimensions + k]) ** 2;
    return 1 / (1 + square);
  };
  return {
    repulsion(pointsAt, count, dimensions, _theta, _cells, _capacity, _stack, forceAt) {
      const [points, force] = [floats(pointsAt, count * dimensions), floats(forceAt, count * dimensions).fill(0)];
      let total = 0;
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          if (i === j) continue;
          const q = inverse(points, i, j, dimensions);
          total += q;
          for (let k = 0; k < dimensions; k++) force[i * dimensions + k] += q * q * (points[i * dimensions + k] - points[j * dimensions + k]);
        }
      }
      return total;
    },
    step(pointsAt, count, dimensions, startsAt, neighboursAt, probabilitiesAt, factor, forceAt, inverseZ, velocityAt, gainsAt, momentum, rate) {
      const length = count * dimensions;
      const [points, force, velocity, gains] = [pointsAt, forceAt, velocityAt, gainsAt].map((address) => floats(address, length));
      const starts = new Int32Array(memory.buffer, startsAt, count + 1);
      const neighbours = new Int32Array(memory.buffer, neighboursAt, starts[count]);
      const probabilities = floats(probabilitiesAt, starts[count]);
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < dimensions; k++) {
          let pull = 0;
          for (let e = starts[i]; e < starts[i + 1]; e++) {
            pull += probabilities[e] * inverse(points, i, neighbours[e], dimensions) * (points[i * dimensions + k] - points[neighbours[e] * dimensions + k]);
          }
          force[i * dimensions + k] = 4 * (factor * pull - force[i * dimensions + k] * inverseZ);
        }
      }
      for (let k = 0; k < length; k++) {
        gains[k] = Math.max(force[k] * velocity[k] < 0 ? gains[k] + 0.2 : gains[k] * 0.8, 0.01);
        velocity[k] = momentum * velocity[k] - rate * gains[k] * force[k];
        points[k] += velocity[k];
      }
    },
  };
}
