import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { type TemplateResult, html, nothing } from 'lit';
import { formatMetric } from '../common/format.ts';
import { LightElement } from '../common/lightElement.ts';
import { t } from '../common/strings.ts';
import type { RunSummary } from '../../src/protocol/trainingRun.ts';
import type { PanelView } from '../../src/protocol/trainingPanel.ts';
import { stateIcons, stateName } from './names.ts';

/** The history at the side: choose a run, begin a new one, tick several to lay them side by side. Sends `view` events. */
export class RunList extends LightElement {
  static override properties = { runs: { attribute: false }, view: { attribute: false }, ticked: { state: true }, pattern: { state: true } };
  declare runs: readonly RunSummary[];
  declare view: PanelView;
  declare ticked: readonly string[];
  declare pattern: string;

  constructor() {
    super();
    this.runs = [];
    this.ticked = [];
    this.pattern = '';
  }

  protected override render(): TemplateResult {
    const { view } = this;
    const wanted = this.pattern.toLowerCase();
    const shown = wanted === '' ? this.runs : this.runs.filter(({ name, notes }) => `${name}\n${notes}`.toLowerCase().includes(wanted));
    const ticked = this.ticked.filter((id) => this.runs.some((run) => run.id === id));
    return html`<nav aria-label=${t('Runs')}>
      <div class="row"><vscode-button id="new-run" icon="add" @click=${() => this.show({ page: 'new' })}>${t('New run')}</vscode-button>
        ${ticked.length > 1 ? html`<vscode-button id="compare" secondary @click=${() => this.show({ page: 'compare', runs: [...ticked] })}>${t('Compare {0}', ticked.length)}</vscode-button>` : nothing}</div>
      ${this.runs.length > 8 ? html`<vscode-textfield label=${t('Filter the runs')} placeholder=${t('Filter')} @input=${(event: Event) => { this.pattern = (event.target as HTMLInputElement).value; }}></vscode-textfield>` : nothing}
      ${this.runs.length === 0 ? html`<p class="quiet">${t('No runs yet. What you train is listed here.')}</p>` : nothing}
      <ul class="runs">${shown.map((run) => this.item(run, view.page === 'run' && view.run === run.id, ticked.includes(run.id)))}</ul></nav>`;
  }

  private item({ id, name, state, progress, headline, figures }: RunSummary, current: boolean, ticked: boolean): TemplateResult {
    const figure = headline !== undefined && figures?.[headline] !== undefined ? formatMetric(headline, figures[headline]) : '';
    const aside = state === 'running' ? `${Math.round(100 * progress)} %` : figure;
    return html`<li class=${current ? 'current' : ''}><input type="checkbox" aria-label=${t('Compare {0}', name)} .checked=${ticked} @change=${() => this.tick(id)}>
      <button class="run" aria-current=${current ? 'page' : nothing} title=${stateName(state)} @click=${() => this.show({ page: 'run', run: id })}>
        <vscode-icon name=${stateIcons[state]} ?spin=${state === 'running'} label=${stateName(state)}></vscode-icon><span class="name">${name}</span><span class="quiet">${aside}</span></button></li>`;
  }

  private tick(id: string): void {
    this.ticked = this.ticked.includes(id) ? this.ticked.filter((one) => one !== id) : [...this.ticked, id];
  }

  private show(view: PanelView): void {
    this.dispatchEvent(new CustomEvent('view', { detail: view }));
  }
}

customElements.define('lexi-run-list', RunList);
