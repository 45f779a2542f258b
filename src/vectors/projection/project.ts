import type { RowStore } from '../rowStore.ts';
import { leadingComponents } from '../leadingComponents.ts';
import { axisProjection } from './axis.ts';
import type { LayoutWatch } from './pacer.ts';
import { tsne, type TsneOptions } from './tsne.ts';
import { umap, type UmapOptions } from './umap.ts';

/** How points become a map of two or three axes. */
export type Projection =
  | { readonly method: 'pca'; readonly components: 2 | 3 }
  | ({ readonly method: 'umap'; readonly components: 2 | 3 } & Omit<UmapOptions, 'components'>)
  | ({ readonly method: 'tsne'; readonly components: 2 | 3 } & Omit<TsneOptions, 'components'>)
  | { readonly method: 'axis'; readonly components: 2 | 3; readonly axes: readonly Float32Array[] };

/**
 * The map of some points.
 * @param points unit rows
 * @returns [rows, components]
 * @throws LexiscopeError `bad-input` for too few points; `cancelled`
 */
export async function project(points: RowStore, projection: Projection, watch: LayoutWatch = {}): Promise<Float32Array> {
  switch (projection.method) {
    case 'pca': {
      const available = Math.max(1, Math.min(projection.components, points.rows - 1, points.dimensions));
      const { coordinates } = await leadingComponents(points.matrix(), points.rows, points.dimensions, available, watch);
      return widened(coordinates, available, projection.components);
    }
    case 'umap':
      return umap(points, projection, watch);
    case 'tsne':
      return tsne(points, projection, watch);
    case 'axis':
      return axisProjection(points, projection.axes, projection.components, watch);
  }
}

/** Zeros for the axes that few points or dimensions leave without a component. */
function widened(coordinates: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return coordinates;
  const result = new Float32Array((coordinates.length / from) * to);
  for (let i = 0; i < coordinates.length; i++) result[Math.floor(i / from) * to + (i % from)] = coordinates[i];
  return result;
}
