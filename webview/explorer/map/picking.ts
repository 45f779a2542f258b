import type { Transform } from './camera.ts';

/** Screen places of all points. @param positions [size, 3]; @param out [size, 2], filled */
export function screenPlaces(positions: Float32Array, { right, up, offsetX, offsetY }: Transform, out: Float32Array): Float32Array {
  for (let i = 0, p = 0; p < positions.length; i += 2, p += 3) {
    const [x, y, z] = [positions[p], positions[p + 1], positions[p + 2]];
    out[i] = right[0] * x + right[1] * y + right[2] * z + offsetX;
    out[i + 1] = up[0] * x + up[1] * y + up[2] * z + offsetY;
  }
  return out;
}

/** The visible point nearest to a place of the screen, within a radius in pixels; -1 where there is none. */
export function pointAt(places: Float32Array, visible: Uint8Array, x: number, y: number, radius: number): number {
  let best = radius * radius;
  let found = -1;
  for (let i = 0; i < visible.length; i++) {
    if (visible[i] === 0) continue;
    const square = (places[2 * i] - x) ** 2 + (places[2 * i + 1] - y) ** 2;
    if (square <= best) [best, found] = [square, i];
  }
  return found;
}

/** The visible points inside a polygon, by the even-odd rule. @param polygon corners x, y, x, y ... */
export function pointsInside(places: Float32Array, visible: Uint8Array, polygon: readonly number[]): number[] {
  const inside: number[] = [];
  for (let i = 0; i < visible.length; i++) {
    if (visible[i] === 0) continue;
    const [x, y] = [places[2 * i], places[2 * i + 1]];
    let odd = false;
    for (let a = 0, b = polygon.length - 2; a < polygon.length; b = a, a += 2) {
      const [ax, ay, bx, by] = [polygon[a], polygon[a + 1], polygon[b], polygon[b + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
    if (odd) inside.push(i);
  }
  return inside;
}
