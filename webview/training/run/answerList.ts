import '@vscode-elements/elements/dist/vscode-button/index.js';
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { failure } from '../../common/failure.ts';
import { formatCount, formatShare } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { AnswerRow } from '../../../src/protocol/trainingRun.ts';
import { baseName } from '../form/dataPreview.ts';
import type { PanelHost } from '../host.ts';

const pageLength = 25;
const textShown = 300;

export interface AnswerFilter {
  readonly title: string;
  readonly wrong: boolean;
  readonly gold?: string;
  readonly predicted?: string;
}

/** Texts with what the model said of them, page by page. */
export class AnswerList extends LightElement {
  static override properties = { host: { attribute: false }, run: {}, filter: { attribute: false }, rows: { state: true }, total: { state: true }, fault: { state: true } };
  declare host: PanelHost;
  declare run: string;
  declare filter: AnswerFilter;
  declare rows: readonly AnswerRow[];
  declare total: number;
  declare fault: string;

  constructor() {
    super();
    this.rows = [];
    this.total = 0;
    this.fault = '';
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('run') || changed.has('filter')) void this.load(0);
  }

  protected override render(): TemplateResult {
    return html`<h3 id="answers">${this.filter.title} <span class="quiet">${formatCount(this.total)}</span></h3>
      ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
      <div class="scroll"><table class="answers"><thead><tr><th scope="col">${t('Text')}</th><th scope="col">${t('Label')}</th><th scope="col">${t('Answer')}</th><th scope="col">${t('Place')}</th></tr></thead>
      <tbody>${this.rows.map(({ text, gold, predicted, confidence, tokens, file, line }) => html`<tr>
        <td class="text">${tokens ? tokens.map((token, index) => html`<span class="tagged">${token}${gold[index] === predicted[index] ? nothing : html`<sub class="error">${predicted[index]} ≠ ${gold[index]}</sub>`}</span> `) : text.length > textShown ? `${text.slice(0, textShown)}…` : text}</td>
        <td>${tokens ? nothing : gold.join(', ')}</td><td>${tokens ? nothing : predicted.join(', ') || t('none')} ${formatShare(confidence)}</td>
        <td><button class="link" @click=${() => void this.host.call('openPlace', { file, line })}>${baseName(file)}:${line}</button></td></tr>`)}</tbody></table></div>
      ${this.rows.length < this.total ? html`<vscode-button secondary @click=${() => void this.load(this.rows.length)}>${t('More')}</vscode-button>` : nothing}`;
  }

  private async load(from: number): Promise<void> {
    const { run, filter } = this;
    const { wrong, gold, predicted } = filter;
    try {
      const { total, answers } = await this.host.call('answers', { run, wrong, from, limit: pageLength, ...(gold !== undefined && { gold }), ...(predicted !== undefined && { predicted }) });
      if (run !== this.run || filter !== this.filter) return;
      this.total = total;
      this.rows = from === 0 ? answers : [...this.rows, ...answers];
      this.fault = '';
    } catch (error) {
      this.fault = failure(error);
    }
  }
}

customElements.define('lexi-answer-list', AnswerList);
