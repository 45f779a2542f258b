import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import type { OddOneOut } from '../../../src/protocol/spaces.ts';
import { failure } from '../../common/failure.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { PageHost } from '../host.ts';
import { listActions } from '../listActions.ts';
import { cosineBar } from './cosineBar.ts';
import { pastedWords } from './wordsInput.ts';

/** Which of some words does not belong with the others. Tells `words` as they are typed. */
export class OddView extends LightElement {
  static override properties = { host: { attribute: false }, space: {}, words: {}, answer: { state: true }, fault: { state: true } };
  declare host: PageHost;
  declare space: string;
  declare words: string;
  declare answer: OddOneOut | undefined;
  declare fault: string;

  constructor() {
    super();
    this.space = '';
    this.words = '';
    this.fault = '';
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('space') && pastedWords(this.words).length > 2 && this.space !== '') void this.compute();
  }

  protected override render(): TemplateResult {
    const { answer } = this;
    return html`<form @submit=${(event: Event) => this.submit(event)}><label class="wide">${t('Three words or more')} <textarea rows="3" placeholder="breakfast cereal dinner lunch" .value=${this.words}
        @input=${({ target }: Event) => this.dispatchEvent(new CustomEvent('words', { detail: (target as HTMLTextAreaElement).value }))}></textarea></label>
        <button type="submit">${t('Find the odd one out')}</button></form>
      ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
      ${answer ? html`<p role="status">${t('The odd one out is {0}.', answer.odd)}</p>
        <div class="tools">${listActions(this.host, () => ({ name: 'odd one out', header: ['word', 'cosine with the mean'], rows: answer.words.map(({ word, score }) => [word, score]) }))}</div>
        <table><thead><tr><th>${t('Word')}</th><th>${t('Cosine with the mean of all')}</th></tr></thead><tbody>${answer.words.map(({ word, score }) => html`<tr><td>${word}</td><td>${cosineBar(score)}</td></tr>`)}</tbody></table>` : nothing}`;
  }

  private submit(event: Event): void {
    event.preventDefault();
    void this.compute();
  }

  private async compute(): Promise<void> {
    try {
      this.answer = await this.host.call('oddOneOut', { space: this.space, words: pastedWords(this.words) });
      this.fault = '';
    } catch (error) {
      this.fault = failure(error);
    }
  }
}

customElements.define('lexi-odd', OddView);
