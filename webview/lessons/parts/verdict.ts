import { type TemplateResult, html } from 'lit';
import type { TokenId } from '../../../src/protocol/lessons.ts';
import { formatCount, formatShare } from '../../common/format.ts';
import { t } from '../../common/strings.ts';

/** What the lessons' networks were trained on and how well they do, said beside every one of their answers. */
export function networkNote(accuracy: number, heldOut: number): TemplateResult {
  return html`<p class="quiet">${t('A network of 8 units, trained on 4,500 sentences of a small grammar about food, films and hotels; {0} right on {1} others. It knows some 60 words: what it says of other texts means little.', formatShare(accuracy), formatCount(heldOut))}</p>`;
}

/** Words with their numbers; those that the network does not know share number 1. */
export function tokenTable(tokens: readonly TokenId[]): TemplateResult {
  return html`<div class="scroll" tabindex="0"><table><tbody><tr><th scope="row">${t('Word')}</th>${tokens.map(({ word, id }) => html`<td class=${id === 1 ? 'unknown' : ''}>${word}</td>`)}</tr>
    <tr><th scope="row">${t('Number')}</th>${tokens.map(({ id }) => html`<td class="number" title=${id === 1 ? t('unknown') : ''}>${id}</td>`)}</tr></tbody></table></div>`;
}
