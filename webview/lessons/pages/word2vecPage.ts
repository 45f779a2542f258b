import '../parts/movementView.ts';
import { type TemplateResult, html, nothing } from 'lit';
import type { SkipGramTarget } from '../../../src/protocol/lessons.ts';
import { t } from '../../common/strings.ts';
import type { Page } from '../page.ts';
import { call, dot, equals, formula, fraction, lower, minus, number, operator, row, sumOver, upper } from '../parts/math.ts';
import { neighbourTable } from '../parts/neighbourTable.ts';
import { toyText } from '../toyText.ts';

export const word2vecPage: Page<'word2vec'> = {
  name: 'word2vec',
  title: () => t('word2vec: skip-gram'),
  intro: () => t('A word’s vector is trained to tell the words around it from words drawn at random.'),
  defaults: { text: toyText, window: 2, negative: 5, dimensions: 8, epochs: 100, rate: 0.1, seed: 1 },
  fields: [
    { kind: 'number', key: 'window', label: () => t('Window'), least: 1, most: 10, step: 1 },
    { kind: 'number', key: 'negative', label: () => t('Negative samples'), least: 1, most: 10, step: 1 },
    { kind: 'number', key: 'dimensions', label: () => t('Dimensions'), least: 2, most: 50, step: 1 },
    { kind: 'number', key: 'epochs', label: () => t('Epochs'), least: 1, most: 200, step: 1 },
    { kind: 'number', key: 'rate', label: () => t('Learning rate'), least: 0.005, most: 1, step: 0.005 },
    { kind: 'number', key: 'seed', label: () => t('Seed'), least: 1, most: 1000000, step: 1 },
  ],
  draw: ({ pairs, pairCount, noise, step, movement, tokens, tokensLeftOut }) => html`
    <h2>1. ${t('Pairs with negative samples')}</h2>
    <p>${t('Every word with each word of its window: {0} pairs, of which these are the first. For each, words are drawn that are not there.', pairCount)}</p>
    <div class="scroll" tabindex="0"><table class="pairs"><thead><tr><th scope="col">${t('Word')}</th><th scope="col">${t('Context')}</th><th scope="col">${t('Negative samples')}</th></tr></thead>
      <tbody>${pairs.map(({ centre, context, negatives }) => html`<tr><td>${centre}</td><td>${context}</td><td>${negatives.join(', ')}</td></tr>`)}</tbody></table></div>
    ${formula(call('P', 'n'), equals, fraction(upper(call('count', 'n'), number('0.75')), row(sumOver('m'), upper(call('count', 'm'), number('0.75')))))}
    <table><caption>${t('Chance to be drawn')}</caption><thead><tr><th scope="col">${t('Word')}</th><th scope="col" class="number">${t('Count')}</th><th scope="col" class="number">${t('Share')}</th><th scope="col" class="number">${t('Chance')}</th></tr></thead>
      <tbody>${noise.map(({ word, count, share, chance }) => html`<tr><td>${word}</td><td class="number">${count}</td><td class="number">${share.toFixed(3)}</td><td class="number">${chance.toFixed(3)}</td></tr>`)}</tbody></table>
    <h2>2. ${t('The loss, and one step')}</h2>
    ${formula('L', equals, minus, call(row('ln', 'σ'), lower('v', 'c'), dot, lower('v', 'w')), minus, sumOver('n'), call(row('ln', 'σ'), minus, lower('v', 'n'), dot, lower('v', 'w')))}
    ${formula(call('σ', 'x'), equals, fraction(number(1), row(number(1), operator('+'), upper('e', row(minus, 'x')))))}
    ${step ? html`<p>${t('One step on the first pair, from vectors drawn at random: the loss falls from {0} to {1}.', step.lossBefore.toFixed(3), step.lossAfter.toFixed(3))}</p>${stepTable(step.centre, step.before, step.after)}` : nothing}
    <h2>3. ${t('Training')}</h2>${tokensLeftOut > 0 ? html`<p>${t('Trained on the first {0} words of the text; with fewer epochs, dimensions or negative samples it would be more.', tokens)}</p>` : nothing}<lexi-movement .movement=${movement}></lexi-movement>
    ${neighbourTable(movement.neighbours)}`,
};

function stepTable(centre: string, before: readonly SkipGramTarget[], after: readonly SkipGramTarget[]): TemplateResult {
  return html`<table><caption>${t('What the vector of “{0}” is multiplied with', centre)}</caption><thead><tr><th scope="col">${t('Word')}</th><th scope="col">${t('Wanted')}</th>
      <th scope="col" class="number">v·v</th><th scope="col" class="number">σ</th><th scope="col" class="number">${t('Loss')}</th><th scope="col" class="number">${t('σ after the step')}</th><th scope="col" class="number">${t('Loss after the step')}</th></tr></thead>
    <tbody>${before.map(({ word, label, product, probability, loss }, i) => html`<tr><td>${word}</td><td>${label}</td><td class="number">${product.toFixed(3)}</td><td class="number">${probability.toFixed(3)}</td><td class="number">${loss.toFixed(3)}</td><td class="number">${after[i].probability.toFixed(3)}</td><td class="number">${after[i].loss.toFixed(3)}</td></tr>`)}</tbody></table>`;
}
