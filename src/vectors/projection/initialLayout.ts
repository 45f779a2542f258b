import { createRandom } from '../../base/random.ts';
import { leadingComponents } from '../leadingComponents.ts';
import type { RowStore } from '../rowStore.ts';
import type { Watch } from './pacer.ts';

/** Components are found from at most so many points, evenly taken: a start needs no more. */
const sampled = 20_000;

/**
 * A map to start from: the first principal components, which keep the large distances that descent alone loses (Kobak and Linderman 2021), with a little noise that sets
 * equal points apart.
 * @param extent what the largest coordinate becomes
 * @param noise standard deviation, as a part of the extent
 * @returns [rows, components]
 */
export async function initialLayout(points: RowStore, components: number, extent: number, noise: number, seed: number, watch: Watch): Promise<Float32Array> {
  const { rows, dimensions } = points;
  const matrix = points.matrix();
  const step = Math.max(1, Math.floor(rows / sampled));
  const sample = Math.ceil(rows / step);
  const part = step === 1 ? matrix : Float32Array.from({ length: sample * dimensions }, (_, at) => matrix[Math.floor(at / dimensions) * step * dimensions + (at % dimensions)]);
  const available = Math.min(components, sample - 1, dimensions);
  const { directions } = await leadingComponents(part, sample, dimensions, available, watch);
  const random = createRandom(seed);
  const layout = new Float32Array(rows * components);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < available; c++) {
      let along = 0;
      for (let i = 0; i < dimensions; i++) along += matrix[row * dimensions + i] * directions[c * dimensions + i];
      layout[row * components + c] = along;
    }
  }
  centre(layout, components);
  const largest = layout.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  for (let i = 0; i < layout.length; i++) layout[i] = (layout[i] / largest + noise * random.normal()) * extent;
  return layout;
}

/** Moves the points so that their mean is the origin. @param layout [rows, components], changed in place */
export function centre(layout: Float32Array, components: number): void {
  const mean = new Float64Array(components);
  for (let i = 0; i < layout.length; i++) mean[i % components] += layout[i];
  for (let i = 0; i < layout.length; i++) layout[i] -= mean[i % components] / (layout.length / components);
}
