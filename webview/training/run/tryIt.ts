import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import { type TemplateResult, html, nothing } from 'lit';
import { failure } from '../../common/failure.ts';
import { formatShare } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { TriedText } from '../../../src/protocol/training.ts';
import type { PanelHost } from '../host.ts';

const quietMs = 300;
const scoresShown = 8;

/** Type a text: scores, and the words that made the model answer so. */
export class TryIt extends LightElement {
  static override properties = { host: { attribute: false }, run: {}, answer: { state: true }, fault: { state: true } };
  declare host: PanelHost;
  declare run: string;
  declare answer: { text: string; tried: TriedText } | undefined;
  declare fault: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | undefined;

  constructor() {
    super();
    this.answer = undefined;
    this.fault = '';
  }

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<div class="field wide"><label for="try-text">${t('A text to try the model on')}</label>
        <vscode-textarea id="try-text" label=${t('A text to try the model on')} rows="5" @input=${(event: Event) => this.typed((event.target as HTMLInputElement).value)}></vscode-textarea></div>
      ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
      <div aria-live="polite">${this.answer ? this.renderAnswer(this.answer) : nothing}</div>`;
  }

  private renderAnswer({ text, tried }: { text: string; tried: TriedText }): TemplateResult {
    if (tried.tags.length > 0) {
      return html`<p class="marked">${tried.tags.map(({ start, end, tag, score }) => html`<span class="tagged" title=${formatShare(score)}>${text.slice(start, end)}<sub class="quiet">${tag}</sub></span> `)}</p>`;
    }
    const most = Math.max(1e-9, ...tried.evidence.map(({ weight }) => Math.abs(weight)));
    return html`<p id="try-label"><strong>${tried.label ?? t('no label')}</strong></p>
      <div class="bars">${tried.scores.slice(0, scoresShown).map(({ label, score }) => html`<div class="bar-row"><span class="bar-label">${label}</span><span class="bar-track"><span class="bar-fill" .style=${`width: ${(100 * score).toFixed(1)}%`}></span></span><span class="bar-figure">${formatShare(score)}</span></div>`)}</div>
      <p class="marked" title=${t('Words for the answer have a solid line below, words against it a dashed one')}>${this.marked(text, tried.evidence, most)}</p>
      ${tried.evidence.length > 0 ? html`<p class="quiet">${t('Each word was left out in turn (occlusion): underlined words speak for "{0}", dashed ones against it.', tried.label ?? '')}</p>` : nothing}`;
  }

  private marked(text: string, evidence: TriedText['evidence'], most: number): (TemplateResult | string)[] {
    const parts: (TemplateResult | string)[] = [];
    let at = 0;
    for (const { start, end, weight } of [...evidence].sort((a, b) => a.start - b.start)) {
      if (start < at) continue;
      parts.push(text.slice(at, start), html`<span class="evidence ${weight >= 0 ? 'for' : 'against'}" title=${weight.toFixed(3)}><span class="shade" .style=${`opacity: ${(Math.abs(weight) / most).toFixed(2)}`}></span><span>${text.slice(start, end)}</span></span>`);
      at = end;
    }
    parts.push(text.slice(at));
    return parts;
  }

  private typed(text: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(text), quietMs);
  }

  private async ask(text: string): Promise<void> {
    this.abort?.abort();
    const abort = (this.abort = new AbortController());
    if (text.trim() === '') {
      this.answer = undefined;
      return;
    }
    try {
      const tried = await this.host.call('tryModel', { run: this.run, text }, abort.signal);
      if (abort.signal.aborted) return;
      this.answer = { text, tried };
      this.fault = '';
    } catch (error) {
      if (!abort.signal.aborted) this.fault = failure(error);
    }
  }
}

customElements.define('lexi-try-it', TryIt);
