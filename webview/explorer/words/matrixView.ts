import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import type { SimilarityMatrix } from '../../../src/protocol/spaces.ts';
import { failure } from '../../common/failure.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { PageHost } from '../host.ts';
import { listActions } from '../listActions.ts';
import { pastedWords } from './wordsInput.ts';

/** The cosines of all pairs of pasted words as a heat map. Tells `words` as they are typed, `lookup` for a word. */
export class MatrixView extends LightElement {
  static override properties = { host: { attribute: false }, space: {}, words: {}, answer: { state: true }, fault: { state: true } };
  declare host: PageHost;
  declare space: string;
  declare words: string;
  declare answer: SimilarityMatrix | undefined;
  declare fault: string;

  constructor() {
    super();
    this.space = '';
    this.words = '';
    this.fault = '';
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('space') && this.words.trim() !== '' && this.space !== '') void this.compute();
    // Shades come by the CSSOM: the page's policy allows no style attributes.
    for (const cell of this.querySelectorAll<HTMLElement>('td[data-shade]')) cell.style.setProperty('--shade', cell.dataset['shade']!);
  }

  protected override render(): TemplateResult {
    const { answer } = this;
    return html`<form @submit=${(event: Event) => this.submit(event)}><label class="wide">${t('Words')} <textarea rows="3" placeholder="king queen man woman paris france" .value=${this.words}
        @input=${({ target }: Event) => this.dispatchEvent(new CustomEvent('words', { detail: (target as HTMLTextAreaElement).value }))}></textarea></label>
        <button type="submit">${t('Compare all')}</button></form>
      ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
      ${answer ? html`<div class="tools">${answer.unknown.length > 0 ? html`<span class="quiet">${t('Unknown: {0}', answer.unknown.join(', '))}</span>` : nothing}
        ${listActions(this.host, () => ({ name: 'similarity matrix', header: ['', ...answer.terms.map(({ word }) => word)], rows: answer.terms.map(({ word }, i) => [word, ...answer.cosines[i]]) }))}</div>
        <div class="scroll"><table class="heat"><thead><tr><td></td>${answer.terms.map(({ word }) => html`<th scope="col">${word}</th>`)}</tr></thead>
        <tbody>${answer.terms.map(({ word }, i) => html`<tr><th scope="row"><button class="link" @click=${() => this.dispatchEvent(new CustomEvent('lookup', { detail: word }))}>${word}</button></th>
          ${answer.cosines[i].map((cosine, j) => html`<td class=${cosine < 0 ? 'number opposed' : 'number'} data-shade=${`${Math.round(Math.abs(cosine) * 70)}%`} title=${`${word} · ${answer.terms[j].word}`}>${cosine.toFixed(2)}</td>`)}</tr>`)}</tbody></table></div>` : nothing}`;
  }

  private submit(event: Event): void {
    event.preventDefault();
    void this.compute();
  }

  private async compute(): Promise<void> {
    const words = pastedWords(this.words, 100);
    if (words.length === 0) return;
    try {
      this.answer = await this.host.call('similarityMatrix', { space: this.space, words });
      this.fault = '';
    } catch (error) {
      this.fault = failure(error);
    }
  }
}

customElements.define('lexi-matrix', MatrixView);
