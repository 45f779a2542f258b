import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-tab-header/index.js';
import '@vscode-elements/elements/dist/vscode-tab-panel/index.js';
import '@vscode-elements/elements/dist/vscode-tabs/index.js';
import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import './runProgress.ts';
import './runResult.ts';
import './tryIt.ts';
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { failure } from '../../common/failure.ts';
import { formatBytes, formatCompact, formatCount, formatMetric, formatSeconds, formatTime, metricName } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { RunSummary } from '../../../src/protocol/trainingRun.ts';
import type { PanelHost } from '../host.ts';
import { phaseName, stateName } from '../names.ts';
import { type RunRecord, addRead, nextRead } from './runRecord.ts';

type Control = 'pause' | 'resume' | 'stop' | 'cancel';
const exportNames = { model: t('ONNX model...'), vectors: t('Word vectors...'), report: t('Report...'), python: t('Python snippet...') } as const;

/** One run: what it is doing, what came of it, what can be done with it. `gone` when it was deleted. */
export class RunView extends LightElement {
  static override properties = { host: { attribute: false }, summary: { attribute: false }, record: { state: true }, fault: { state: true }, note: { state: true } };
  declare host: PanelHost;
  /** The newest word of the run. */
  declare summary: RunSummary;
  declare record: RunRecord | undefined;
  declare fault: string;
  declare note: string;
  private reading = false;
  private again = false;

  constructor() {
    super();
    this.record = undefined;
    this.fault = '';
    this.note = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('summary') && changed.get('summary')?.id !== this.summary.id) {
      this.record = undefined;
      this.fault = '';
      this.note = '';
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('summary')) void this.read();
  }

  protected override render(): TemplateResult {
    const { summary, record } = this;
    return html`<header class="run-head"><h1>${summary.name}</h1>${this.renderState()}${this.renderControls()}</header>
      ${summary.error ? html`<p class="error" role="alert">${summary.error.message}${summary.error.hint ? `. ${summary.error.hint}` : ''}</p>` : nothing}
      ${summary.state === 'interrupted' ? html`<p role="alert">${t('The training process ended before it was done. Nothing up to its last checkpoint is lost: resume to go on from there.')}</p>` : nothing}
      ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}${this.note ? html`<p role="status" id="note">${this.note}</p>` : nothing}
      ${record === undefined ? html`<p class="quiet">${t('Reading the run')}</p>` : html`<vscode-tabs>
        <vscode-tab-header>${t('Progress')}</vscode-tab-header><vscode-tab-panel><lexi-run-progress .record=${record}></lexi-run-progress></vscode-tab-panel>
        ${record.metrics ? html`<vscode-tab-header data-tab="result">${t('Result')}</vscode-tab-header><vscode-tab-panel><lexi-run-result .host=${this.host} .run=${summary.id} .metrics=${record.metrics}></lexi-run-result></vscode-tab-panel>` : nothing}
        ${record.exports.includes('model') ? html`<vscode-tab-header data-tab="try">${t('Try it')}</vscode-tab-header><vscode-tab-panel><lexi-try-it .host=${this.host} .run=${summary.id}></lexi-try-it></vscode-tab-panel>` : nothing}
        <vscode-tab-header>${t('Settings')}</vscode-tab-header><vscode-tab-panel>${this.renderSettings()}</vscode-tab-panel>
        <vscode-tab-header>${t('Notes and log')}</vscode-tab-header><vscode-tab-panel>${this.renderNotes(record)}</vscode-tab-panel>
      </vscode-tabs>`}`;
  }

  private renderState(): TemplateResult {
    const { state, phase, detail, progress, epoch, epochs, secondsLeft, tokensPerSecond, place, seconds, peakMemoryBytes, headline, figures } = this.summary;
    const busy = state === 'running';
    const facts = [
      state === 'queued' && place !== null ? t('place {0} in the queue', place) : '',
      epoch !== undefined && epochs !== undefined ? t('epoch {0} of {1}', epoch, epochs) : '',
      busy && secondsLeft !== undefined ? t('{0} left', formatSeconds(secondsLeft)) : t('{0} of training', formatSeconds(seconds)),
      busy && tokensPerSecond !== undefined ? t('{0} words/s', formatCompact(tokensPerSecond)) : '',
      headline !== undefined && figures?.[headline] !== undefined ? `${metricName(headline)} ${formatMetric(headline, figures[headline])}` : '',
      peakMemoryBytes === undefined ? '' : t('{0} of memory', formatBytes(peakMemoryBytes)),
    ];
    return html`<p class="state" id="state" data-state=${state}><strong>${stateName(state)}${busy && phase !== undefined && phase !== 'training' ? `: ${phaseName(phase)}` : ''}</strong> ${[detail && busy ? detail : '', ...facts].filter(Boolean).join(' · ')}</p>
      ${busy || state === 'paused' ? html`<vscode-progress-bar value=${String(Math.round(100 * progress))} max="100" aria-label=${t('Progress')}></vscode-progress-bar>` : nothing}`;
  }

  private renderControls(): TemplateResult {
    const { state, resumable } = this.summary;
    const alive = state === 'running' || state === 'paused';
    const button = (id: Control, label: string, icon: string): TemplateResult => html`<vscode-button id=${id} secondary icon=${icon} @click=${() => void this.act(id)}>${label}</vscode-button>`;
    return html`<div class="row" role="toolbar" aria-label=${t('The run')}>
      ${state === 'running' ? button('pause', t('Pause'), 'debug-pause') : nothing}
      ${resumable ? button('resume', t('Resume'), 'debug-continue') : nothing}
      ${alive ? button('stop', t('Stop and keep the best'), 'debug-stop') : nothing}
      ${alive || state === 'queued' ? button('cancel', t('Cancel'), 'close') : nothing}
      ${this.record?.exports.some((what) => what === 'model' || what === 'vectors') ? html`<vscode-button id="use" icon="check" @click=${() => void this.use()}>${this.summary.kind === 'embeddings' ? t('Use this space') : t('Use this model')}</vscode-button>` : nothing}
      ${this.record?.exports.map((what) => html`<vscode-button id="export-${what}" secondary icon="export" @click=${() => void this.export(what)}>${exportNames[what]}</vscode-button>`)}
      <vscode-button secondary icon="folder" @click=${() => void this.host.call('revealFolder', { folder: this.summary.folder })}>${t('Folder')}</vscode-button>
      ${alive ? nothing : html`<vscode-button id="remove" secondary icon="trash" @click=${() => void this.removeRun()}>${t('Delete...')}</vscode-button>`}
    </div>`;
  }

  private renderSettings(): TemplateResult {
    const { settings, data, created, examples, labels, words, parameters, preset } = this.summary;
    const facts: readonly (readonly [string, string])[] = [
      [t('Preset'), preset], [t('Data'), data.join(', ')], [t('Created'), formatTime(created)],
      ...(examples === undefined ? [] : [[t('Texts'), formatCount(examples)] as const]), ...(labels === undefined ? [] : [[t('Labels'), formatCount(labels)] as const]),
      ...(words === undefined ? [] : [[t('Words'), formatCount(words)] as const]), ...(parameters === undefined ? [] : [[t('Parameters'), formatCount(parameters)] as const]),
      ...Object.entries(settings).map(([key, value]) => [key, String(value)] as const),
    ];
    return html`<table><tbody>${facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`;
  }

  private renderNotes(record: RunRecord): TemplateResult {
    const { name, notes } = this.summary;
    return html`<div class="field"><label for="edit-name">${t('Name of the run')}</label><vscode-textfield id="edit-name" label=${t('Name of the run')} .value=${name} @change=${(event: Event) => void this.edit({ name: (event.target as HTMLInputElement).value })}></vscode-textfield></div>
      <div class="field wide"><label for="edit-notes">${t('Notes')}</label><vscode-textarea id="edit-notes" label=${t('Notes')} rows="4" .value=${notes} @change=${(event: Event) => void this.edit({ notes: (event.target as HTMLInputElement).value })}></vscode-textarea></div>
      <h3>${t('Log')}</h3><pre class="log" tabindex="0">${record.log.join('\n')}</pre>`;
  }

  /** Reads what is new; changes that come while reading are read right after. */
  private async read(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    try {
      do {
        this.again = false;
        const { id } = this.summary;
        const before = this.record?.summary.id === id ? this.record : undefined;
        const details = await this.host.call('read', nextRead(before, id));
        if (id === this.summary.id) this.record = addRead(before, details);
        else this.again = true;
      } while (this.again);
    } catch (error) {
      this.fault = failure(error);
    }
    this.reading = false;
  }

  private async act(control: Control): Promise<void> {
    await this.attempt(async () => {
      this.changed(await this.host.call(control, { run: this.summary.id }));
    });
  }

  private async edit(change: { name?: string; notes?: string }): Promise<void> {
    await this.attempt(async () => {
      this.changed(await this.host.call('edit', { run: this.summary.id, ...change }));
    });
  }

  private async use(): Promise<void> {
    await this.attempt(async () => {
      this.note = await this.host.call('useRun', { run: this.summary.id });
    });
  }

  private async export(what: RunRecord['exports'][number]): Promise<void> {
    await this.attempt(async () => {
      const written = await this.host.call('exportRun', { run: this.summary.id, name: this.summary.name, what });
      if (written) this.note = t('Written: {0}', written.files.join(', '));
    });
  }

  private async removeRun(): Promise<void> {
    await this.attempt(async () => {
      const { removed } = await this.host.call('remove', { run: this.summary.id, name: this.summary.name });
      if (removed) this.dispatchEvent(new CustomEvent('gone', { detail: { run: this.summary.id } }));
    });
  }

  private changed(summary: RunSummary): void {
    this.dispatchEvent(new CustomEvent('summary', { detail: summary }));
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.fault = '';
    this.note = '';
    try {
      await work();
    } catch (error) {
      this.fault = failure(error);
    }
  }
}

customElements.define('lexi-run-view', RunView);
