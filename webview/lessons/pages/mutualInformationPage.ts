import { html, nothing } from 'lit';
import { t } from '../../common/strings.ts';
import type { Page } from '../page.ts';
import { bars } from '../parts/bars.ts';
import { heatTable } from '../parts/heatTable.ts';
import { call, comma, equals, formula, fraction, identifier, number, operator, row, upper } from '../parts/math.ts';
import { neighbourTable } from '../parts/neighbourTable.ts';
import { scatter } from '../parts/scatter.ts';
import { toyText } from '../toyText.ts';

const shownValues = 12;

export const mutualInformationPage: Page<'mutualInformation'> = {
  name: 'mutualInformation',
  title: () => t('Mutual information'),
  intro: () => t('Words are known by the company they keep. Count the company, compare it with chance, and take the strongest directions of the table: these are word vectors, step by step.'),
  defaults: { text: toyText, window: 2, positive: true, dimensions: 5 },
  fields: [
    { kind: 'number', key: 'window', label: () => t('Window'), least: 1, most: 10, step: 1 },
    { kind: 'number', key: 'dimensions', label: () => t('Dimensions'), least: 2, most: 10, step: 1 },
    { kind: 'check', key: 'positive', label: () => t('Positive part only') },
  ],
  draw: ({ counts, information, matrix, example, singularValues, points, neighbours, leftOut }, { positive, window }) => html`
    <h2>1. ${t('Counts')}</h2><p>${t('How often the word of the column stands at most {0} words from the word of the row, on the same line.', window)}${leftOut > 0 ? ` ${t('{0} rarer words are left out.', leftOut)}` : nothing}</p>
    ${heatTable(counts, { caption: t('Counts'), digits: 0 })}
    <h2>2. ${t('Pointwise mutual information')}</h2>
    ${formula(call('PMI', 'w', comma, 'c'), equals, call('ln', fraction(call('P', 'w', comma, 'c'), row(call('P', 'w'), call('P', 'c')))), equals, call('ln', fraction(row(call('n', 'w', comma, 'c'), identifier('N')), row(call('n', 'w'), call('n', 'c')))))}
    ${example ? formula(call('PMI', example.word, comma, example.context), equals, call('ln', fraction(row(number(example.count), operator('×'), number(example.total)), row(number(example.rowSum), operator('×'), number(example.columnSum)))), equals, number(example.information.toFixed(3))) : nothing}
    ${heatTable(information, { caption: t('PMI; −∞ where a pair was never seen'), digits: 2, missing: '−∞' })}
    ${positive ? html`<h2>3. ${t('Positive part')}</h2>${formula(call('PPMI', 'w', comma, 'c'), equals, call('max', number(0), comma, call('PMI', 'w', comma, 'c')))}${heatTable(matrix, { caption: t('PPMI'), digits: 2 })}` : nothing}
    <h2>${positive ? 4 : 3}. ${t('Singular value decomposition')}</h2>
    ${formula('M', equals, row('U', 'Σ', upper('V', 'T')), comma, 'W', equals, row('U', upper('Σ', row(number(1), operator('/'), number(2)))))}
    ${bars(singularValues.slice(0, shownValues), singularValues.map((_, i) => String(i + 1)), t('Singular values'), (value) => value.toFixed(2))}<p class="quiet">${t('Singular values')}</p>
    ${scatter(points, t('Words on the first two dimensions'))}
    ${neighbourTable(neighbours)}`,
};
