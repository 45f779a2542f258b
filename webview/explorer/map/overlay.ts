import type { PlacedLabel } from './labels.ts';

export interface OverlayColours {
  readonly ink: string;
  readonly ground: string;
  readonly line: string;
  readonly focus: string;
  readonly font: string;
}

export interface OverlayParts {
  readonly places: Float32Array;
  readonly labels: readonly PlacedLabel[];
  readonly textOf: (index: number) => string;
  /** Lines from one point to others. */
  readonly links: { readonly from: number; readonly to: readonly number[] } | undefined;
  /** The point under the pointer, and the chosen one; -1 for none. */
  readonly hovered: number;
  readonly selected: number;
  readonly lasso: readonly number[];
  readonly colours: OverlayColours;
}

/** Draws what lies over the points: lines, labels, the chosen point, the lasso. The context is in pixels, and cleared. */
export function drawOverlay(context: CanvasRenderingContext2D, { places, labels, textOf, links, hovered, selected, lasso, colours }: OverlayParts): void {
  context.font = `11px ${colours.font}`;
  context.textBaseline = 'middle';
  if (links) {
    context.strokeStyle = colours.line;
    context.globalAlpha = 0.6;
    context.beginPath();
    for (const to of links.to) {
      context.moveTo(places[2 * links.from], places[2 * links.from + 1]);
      context.lineTo(places[2 * to], places[2 * to + 1]);
    }
    context.stroke();
    context.globalAlpha = 1;
  }
  for (const { index, x, y } of labels) write(context, textOf(index), x, y, colours.ink, colours.ground);
  for (const index of [selected, hovered]) {
    if (index < 0) continue;
    const [x, y] = [places[2 * index], places[2 * index + 1]];
    context.strokeStyle = colours.focus;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.stroke();
    context.lineWidth = 1;
    context.font = `bold 12px ${colours.font}`;
    write(context, textOf(index), x + 9, y, colours.ink, colours.ground);
    context.font = `11px ${colours.font}`;
  }
  if (lasso.length >= 4) {
    context.strokeStyle = colours.focus;
    context.setLineDash([4, 3]);
    context.beginPath();
    for (let i = 0; i < lasso.length; i += 2) context.lineTo(lasso[i], lasso[i + 1]);
    context.closePath();
    context.stroke();
    context.setLineDash([]);
  }
}

/** With an edge in the ground's colour, so that it is legible over points. */
function write(context: CanvasRenderingContext2D, text: string, x: number, y: number, ink: string, ground: string): void {
  context.strokeStyle = ground;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeText(text, x, y);
  context.lineWidth = 1;
  context.fillStyle = ink;
  context.fillText(text, x, y);
}
