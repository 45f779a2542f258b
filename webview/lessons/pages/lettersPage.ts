import { html } from 'lit';
import type { LabelledPoint } from '../../../src/protocol/lessons.ts';
import { t } from '../../common/strings.ts';
import type { Page } from '../page.ts';
import { bars } from '../parts/bars.ts';
import { heatTable } from '../parts/heatTable.ts';
import { equals, formula, fraction, lower, minus, number, row, upper } from '../parts/math.ts';
import { type ScatterPoint, scatter } from '../parts/scatter.ts';

const shownValues = 10;
const ownText = 'The ship left the harbour before the sun was up. A cold wind came from the north, and nobody on deck had much to say. When the first light touched the sails we saw how far behind us the town already was, a grey line between the water and the hills, with one lamp still burning in a window.';

export const lettersPage: Page<'letters'> = {
  name: 'letters',
  title: () => t('Letters of Salammbô: SVD and PCA'),
  intro: () => t('The letters of the 15 chapters of Flaubert’s Salammbô, counted in French and in English: 30 points with 40 coordinates. Two directions are enough to see which language each is in. Your text is laid on the same axes.'),
  defaults: { text: ownText, scale: 'frequencies' },
  fields: [{ kind: 'choice', key: 'scale', label: () => t('Table'), options: () => [['frequencies', t('Relative frequencies')], ['counts', t('Counts')]] }],
  draw: ({ table, hasOwn, singularValues, svd, pca, variances, ratios, weights }, { scale }) => {
    const short = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(2));
    const ordinals = (values: readonly number[]): string[] => values.map((_, i) => String(i + 1));
    const legend = html`<p class="quiet">${hasOwn ? t('● French, ■ English, ◆ your text') : t('● French, ■ English; your text has none of these letters')}</p>`;
    return html`
    ${heatTable({ ...table, rows: table.rows.map(nameOf) }, { caption: scale === 'counts' ? t('Counts of letters by chapter') : t('Relative frequencies of letters by chapter'), digits: scale === 'counts' ? 0 : 3 })}
    <h2>${t('Singular value decomposition')}</h2>
    ${formula('A', equals, row('U', 'Σ', upper('V', 'T')))}
    <p>${t('U Σ are the chapters on the axes that V gives. The first axis is the size of the chapters, or the mean of their letters; the second sets the languages apart.')}</p>
    ${legend}${scatter(svd.map(pointOf), t('Chapters on the first two singular vectors'))}
    ${bars(singularValues.slice(0, shownValues), ordinals(singularValues), t('Singular values'), short)}<p class="quiet">${t('Singular values')}</p>
    <h2>${t('Principal components')}</h2>
    ${formula('A', minus, row(number(1), upper('m', 'T')), equals, row('U', 'Σ', upper('V', 'T')))}
    ${formula(lower('λ', 'k'), equals, fraction(upper(lower('σ', 'k'), number(2)), row('n', minus, number(1))))}
    <p>${t('The same decomposition once the mean of each column is taken off: each value squared over n − 1 is the variance along its axis. The first component holds {0} of the variance.', percent(ratios[0]))}</p>
    ${legend}${scatter(pca.map(pointOf), t('Chapters on the first two principal components'))}
    ${bars(ratios.slice(0, shownValues), ordinals(variances), t('Part of the variance along each component'), percent)}<p class="quiet">${t('Part of the variance along each component')}</p>
    <table><caption>${t('Letters that weigh most on the first component')}</caption><tbody><tr><th scope="row">${t('Letter')}</th>${weights.map(({ letter }) => html`<td>${letter}</td>`)}</tr><tr><th scope="row">${t('Weight')}</th>${weights.map(({ weight }) => html`<td class="number">${weight.toFixed(3)}</td>`)}</tr></tbody></table>`;
  },
};

const nameOf = (chapter: string): string => (chapter === '' ? t('your text') : chapter);

function pointOf({ label, x, y }: LabelledPoint): ScatterPoint {
  return { label: nameOf(label), x, y, kind: label === '' ? 'own' : label.endsWith('_en') ? 'second' : 'first' };
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
