import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { failure } from '../../common/failure.ts';
import { formatCount } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { PageHost } from '../host.ts';
import { listActions } from '../listActions.ts';
import { cosineBar } from './cosineBar.ts';
import { pastedPairs } from './wordsInput.ts';

interface PairRow {
  readonly first: string;
  readonly second: string;
  readonly cosine: number | null;
  readonly neighbourRank: number | null;
  /** Why there is no cosine. */
  readonly fault: string;
}

/** Similarities of pairs of words, one a line. Tells `words` as they are typed. */
export class PairsView extends LightElement {
  static override properties = { host: { attribute: false }, space: {}, words: {}, rows: { state: true } };
  declare host: PageHost;
  declare space: string;
  declare words: string;
  declare rows: readonly PairRow[];

  constructor() {
    super();
    this.space = '';
    this.words = '';
    this.rows = [];
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('space') && this.words.trim() !== '' && this.space !== '') void this.compute();
  }

  protected override render(): TemplateResult {
    const { rows } = this;
    return html`<form @submit=${(event: Event) => this.submit(event)}><label class="wide">${t('Pairs of words, one a line')} <textarea rows="4" placeholder="cat dog" .value=${this.words}
        @input=${({ target }: Event) => this.dispatchEvent(new CustomEvent('words', { detail: (target as HTMLTextAreaElement).value }))}></textarea></label>
        <button type="submit">${t('Compare')}</button></form>
      ${rows.length === 0 ? nothing : html`<div class="tools">${listActions(this.host, () => ({ name: 'pairs', header: ['first', 'second', 'cosine', 'rank'], rows: rows.map(({ first, second, cosine, neighbourRank }) => [first, second, cosine, neighbourRank]) }))}</div>
      <table><thead><tr><th>${t('First')}</th><th>${t('Second')}</th><th>${t('Cosine')}</th><th class="number">${t('Place among the neighbours')}</th></tr></thead><tbody>
        ${rows.map(({ first, second, cosine, neighbourRank, fault }) => html`<tr><td>${first}</td><td>${second}</td><td>${cosine === null ? html`<span class="error">${fault}</span>` : cosineBar(cosine)}</td>
          <td class="number">${neighbourRank === null ? '' : formatCount(neighbourRank)}</td></tr>`)}</tbody></table>`}`;
  }

  private submit(event: Event): void {
    event.preventDefault();
    void this.compute();
  }

  private async compute(): Promise<void> {
    this.rows = await Promise.all(pastedPairs(this.words).map(async ([first, second]): Promise<PairRow> => {
      try {
        const { cosine, neighbourRank } = await this.host.call('similarity', { space: this.space, first, second });
        return { first, second, cosine, neighbourRank, fault: '' };
      } catch (error) {
        return { first, second, cosine: null, neighbourRank: null, fault: failure(error) };
      }
    }));
  }
}

customElements.define('lexi-pairs', PairsView);
