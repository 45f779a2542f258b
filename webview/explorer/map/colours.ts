import type { Colouring } from '../state.ts';
import type { PointSet } from './pointSet.ts';

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Theme colours that tell categories apart, most distinct first. */
export const categoryVariables = [
  '--vscode-charts-blue', '--vscode-charts-orange', '--vscode-charts-green', '--vscode-charts-red', '--vscode-charts-purple', '--vscode-charts-yellow',
  '--vscode-terminal-ansiCyan', '--vscode-terminal-ansiMagenta', '--vscode-terminal-ansiBrightGreen', '--vscode-terminal-ansiBrightBlue', '--vscode-terminal-ansiBrightRed', '--vscode-terminal-ansiBrightYellow',
] as const;

export interface Palette {
  readonly categories: readonly Rgb[];
  readonly rare: Rgb;
  readonly frequent: Rgb;
  readonly plain: Rgb;
}

export interface Legend {
  readonly name: string;
  readonly colour: Rgb;
}

/** [size, 3] colours of the points, and what they mean. @param column value by word, for `column` */
export function coloursOf(points: PointSet, colouring: Colouring, column: ReadonlyMap<string, string>, palette: Palette): { colours: Uint8Array; legend: Legend[] } {
  const colours = new Uint8Array(points.size * 3);
  const paint = (colourOf: (i: number) => Rgb): void => {
    for (let i = 0; i < points.size; i++) colours.set(colourOf(i), i * 3);
  };
  const category = (k: number): Rgb => palette.categories[k % palette.categories.length];
  switch (colouring) {
    case 'cluster':
      paint((i) => category(points.clusters[i]));
      return { colours, legend: points.clusterNames.map((name, k) => ({ name, colour: category(k) })) };
    case 'frequency': {
      const last = Math.log(points.ranks.reduce((most, rank) => Math.max(most, rank), 2));
      paint((i) => (points.ranks[i] > 0 ? mix(palette.frequent, palette.rare, Math.log(points.ranks[i]) / last) : palette.plain));
      return { colours, legend: [] };
    }
    case 'column': {
      const values = [...new Set(column.values())];
      const numbers = values.map(Number);
      if (values.length > palette.categories.length && numbers.every(Number.isFinite)) {
        const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
        paint((i) => valueColour(column.get(points.labels[i]), (value) => mix(palette.rare, palette.frequent, (Number(value) - low) / (high - low)), palette.plain));
        return { colours, legend: [{ name: String(low), colour: palette.rare }, { name: String(high), colour: palette.frequent }] };
      }
      const kind = new Map(values.map((value, k) => [value, k]));
      paint((i) => valueColour(column.get(points.labels[i]), (value) => category(kind.get(value) ?? 0), palette.plain));
      return { colours, legend: values.slice(0, 40).map((name, k) => ({ name, colour: category(k) })) };
    }
    case 'none':
      paint(() => palette.categories[0]);
      return { colours, legend: [] };
  }
}

/** What lines of `word<TAB, semicolon or comma>value` say. */
export function parseColumn(text: string): Map<string, string> {
  const column = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, word, value] = /^(.+?)\s*[\t;,]\s*(.+)$/.exec(line.trim()) ?? [];
    if (word !== undefined && value !== undefined) column.set(word, value);
  }
  return column;
}

function valueColour(value: string | undefined, colourOf: (value: string) => Rgb, without: Rgb): Rgb {
  return value === undefined ? without : colourOf(value);
}

function mix(a: Rgb, b: Rgb, part: number): Rgb {
  const at = (k: 0 | 1 | 2): number => Math.round(a[k] + (b[k] - a[k]) * part);
  return [at(0), at(1), at(2)];
}
