import { html } from 'lit';
import { t } from '../../common/strings.ts';
import type { Page } from '../page.ts';
import { bars } from '../parts/bars.ts';
import { heatTable } from '../parts/heatTable.ts';
import { equals, formula, fraction, lower, number, plus, row, sumOver, upper } from '../parts/math.ts';
import { networkNote, tokenTable } from '../parts/verdict.ts';

export const densePage: Page<'dense'> = {
  name: 'dense',
  title: () => t('Embedding + Dense'),
  intro: () => t('The simplest network for texts: look up a vector for each word, take their mean, and weigh it for each label. It cannot know the order of the words: move “not” and see that nothing changes.'),
  defaults: { text: 'the food was good but the room was not good' },
  fields: [],
  draw: ({ tokens, embeddings, mean, weights, bias, verdict, accuracy, heldOut }) => html`
    <h2>1. ${t('Words as numbers')}</h2>${tokenTable(tokens)}
    <h2>2. ${t('Rows of the embedding table')}</h2>${heatTable(embeddings, { caption: t('A row for each word'), digits: 2 })}
    <h2>3. ${t('Their mean')}</h2>${formula('m', equals, fraction(number(1), 'T'), sumOver('t'), lower('E', lower('w', 't')))}
    ${heatTable({ rows: ['m'], columns: embeddings.columns, values: [mean] }, { caption: t('Mean'), digits: 2 })}
    <h2>4. ${t('Dense layer')}</h2>${formula('z', equals, row('m', 'W'), plus, 'b')}
    ${heatTable({ rows: [...weights.rows, 'b'], columns: weights.columns, values: [...weights.values, bias] }, { caption: t('Weights and bias'), digits: 2 })}
    ${heatTable({ rows: ['z'], columns: verdict.labels, values: [verdict.logits] }, { caption: t('Logits'), digits: 3 })}
    <h2>5. ${t('Softmax')}</h2>${formula(lower('p', 'k'), equals, fraction(upper('e', lower('z', 'k')), row(sumOver('j'), upper('e', lower('z', 'j')))))}
    ${bars(verdict.probabilities, verdict.labels, t('Probabilities'), (value) => value.toFixed(3))}
    ${networkNote(accuracy, heldOut)}`,
};
