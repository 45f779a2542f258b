import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import type { MovedWord, SpaceComparison } from '../../../src/protocol/spaceMaps.ts';
import type { ScoredWord, SpaceInfo } from '../../../src/protocol/spaces.ts';
import { failure } from '../../common/failure.ts';
import { formatCount } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { PageHost } from '../host.ts';
import { listActions } from '../listActions.ts';
import { cosineBar } from '../words/cosineBar.ts';

const shownNeighbours = 20;

interface SideBySide {
  readonly word: string;
  readonly lists: readonly [readonly ScoredWord[], readonly ScoredWord[]];
}

/** Two spaces beside each other: which words moved most, and the neighbours of a word in both. Tells `other` when another second space is chosen. */
export class CompareView extends LightElement {
  static override properties = {
    host: { attribute: false }, space: {}, other: {}, spaces: { attribute: false }, answer: { state: true }, beside: { state: true }, fault: { state: true }, busy: { state: true },
  };
  declare host: PageHost;
  declare space: string;
  declare other: string;
  declare spaces: readonly SpaceInfo[];
  declare answer: SpaceComparison | undefined;
  declare beside: SideBySide | undefined;
  declare fault: string;
  declare busy: boolean;
  private running: AbortController | undefined;

  constructor() {
    super();
    this.space = '';
    this.other = '';
    this.spaces = [];
    this.fault = '';
    this.busy = false;
  }

  override disconnectedCallback(): void {
    this.running?.abort();
    super.disconnectedCallback();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if ((changed.has('space') || changed.has('other')) && this.space !== '' && this.other !== '' && this.space !== this.other) void this.compare();
  }

  protected override render(): TemplateResult {
    const others = this.spaces.filter(({ id }) => id !== this.space);
    return html`<div class="tools"><label>${t('Compare with')} <select @change=${({ target }: Event) => this.dispatchEvent(new CustomEvent('other', { detail: (target as HTMLSelectElement).value }))}>
        <option value="">${t('Choose a space')}</option>${others.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.other}>${name}</option>`)}</select></label>
        <button class="secondary" @click=${() => void this.load()}>${t('Load vectors…')}</button></div>
      ${this.busy ? html`<p role="status"><progress aria-label=${t('Comparing')}></progress></p>` : nothing}${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
      ${this.answer ? this.renderAnswer(this.answer) : nothing}${this.beside ? this.renderBeside(this.beside) : nothing}`;
  }

  private renderAnswer(answer: SpaceComparison): TemplateResult {
    return html`<p>${t('{0} words in both; mean cosine after a rotation {1}.', formatCount(answer.common), answer.mean.toFixed(3))}</p>
      <div class="columns">${[[t('Moved most'), answer.moved] as const, [t('Moved least'), answer.stable] as const].map(([title, words]) => html`<section><h2>${title}</h2>
        <div class="tools">${listActions(this.host, () => ({ name: title, header: ['word', 'cosine', 'rank in the first', 'rank in the second'], rows: words.map(({ word, cosine, ranks }) => [word, cosine, ...ranks]) }))}</div>
        ${this.renderWords(words)}</section>`)}</div>`;
  }

  private renderWords(words: readonly MovedWord[]): TemplateResult {
    return html`<div class="scroll tall"><table><thead><tr><th>${t('Word')}</th><th>${t('Cosine')}</th><th class="number">${t('Ranks')}</th></tr></thead><tbody>
      ${words.map(({ word, cosine, ranks }) => html`<tr><td><button class="link" @click=${() => void this.putBeside(word)}>${word}</button></td><td>${cosineBar(cosine)}</td>
        <td class="number">${formatCount(ranks[0])} · ${formatCount(ranks[1])}</td></tr>`)}</tbody></table></div>`;
  }

  private renderBeside({ word, lists }: SideBySide): TemplateResult {
    const common = new Set(lists[0].map((neighbour) => neighbour.word).filter((neighbour) => lists[1].some((other) => other.word === neighbour)));
    return html`<h2>${t('Neighbours of {0}', word)}</h2><div class="columns">${[this.space, this.other].map((id, i) => html`<section><h3>${this.spaces.find((space) => space.id === id)?.name ?? id}</h3><table><tbody>
      ${lists[i].map((neighbour) => html`<tr><td>${common.has(neighbour.word) ? html`<b>${neighbour.word}</b>` : neighbour.word}</td><td>${cosineBar(neighbour.score)}</td></tr>`)}</tbody></table></section>`)}</div>`;
  }

  private async compare(): Promise<void> {
    this.running?.abort();
    const { signal } = (this.running = new AbortController());
    [this.busy, this.fault, this.answer, this.beside] = [true, '', undefined, undefined];
    try {
      this.answer = await this.host.call('compareSpaces', { space: this.space, other: this.other }, { signal });
    } catch (error) {
      if (!signal.aborted) this.fault = failure(error);
    }
    if (!signal.aborted) this.busy = false;
  }

  private async putBeside(word: string): Promise<void> {
    const [first, second] = await Promise.all([this.space, this.other].map((space) => this.host.call('neighbours', { space, expression: word, top: shownNeighbours }).then(({ neighbours }) => neighbours, () => [])));
    this.beside = { word, lists: [first, second] };
  }

  private async load(): Promise<void> {
    try {
      const id = await this.host.call('loadVectors', {});
      if (id !== null) this.dispatchEvent(new CustomEvent('other', { detail: id }));
    } catch (error) {
      this.fault = failure(error);
    }
  }
}

customElements.define('lexi-compare', CompareView);
