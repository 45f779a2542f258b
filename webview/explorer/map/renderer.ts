import type { Size, Transform } from './camera.ts';

/** Draws many points on a canvas of its own. */
export interface Renderer {
  readonly kind: 'webgl' | 'canvas';
  /** @param positions [size, 3] */
  setPositions(positions: Float32Array): void;
  /** @param colours [size, 3]; @param emphasis [size] 0 hidden, 1 as usual, 2 large */
  setLooks(colours: Uint8Array, emphasis: Uint8Array): void;
  /**
   * Draws the first `count` points.
   * @param radius of a point as usual, in pixels; @param scale device pixels of one pixel
   */
  draw(transform: Transform, size: Size, scale: number, count: number, radius: number): void;
  dispose(): void;
}
