import '../../common/lineChart.ts';
import '../parts/movementView.ts';
import { html } from 'lit';
import { t } from '../../common/strings.ts';
import type { Page } from '../page.ts';
import { heatTable } from '../parts/heatTable.ts';
import { call, comma, dot, equals, formula, fraction, lower, minus, number, plus, row, sumOver, upper } from '../parts/math.ts';
import { neighbourTable } from '../parts/neighbourTable.ts';
import { toyText } from '../toyText.ts';

export const glovePage: Page<'glove'> = {
  name: 'glove',
  title: () => t('GloVe'),
  intro: () => t('Counts first, then vectors whose products come near to the logarithms of the counts; frequent pairs weigh more, up to a limit.'),
  defaults: { text: toyText, window: 4, dimensions: 8, epochs: 100, rate: 0.05, xMax: 3, alpha: 0.75, seed: 1 },
  fields: [
    { kind: 'number', key: 'window', label: () => t('Window'), least: 1, most: 10, step: 1 },
    { kind: 'number', key: 'xMax', label: () => t('x max'), least: 1, most: 1000, step: 1 },
    { kind: 'number', key: 'alpha', label: () => 'α', least: 0, most: 2, step: 0.05 },
    { kind: 'number', key: 'dimensions', label: () => t('Dimensions'), least: 2, most: 50, step: 1 },
    { kind: 'number', key: 'epochs', label: () => t('Epochs'), least: 1, most: 200, step: 1 },
    { kind: 'number', key: 'rate', label: () => t('Learning rate'), least: 0.005, most: 1, step: 0.005 },
    { kind: 'number', key: 'seed', label: () => t('Seed'), least: 1, most: 1000000, step: 1 },
  ],
  draw: ({ counts, pairs, weighting, movement }) => html`
    <h2>1. ${t('Counts')}</h2><p>${t('A word d words away counts 1 / d.')}</p>
    ${heatTable(counts, { caption: t('Counts'), digits: 2 })}
    <h2>2. ${t('The weight of a count')}</h2>
    ${formula(call('f', 'x'), equals, call('min', number(1), comma, upper(row(fraction('x', lower('x', 'max'))), 'α')))}
    <lexi-line-chart .label=${t('The weight of a count')} .xLabel=${'x'} .x=${weighting.map(([x]) => x)} .series=${[{ label: 'f(x)', values: weighting.map(([, f]) => f), colour: '--vscode-charts-blue' }]} .height=${150}></lexi-line-chart>
    <h2>3. ${t('Training')}</h2>
    ${formula('J', equals, fraction(number(1), number(2)), sumOver(row('i', 'j')), row(call('f', lower('x', row('i', 'j'))), upper(call('', lower('w', 'i'), dot, lower('c', 'j'), plus, lower('b', 'i'), plus, lower('d', 'j'), minus, row('ln', lower('x', row('i', 'j')))), number(2))))}
    <lexi-movement .movement=${movement}></lexi-movement>
    <table class="pairs"><caption>${t('The pairs of the largest counts after training')}</caption><thead><tr><th scope="col">${t('Word')}</th><th scope="col">${t('Context')}</th><th scope="col" class="number">x</th><th scope="col" class="number">f(x)</th><th scope="col" class="number">ln x</th><th scope="col" class="number">w·c + b + d</th><th scope="col" class="number">${t('Loss')}</th></tr></thead>
      <tbody>${pairs.map(({ word, context, count, weight, logCount, predicted, loss }) => html`<tr><td>${word}</td><td>${context}</td>${[count, weight, logCount, predicted, loss].map((value) => html`<td class="number">${value.toFixed(3)}</td>`)}</tr>`)}</tbody></table>
    ${neighbourTable(movement.neighbours)}`,
};
