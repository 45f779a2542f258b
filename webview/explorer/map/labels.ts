import type { Size } from './camera.ts';

export interface PlacedLabel {
  readonly index: number;
  /** Left end of the text's middle line. */
  readonly x: number;
  readonly y: number;
}

/** Pixels of a cell of the grid that remembers what is taken. */
const cell = 8;
const gap = 6;

/**
 * Labels that do not cover each other: each candidate in turn, the most important first, gets the place right of its point where that is free.
 * @param order candidates, most important first
 * @param places [size, 2] the points on the screen
 * @param widthOf width of a label in pixels
 * @param height of every label in pixels
 */
export function placeLabels(order: Iterable<number>, places: Float32Array, widthOf: (index: number) => number, height: number, size: Size, most: number): PlacedLabel[] {
  const columns = Math.max(1, Math.ceil(size.width / cell));
  const rows = Math.max(1, Math.ceil(size.height / cell));
  const taken = new Uint8Array(columns * rows);
  const placed: PlacedLabel[] = [];
  for (const index of order) {
    if (placed.length >= most) break;
    const [px, py] = [places[2 * index], places[2 * index + 1]];
    if (!(px >= 0 && py >= height / 2 && px < size.width && py < size.height - height / 2)) continue;
    const x = px + gap;
    const [top, bottom] = [Math.floor((py - height / 2) / cell), Math.floor((py + height / 2) / cell)];
    const left = Math.floor(x / cell);
    if (!isFree(taken, columns, left, left + 1, top, bottom)) continue;
    const right = Math.floor((x + widthOf(index)) / cell);
    if (right >= columns || !isFree(taken, columns, left, right, top, bottom)) continue;
    for (let r = top; r <= Math.min(bottom, rows - 1); r++) taken.fill(1, r * columns + left, r * columns + right + 1);
    placed.push({ index, x, y: py });
  }
  return placed;
}

function isFree(taken: Uint8Array, columns: number, left: number, right: number, top: number, bottom: number): boolean {
  for (let r = top; r <= bottom; r++) for (let c = left; c <= right; c++) if (taken[r * columns + c] !== 0) return false;
  return true;
}
