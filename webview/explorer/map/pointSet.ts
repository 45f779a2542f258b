import type { PointMap } from '../../../src/protocol/spaceMaps.ts';

/** Points to draw, around the origin, the farthest at distance 1. */
export interface PointSet {
  readonly space: string;
  readonly size: number;
  readonly components: 2 | 3;
  readonly labels: readonly string[];
  /** [size, 3] x, y, z; z is 0 in a flat map. */
  readonly positions: Float32Array;
  /** [size] */
  readonly clusters: Uint16Array;
  readonly clusterNames: readonly string[];
  /** [size] frequency ranks; 0 for documents. */
  readonly ranks: Int32Array;
  /** [size] */
  readonly counts: Float64Array | undefined;
  readonly places: PointMap['places'];
}

/** The points of an answer. */
export function pointSetOf(map: PointMap): PointSet {
  return {
    space: map.space, size: map.labels.length, components: map.components, labels: map.labels, positions: positionsOf(map.coordinates, map.components),
    clusters: new Uint16Array(bytesOf(map.clusters)), clusterNames: map.clusterNames, ranks: new Int32Array(bytesOf(map.ranks)),
    counts: map.counts === null ? undefined : new Float64Array(bytesOf(map.counts)), places: map.places,
  };
}

/** Base64 of [size, components] float32, moved and scaled into the unit sphere. @returns [size, 3] */
export function positionsOf(base64: string, components: 2 | 3): Float32Array {
  const values = new Float32Array(bytesOf(base64));
  const size = values.length / components;
  const middle = Array.from({ length: components }, (_, c) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < size; i++) {
      low = Math.min(low, values[i * components + c]);
      high = Math.max(high, values[i * components + c]);
    }
    return (low + high) / 2;
  });
  const positions = new Float32Array(size * 3);
  let farthest = 0;
  for (let i = 0; i < size; i++) {
    let square = 0;
    for (let c = 0; c < components; c++) {
      const value = values[i * components + c] - middle[c];
      positions[i * 3 + c] = value;
      square += value * value;
    }
    farthest = Math.max(farthest, square);
  }
  const scale = farthest > 0 ? 1 / Math.sqrt(farthest) : 1;
  for (let i = 0; i < positions.length; i++) positions[i] *= scale;
  return positions;
}

function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}
