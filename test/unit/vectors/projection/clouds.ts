import { createRandom } from '../../../../src/base/random.ts';
import type { RowStore } from '../../../../src/vectors/rowStore.ts';
import { pointsFrom } from '../../../../src/vectors/projection/points.ts';

/** Points in groups of their own around random directions: point i belongs to group i % groups. */
export function groupedPoints(rows: number, dimensions: number, groups: number, spread: number, seed = 3): RowStore {
  const random = createRandom(seed);
  const centres = Array.from({ length: groups }, () => Float32Array.from({ length: dimensions }, () => random.normal()));
  return pointsFrom(Array.from({ length: rows }, (_, i) => centres[i % groups].map((value) => value + spread * random.normal())), dimensions);
}

/** The part of the points whose nearest other point on the map is of the same group. */
export function purity(layout: Float32Array, components: number, groups: number): number {
  const rows = layout.length / components;
  let pure = 0;
  for (let i = 0; i < rows; i++) {
    let best = Infinity;
    let nearest = -1;
    for (let j = 0; j < rows; j++) {
      if (i === j) continue;
      let square = 0;
      for (let c = 0; c < components; c++) square += (layout[i * components + c] - layout[j * components + c]) ** 2;
      if (square < best) [best, nearest] = [square, j];
    }
    if (nearest % groups === i % groups) pure++;
  }
  return pure / rows;
}
