import { type TemplateResult, html, svg } from 'lit';

const width = 640;
const height = 150;
const floor = height - 20;

/** Bars from left to right with their numbers: a scree plot, the probabilities of labels. */
export function bars(values: readonly number[], names: readonly string[], label: string, format: (value: number) => string): TemplateResult {
  const most = Math.max(...values, Number.MIN_VALUE);
  const step = Math.min(80, (width - 10) / values.length);
  return html`<svg class="bars" viewBox="0 0 ${width} ${height}" role="img" aria-label=${`${label}: ${values.map((value, i) => `${names[i]} ${format(value)}`).join(', ')}`}>
    ${values.map((value, i) => {
    const tall = (value / most) * (floor - 22);
    const middle = 5 + (i + 0.5) * step;
    return svg`<g><title>${`${names[i]}: ${format(value)}`}</title><rect x=${5 + i * step + step * 0.1} y=${floor - tall} width=${step * 0.8} height=${tall}></rect>
      <text class="value" x=${middle} y=${floor - tall - 5}>${format(value)}</text><text x=${middle} y=${height - 5}>${names[i]}</text></g>`;
  })}</svg>`;
}
