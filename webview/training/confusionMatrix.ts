import { type TemplateResult, html } from 'lit';
import { LightElement } from '../common/lightElement.ts';
import { t } from '../common/strings.ts';

/** Gold labels down, answers across; a cell is a button that asks for its examples (`cell` event with {gold, answer}). */
export class ConfusionMatrix extends LightElement {
  static override properties = { labels: { attribute: false }, counts: { attribute: false }, selected: { attribute: false } };
  declare labels: readonly string[];
  /** [gold][answer]. */
  declare counts: readonly (readonly number[])[];
  declare selected: { gold: number; answer: number } | undefined;

  constructor() {
    super();
    this.labels = [];
    this.counts = [];
    this.selected = undefined;
  }

  protected override render(): TemplateResult {
    return html`<div class="scroll"><table class="confusion">
      <caption>${t('Confusion: rows are the labels in the data, columns the answers')}</caption>
      <thead><tr><td></td>${this.labels.map((label) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead>
      <tbody>${this.counts.map((row, gold) => {
        const total = Math.max(1, row.reduce((sum, count) => sum + count, 0));
        return html`<tr><th scope="row">${this.labels[gold]}</th>${row.map((count, answer) => this.cell(count, count / total, gold, answer))}</tr>`;
      })}</tbody>
    </table></div>`;
  }

  private cell(count: number, share: number, gold: number, answer: number): TemplateResult {
    const chosen = this.selected?.gold === gold && this.selected.answer === answer;
    const label = t('{0} called {1}: {2}', this.labels[gold] ?? '', this.labels[answer] ?? '', count);
    return html`<td class="number ${gold === answer ? 'right' : 'wrong'}">
      <button class="cell" aria-pressed=${chosen} ?disabled=${count === 0} title=${label} aria-label=${label} @click=${() => this.choose(gold, answer)}>
        <span class="shade" .style=${`opacity: ${Math.sqrt(share)}`}></span><span class="count">${count}</span>
      </button></td>`;
  }

  private choose(gold: number, answer: number): void {
    this.dispatchEvent(new CustomEvent('cell', { detail: { gold, answer } }));
  }
}

customElements.define('lexi-confusion-matrix', ConfusionMatrix);
