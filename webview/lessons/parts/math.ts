import { type TemplateResult, html, mathml } from 'lit';

/** MathML, which the browser draws and reads aloud by itself. */
export type Maths = ReturnType<typeof mathml> | string;

const leaf = (part: Maths): Maths => (typeof part === 'string' ? identifier(part) : part);
/** A name; several letters stand upright. */
export const identifier = (name: string): Maths => mathml`<mi>${name}</mi>`;
export const operator = (sign: string): Maths => mathml`<mo>${sign}</mo>`;
export const number = (value: string | number): Maths => mathml`<mn>${value}</mn>`;
export const row = (...parts: readonly Maths[]): Maths => mathml`<mrow>${parts.map(leaf)}</mrow>`;
export const fraction = (above: Maths, below: Maths): Maths => mathml`<mfrac>${leaf(above)}${leaf(below)}</mfrac>`;
export const lower = (base: Maths, index: Maths): Maths => mathml`<msub>${leaf(base)}${leaf(index)}</msub>`;
export const upper = (base: Maths, exponent: Maths): Maths => mathml`<msup>${leaf(base)}${leaf(exponent)}</msup>`;
export const sumOver = (index: Maths): Maths => mathml`<munder><mo>∑</mo>${leaf(index)}</munder>`;
/** (a, b, ...) after a function's name. */
export const call = (name: Maths, ...parts: readonly Maths[]): Maths => mathml`<mrow>${leaf(name)}<mo>(</mo>${parts.map(leaf)}<mo>)</mo></mrow>`;
export const equals = operator('=');
export const plus = operator('+');
export const minus = operator('−');
export const dot = operator('·');
export const comma = operator(',');

/** A formula on a line of its own. */
export function formula(...parts: readonly Maths[]): TemplateResult {
  return html`<math display="block">${row(...parts)}</math>`;
}
