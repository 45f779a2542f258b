import { LexiscopeError } from '../../base/errors.ts';
import { leadingComponents } from '../leadingComponents.ts';
import type { RowStore } from '../rowStore.ts';
import { unitOf } from '../search.ts';
import type { Watch } from './pacer.ts';

/**
 * A map along axes that someone chose, such as he - she: a coordinate is the cosine with the axis. Missing axes are the first principal components of what the chosen ones leave.
 * @param axes one to `components` directions, [dimensions] each, of any length but 0; each is made to stand at right angles to those before it
 * @returns [rows, components]
 * @throws LexiscopeError `bad-input` for an axis of zeros, or one within the plane of those before it
 */
export async function axisProjection(points: RowStore, axes: readonly Float32Array[], components: number, watch: Watch = {}): Promise<Float32Array> {
  const { rows, dimensions } = points;
  if (axes.length < 1 || axes.length > components) throw new LexiscopeError('bad-input', `${axes.length} axes for a map of ${components}: expected 1 to ${components}`);
  const chosen: Float32Array[] = [];
  for (const [i, axis] of axes.entries()) {
    const unit = unitOf(axis);
    const rest = unitOf(withoutAxes(unit, chosen));
    if (!(dot(rest, unit) > 1e-4)) throw new LexiscopeError('bad-input', `axis ${i + 1} has no direction of its own`, { hint: 'Choose two different words at its ends.' });
    chosen.push(rest);
  }
  const coordinates = new Float32Array(rows * components);
  const left = new Float32Array(chosen.length < components ? rows * dimensions : 0);
  const matrix = points.matrix();
  for (let row = 0; row < rows; row++) {
    const vector = matrix.subarray(row * dimensions, (row + 1) * dimensions);
    chosen.forEach((axis, c) => (coordinates[row * components + c] = dot(vector, axis)));
    if (left.length > 0) left.set(withoutAxes(vector, chosen), row * dimensions);
  }
  const missing = Math.min(components - chosen.length, rows - 1, dimensions - chosen.length);
  if (missing > 0) {
    const found = await leadingComponents(left, rows, dimensions, missing, watch);
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < missing; c++) coordinates[row * components + chosen.length + c] = found.coordinates[row * missing + c];
    }
  }
  return coordinates;
}

function withoutAxes(vector: Float32Array, axes: readonly Float32Array[]): Float32Array {
  const rest = vector.slice();
  for (const axis of axes) {
    const along = dot(rest, axis);
    for (let i = 0; i < rest.length; i++) rest[i] -= along * axis[i];
  }
  return rest;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
