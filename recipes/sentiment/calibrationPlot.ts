import type { CalibrationBin } from '../../src/nn/metrics/calibrationBins.ts';

const size = 320;
const margin = 48;

/** A reliability diagram (Guo et al. 2017) as SVG: how often answers of a confidence were right; the diagonal is what should be. */
export function reliabilityDiagram(bins: readonly CalibrationBin[], title: string): string {
  const most = Math.max(...bins.map(({ count }) => count));
  const x = (value: number): string => (margin + value * size).toFixed(1);
  const y = (value: number): string => (margin + (1 - value) * size).toFixed(1);
  const width = size / bins.length;
  const shown = bins.map((bin, i) => ({ ...bin, from: i / bins.length })).filter(({ count }) => count > 0);
  const bars = shown.map(({ accuracy, from, count }) => (
    `<rect x="${x(from)}" y="${y(accuracy)}" width="${(width - 2).toFixed(1)}" height="${(accuracy * size).toFixed(1)}" fill="#4878a8" opacity="${(0.3 + 0.7 * Math.sqrt(count / most)).toFixed(2)}"><title>${count} answers</title></rect>`
  ));
  const dots = shown.map(({ confidence, accuracy }) => `<circle cx="${x(confidence)}" cy="${y(accuracy)}" r="3.5" fill="#b5432e"/>`);
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((value) => [
    `<text x="${x(value)}" y="${margin + size + 16}" text-anchor="middle">${value}</text>`,
    `<text x="${margin - 8}" y="${Number(y(value)) + 4}" text-anchor="end">${value}</text>`,
  ]);
  const whole = size + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${whole}" font-family="sans-serif" font-size="12" fill="#333">`,
    `<rect width="${whole}" height="${whole}" fill="#fff"/>`,
    `<text x="${whole / 2}" y="24" text-anchor="middle" font-size="14">${title}</text>`,
    ...bars,
    `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#888" stroke-dasharray="4 3"/>`,
    ...dots,
    `<rect x="${margin}" y="${margin}" width="${size}" height="${size}" fill="none" stroke="#888"/>`,
    ...ticks,
    `<text x="${whole / 2}" y="${whole - 10}" text-anchor="middle">confidence</text>`,
    `<text transform="translate(14 ${whole / 2}) rotate(-90)" text-anchor="middle">share of right answers</text>`,
    '</svg>', '',
  ].join('\n');
}
