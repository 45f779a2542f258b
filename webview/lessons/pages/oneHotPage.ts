import { html, nothing } from 'lit';
import { t } from '../../common/strings.ts';
import type { Page } from '../page.ts';
import { heatTable } from '../parts/heatTable.ts';
import { equals, formula, lower, number, operator, row } from '../parts/math.ts';

export const oneHotPage: Page<'oneHot'> = {
  name: 'oneHot',
  title: () => t('One-hot encoding'),
  intro: () => t('A network takes numbers. A word, a character or a category becomes a vector with an axis for each value that there is: 1 on its own axis, 0 on all others.'),
  defaults: { text: 'the cat sat on the mat and the dog sat on the log', unit: 'words' },
  fields: [{ kind: 'choice', key: 'unit', label: () => t('Unit'), options: () => [['words', t('Words')], ['characters', t('Characters')]] }],
  draw: ({ sentence, leftOut, weather }) => html`
    ${formula(lower('x', row('i', 'j')), equals, row(operator('{'), number(1), operator(' '), 'if', operator(' '), lower('u', 'i'), equals, lower('v', 'j'), operator(';'), number(0), operator(' '), 'otherwise', operator('}')))}
    <p>${t('{0} rows in order, {1} columns: one for each different value.', sentence.rows.length, sentence.columns.length)}${leftOut > 0 ? ` ${t('{0} more are left out.', leftOut)}` : nothing}</p>
    ${heatTable({ ...sentence, rows: sentence.rows.map(visible), columns: sentence.columns.map(visible) }, { caption: t('The text as a matrix'), digits: 0 })}
    <h2>${t('Categories: the weather table')}</h2>
    <p>${t('Fourteen days, and whether there was play. Each attribute becomes as many columns as it has values.')}</p>
    <div class="scroll" tabindex="0"><table><thead><tr>${weather.header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${weather.rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>
    ${heatTable(weather.oneHot, { caption: t('The same days as one-hot columns'), digits: 0 })}`,
};

function visible(unit: string): string {
  return unit === ' ' ? '␣' : unit;
}
