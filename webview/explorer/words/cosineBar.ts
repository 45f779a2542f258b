import { type TemplateResult, svg, html } from 'lit';

/** A cosine as a number and a bar from the middle: right of it for alike, left for opposed. */
export function cosineBar(cosine: number): TemplateResult {
  const x = 25 + Math.min(0, 25 * cosine);
  return html`${cosine.toFixed(3)} <svg class="bar" width="50" height="10" aria-hidden="true">${svg`<rect x=${x} y="1" width=${Math.abs(25 * cosine)} height="8"></rect><path d="M25 0V10"></path>`}</svg>`;
}
