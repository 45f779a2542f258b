import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import type { Neighbours } from '../../../src/protocol/spaces.ts';
import { failure } from '../../common/failure.ts';
import { formatCount } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { PageHost } from '../host.ts';
import { listActions } from '../listActions.ts';
import { cosineBar } from './cosineBar.ts';

const shown = 50;

/** The neighbours of a word or an expression, with how frequent they are. Tells `lookup` when one of them is chosen, `show` to see it on the map. */
export class NeighboursView extends LightElement {
  static override properties = { host: { attribute: false }, space: {}, expression: {}, answer: { state: true }, counts: { state: true }, fault: { state: true } };
  declare host: PageHost;
  declare space: string;
  declare expression: string;
  declare answer: Neighbours | undefined;
  /** Occurrences by word, where the space knows them. */
  declare counts: ReadonlyMap<string, number>;
  declare fault: string;
  private running: AbortController | undefined;

  constructor() {
    super();
    this.space = '';
    this.expression = '';
    this.counts = new Map();
    this.fault = '';
  }

  override disconnectedCallback(): void {
    this.running?.abort();
    super.disconnectedCallback();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if ((changed.has('expression') || changed.has('space')) && this.expression !== '' && this.space !== '') void this.look();
  }

  protected override render(): TemplateResult {
    if (this.fault) return html`<p class="error" role="alert">${this.fault}</p>`;
    const { answer } = this;
    if (!answer) return html`<p class="quiet">${this.expression ? '' : t('A word, or an expression such as king - man + woman')}</p>`;
    const counted = this.counts.size > 0;
    return html`<div class="tools"><span>${answer.terms.map(({ word, asked, sign, rank }, i) => html`<span class="term">${i > 0 || sign < 0 ? (sign > 0 ? '+ ' : '− ') : ''}<b>${word}</b>${asked === word ? nothing : html` <span class="quiet">(${asked})</span>`}
        <span class="quiet">${rank === null ? t('by its parts') : t('rank {0}', formatCount(rank))}</span></span> `)}</span>
        <button class="secondary" @click=${() => this.tell('show', this.expression)}><i class="codicon codicon-graph-scatter" aria-hidden="true"></i> ${t('On the map')}</button>
        ${listActions(this.host, () => ({ name: `neighbours of ${this.expression}`, header: ['word', 'cosine', 'rank', 'count'], rows: answer.neighbours.map(({ word, score, rank }) => [word, score, rank, this.counts.get(word) ?? null]) }))}</div>
      <table class="neighbours"><thead><tr><th class="number">#</th><th>${t('Word')}</th><th>${t('Cosine')}</th><th class="number">${t('Rank')}</th>${counted ? html`<th class="number">${t('Occurrences')}</th>` : nothing}</tr></thead>
      <tbody>${answer.neighbours.map(({ word, score, rank }, i) => html`<tr><td class="number">${i + 1}</td><td><button class="link" @click=${() => this.tell('lookup', word)}>${word}</button></td>
        <td>${cosineBar(score)}</td><td class="number">${formatCount(rank)}</td>${counted ? html`<td class="number">${formatCount(this.counts.get(word) ?? 0)}</td>` : nothing}</tr>`)}</tbody></table>`;
  }

  private async look(): Promise<void> {
    this.running?.abort();
    const { signal } = (this.running = new AbortController());
    try {
      const answer = await this.host.call('neighbours', { space: this.space, expression: this.expression, top: shown }, { signal });
      [this.answer, this.fault, this.counts] = [answer, '', new Map()];
      const { ranks } = await this.host.call('rank', { space: this.space, words: answer.neighbours.map(({ word }) => word) }, { signal });
      this.counts = new Map(ranks.flatMap(({ asked, count }) => (count === null ? [] : [[asked, count] as const])));
    } catch (error) {
      if (!signal.aborted) this.fault = failure(error);
    }
  }

  private tell(name: 'lookup' | 'show', detail: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('lexi-neighbours', NeighboursView);
