import { type TemplateResult, html } from 'lit';
import type { Neighbours } from '../../../src/protocol/lessons.ts';
import { t } from '../../common/strings.ts';

const shownWords = 12;

/** The nearest words of the most frequent words. */
export function neighbourTable(all: readonly Neighbours[]): TemplateResult {
  return html`<table class="neighbours"><caption>${t('Nearest words by cosine')}</caption><thead><tr><th scope="col">${t('Word')}</th><th scope="col">${t('Nearest words')}</th></tr></thead>
    <tbody>${all.slice(0, shownWords).map(({ word, near }) => html`<tr><th scope="row">${word}</th><td>${near.map((neighbour) => html`<span class="near">${neighbour.word} <span class="quiet">${neighbour.cosine.toFixed(2)}</span></span> `)}</td></tr>`)}</tbody></table>`;
}
