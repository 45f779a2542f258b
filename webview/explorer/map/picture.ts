import type { Size } from './camera.ts';
import type { PlacedLabel } from './labels.ts';

export interface PictureParts extends Size {
  readonly background: string;
  readonly ink: string;
  readonly font: string;
  /** [size, 2] pixels */
  readonly places: Float32Array;
  /** [size, 3] 0 to 255 */
  readonly colours: Uint8Array;
  readonly visible: Uint8Array;
  readonly radius: number;
  readonly labels: readonly (PlacedLabel & { readonly text: string })[];
}

/** The map as an SVG picture: a circle a point within the view, texts for the labels. */
export function svgOf({ width, height, background, ink, font, places, colours, visible, radius, labels }: PictureParts): string {
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" fill="${escapeXml(background)}"/>`,
    `<g fill-opacity="0.8">`,
  ];
  for (let i = 0; i < visible.length; i++) {
    const [x, y] = [places[2 * i], places[2 * i + 1]];
    if (visible[i] === 0 || !(x >= 0 && y >= 0 && x <= width && y <= height)) continue;
    const colour = `#${[0, 1, 2].map((k) => colours[3 * i + k].toString(16).padStart(2, '0')).join('')}`;
    parts.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}" fill="${colour}"/>`);
  }
  parts.push(`</g>`, `<g fill="${escapeXml(ink)}" font-family="${escapeXml(font)}" font-size="11" dominant-baseline="central">`);
  for (const { x, y, text } of labels) parts.push(`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}">${escapeXml(text)}</text>`);
  parts.push(`</g>`, `</svg>`);
  return parts.join('\n');
}

function escapeXml(text: string): string {
  // Control characters may not stand in XML at all.
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
