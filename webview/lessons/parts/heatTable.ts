import { type TemplateResult, html, nothing } from 'lit';

interface HeatTable {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Null: there is no number. */
  readonly values: readonly (readonly (number | null)[])[];
}

export interface HeatOptions {
  readonly caption: string;
  /** Digits after the point. */
  readonly digits: number;
  /** Sign of a cell without a number. */
  readonly missing?: string;
  /** Size of the darkest shade; left out: the largest of the table. */
  readonly largest?: number;
}

/** A table of numbers, shaded by their size; numbers below zero in a second colour. Shades come by the CSSOM (see app.ts). */
export function heatTable({ rows, columns, values }: HeatTable, { caption, digits, missing = '', largest }: HeatOptions): TemplateResult {
  const most = largest ?? values.reduce((top, row) => row.reduce<number>((best, value) => Math.max(best, Math.abs(value ?? 0)), top), 0);
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}><table class="heat"><caption>${caption}</caption>
    <thead><tr><td></td>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
    <tbody>${rows.map((row, i) => html`<tr><th scope="row">${row}</th>${values[i].map((value, j) => cell(value, most, digits, missing, `${row} · ${columns[j]}`))}</tr>`)}</tbody></table></div>`;
}

function cell(value: number | null, most: number, digits: number, missing: string, title: string): TemplateResult {
  if (value === null) return html`<td class="number quiet" title=${title}>${missing}</td>`;
  const shade = most > 0 ? Math.min(1, Math.abs(value) / most) : 0;
  return html`<td class=${value < 0 ? 'number opposed' : 'number'} data-shade=${shade > 0 ? `${Math.round(shade * 65)}%` : nothing} title=${title}>${value.toFixed(digits)}</td>`;
}
