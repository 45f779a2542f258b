import { themeColour } from '../../common/theme.ts';
import { type Palette, type Rgb, categoryVariables } from './colours.ts';

/** The theme's colours as numbers, for the graphics card. */
export function themePalette(): Palette {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const rgb = (colour: string): Rgb => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = '#808080';
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b];
  };
  return {
    categories: categoryVariables.map((variable) => rgb(themeColour(variable, 'gray'))),
    rare: rgb(themeColour('--vscode-charts-yellow', 'gray')), frequent: rgb(themeColour('--vscode-charts-purple', 'black')), plain: rgb(themeColour('--vscode-disabledForeground', 'gray')),
  };
}

export function rgbText([r, g, b]: Rgb): string {
  return `rgb(${r}, ${g}, ${b})`;
}
