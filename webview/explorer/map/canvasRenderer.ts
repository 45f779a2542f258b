import { screenPlaces } from './picking.ts';
import type { Renderer } from './renderer.ts';

/** Points by a plain 2-D canvas, for where there is no WebGL: pixels written one by one, which is quick and has square points. */
export function createCanvasRenderer(canvas: HTMLCanvasElement): Renderer {
  const context = canvas.getContext('2d');
  let positions = new Float32Array();
  let places = new Float32Array();
  let colours = new Uint8Array();
  let emphasis = new Uint8Array();
  return {
    kind: 'canvas',
    setPositions: (values) => {
      positions = new Float32Array(values);
      places = new Float32Array((values.length / 3) * 2);
    },
    setLooks: (newColours, newEmphasis) => {
      colours = new Uint8Array(newColours);
      emphasis = new Uint8Array(newEmphasis);
    },
    draw: (transform, _size, scale, count, radius) => {
      if (!context || canvas.width === 0 || canvas.height === 0) return;
      screenPlaces(positions, transform, places);
      const { width, height } = canvas;
      const image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      for (let i = Math.min(count, emphasis.length) - 1; i >= 0; i--) {
        if (emphasis[i] === 0) continue;
        const half = Math.max(1, Math.round(radius * scale * (emphasis[i] > 1 ? 1.8 : 1)));
        const [x, y] = [Math.round(places[2 * i] * scale), Math.round(places[2 * i + 1] * scale)];
        if (x + half <= 0 || y + half <= 0 || x - half >= width || y - half >= height) continue;
        const colour = 0xff000000 | (colours[3 * i + 2] << 16) | (colours[3 * i + 1] << 8) | colours[3 * i];
        for (let row = Math.max(0, y - half); row < Math.min(height, y + half); row++) pixels.fill(colour, row * width + Math.max(0, x - half), row * width + Math.min(width, x + half));
      }
      context.putImageData(image, 0, 0);
    },
    dispose: () => undefined,
  };
}
