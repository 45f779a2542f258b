/** A line of a picture. */
export interface PictureLine {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const size = { width: 720, height: 360, left: 64, right: 150, top: 32, bottom: 48 };
/** Distinguishable with any kind of colour vision (Okabe and Ito 2008). */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];

/** Curves as an SVG, readable on light and dark paper. */
export function curvePicture(title: string, xLabel: string, lines: readonly PictureLine[]): string {
  const points = lines.flatMap((line) => line.points);
  const xs = rangeOf(points.map(({ x }) => x));
  const ys = rangeOf(points.map(({ y }) => y));
  const innerWidth = size.width - size.left - size.right;
  const innerHeight = size.height - size.top - size.bottom;
  const placeX = (x: number): string => (size.left + ((x - xs.low) / (xs.high - xs.low)) * innerWidth).toFixed(1);
  const placeY = (y: number): string => (size.top + (1 - (y - ys.low) / (ys.high - ys.low)) * innerHeight).toFixed(1);
  const ticks = (range: Range): number[] => Array.from({ length: 5 }, (_, i) => range.low + ((range.high - range.low) * i) / 4);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${size.width}" height="${size.height}" fill="#fff"/>`,
    `<text x="${size.left}" y="20" font-size="14" font-weight="bold">${escaped(title)}</text>`,
    ...ticks(ys).map((y) => `<line x1="${size.left}" x2="${size.width - size.right}" y1="${placeY(y)}" y2="${placeY(y)}" stroke="#ddd"/><text x="${size.left - 6}" y="${placeY(y)}" text-anchor="end" dominant-baseline="middle">${shortNumber(y)}</text>`),
    ...ticks(xs).map((x) => `<text x="${placeX(x)}" y="${size.height - size.bottom + 18}" text-anchor="middle">${shortNumber(x)}</text>`),
    `<text x="${size.left + innerWidth / 2}" y="${size.height - 10}" text-anchor="middle">${escaped(xLabel)}</text>`,
    ...lines.flatMap(({ name, points: own }, i) => {
      const colour = colours[i % colours.length];
      const y = size.top + 10 + 18 * i;
      return [
        `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${own.map((point) => `${placeX(point.x)},${placeY(point.y)}`).join(' ')}"/>`,
        ...(own.length <= 40 ? own.map((point) => `<circle cx="${placeX(point.x)}" cy="${placeY(point.y)}" r="3" fill="${colour}"/>`) : []),
        `<line x1="${size.width - size.right + 12}" x2="${size.width - size.right + 32}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"/><text x="${size.width - size.right + 38}" y="${y}" dominant-baseline="middle">${escaped(name)}</text>`,
      ];
    }),
    '</svg>', '',
  ];
  return parts.join('\n');
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** A range with some extent, whatever the values. */
function rangeOf(values: readonly number[]): Range {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { low: 0, high: 1 };
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  return high > low ? { low, high } : { low: low - 0.5, high: high + 0.5 };
}

function shortNumber(value: number): string {
  return Math.abs(value) >= 1000 ? `${Number((value / 1000).toPrecision(3))}k` : String(Number(value.toPrecision(3)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
