import { screenPlaces } from './picking.ts';
import type { Renderer } from './renderer.ts';

/**
 * Points by a plain 2-D canvas, for where WebGL is missing or computed on the processor: discs written pixel by pixel into an image, the most frequent
 * points last and so on top.
 */
export function createCanvasRenderer(canvas: HTMLCanvasElement): Renderer {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let positions = new Float32Array();
  let places = new Float32Array();
  let inks = new Uint32Array();
  let emphasis = new Uint8Array();
  let image: ImageData | undefined;
  return {
    kind: 'canvas',
    setPositions: (values) => {
      positions = new Float32Array(values);
      places = new Float32Array((values.length / 3) * 2);
    },
    setLooks: (colours, newEmphasis) => {
      // Bytes of a pixel in memory: red, green, blue, alpha.
      inks = Uint32Array.from(newEmphasis, (_, i) => 0xff000000 | (colours[3 * i + 2] << 16) | (colours[3 * i + 1] << 8) | colours[3 * i]);
      emphasis = new Uint8Array(newEmphasis);
    },
    draw: (transform, _size, scale, count, radius) => {
      const { width, height } = canvas;
      if (!context || width === 0 || height === 0) return;
      if (image?.width !== width || image.height !== height) image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer).fill(0);
      screenPlaces(positions, transform, places);
      const [usual, large] = [discOf(radius * scale), discOf(1.8 * radius * scale)];
      for (let i = Math.min(count, emphasis.length) - 1; i >= 0; i--) {
        if (emphasis[i] === 0) continue;
        const halves = emphasis[i] > 1 ? large : usual;
        const reach = halves.length >> 1;
        const x = Math.round(places[2 * i] * scale);
        const y = Math.round(places[2 * i + 1] * scale);
        if (!(x >= -reach && y >= -reach && x < width + reach && y < height + reach)) continue;
        const ink = inks[i];
        const last = Math.min(height - 1, y + reach);
        for (let row = Math.max(0, y - reach); row <= last; row++) {
          const half = halves[row - y + reach];
          const end = row * width + Math.min(width - 1, x + half);
          for (let at = row * width + Math.max(0, x - half); at <= end; at++) pixels[at] = ink;
        }
      }
      context.putImageData(image, 0, 0);
    },
    dispose: () => undefined,
  };
}

/** Half of each row of a disc's pixels, from its top row to its bottom row. */
function discOf(radius: number): Int32Array {
  const reach = Math.max(1, Math.round(radius));
  return Int32Array.from({ length: 2 * reach + 1 }, (_, row) => Math.round(Math.sqrt(Math.max(0, reach * reach - (row - reach) ** 2))));
}
