import { type TemplateResult, html, nothing, svg } from 'lit';

export interface ScatterPoint {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  /** Shape and colour. */
  readonly kind?: 'first' | 'second' | 'own';
}

const width = 640;
const height = 380;
const margin = 36;
/** Of a name, about. */
const letterWidth = 6;
const lineHeight = 11;

/** Points with their names, both axes on scales of their own. @param around points that the scales leave room for, too */
export function scatter(points: readonly ScatterPoint[], label: string, around: readonly { readonly x: number; readonly y: number }[] = points): TemplateResult {
  const across = scale(around.map(({ x }) => x), margin, width - 2 * margin);
  const up = scale(around.map(({ y }) => y), height - margin, margin);
  const places = points.map((point) => [across(point.x), up(point.y)] as const);
  const named = withoutOverlaps(places, points);
  return html`<svg class="scatter" viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
    <rect class="frame" x="1" y="1" width=${width - 2} height=${height - 2}></rect>
    ${points.map((point, i) => {
    const [x, y] = places[i];
    return svg`<g class=${point.kind ?? 'first'}><title>${`${point.label}: ${format(point.x)}, ${format(point.y)}`}</title>${mark(point.kind, x, y)}${named.has(i) ? svg`<text x=${x + 6} y=${y + 4}>${point.label}</text>` : nothing}</g>`;
  })}</svg>`;
}

/** The points whose names have room, the person's own first; the others' are in their titles. */
function withoutOverlaps(places: readonly (readonly [number, number])[], points: readonly ScatterPoint[]): Set<number> {
  const named = new Set<number>();
  const order = points.map((_, i) => i).sort((i, j) => Number(points[j].kind === 'own') - Number(points[i].kind === 'own'));
  for (const i of order) {
    const [x, y] = places[i];
    const free = [...named].every((other) => Math.abs(places[other][1] - y) > lineHeight || places[other][0] + letterWidth * points[other].label.length + 12 < x || x + letterWidth * points[i].label.length + 12 < places[other][0]);
    if (free) named.add(i);
  }
  return named;
}

function mark(kind: ScatterPoint['kind'], x: number, y: number): ReturnType<typeof svg> {
  if (kind === 'second') return svg`<rect x=${x - 3.5} y=${y - 3.5} width="7" height="7"></rect>`;
  if (kind === 'own') return svg`<path d="M${x} ${y - 7} L${x + 7} ${y} L${x} ${y + 7} L${x - 7} ${y} Z"></path>`;
  return svg`<circle cx=${x} cy=${y} r="4"></circle>`;
}

function scale(values: readonly number[], from: number, to: number): (value: number) => number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (value) => (most > least ? from + ((value - least) / (most - least)) * (to - from) : (from + to) / 2);
}

function format(value: number): string {
  return value.toPrecision(3);
}
