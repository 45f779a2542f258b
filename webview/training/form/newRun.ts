import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import './dataPreview.ts';
import './settingsFields.ts';
import '../networkDiagram.ts';
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { failure } from '../../common/failure.ts';
import { formatBytes, formatSeconds } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { DataInspection, DataProblem, NetworkDescription, Reading, TrainingChoices, TrainingPreset } from '../../../src/protocol/training.ts';
import type { PickedData } from '../../../src/protocol/trainingPanel.ts';
import type { RunKind } from '../../../src/protocol/trainingRun.ts';
import type { PanelHost } from '../host.ts';
import type { FormState } from '../state.ts';

const describeAfterMs = 250;

const kinds: readonly { readonly kind: RunKind; readonly title: string; readonly what: string }[] = [
  { kind: 'classifier', title: t('Classify texts'), what: t('Learns from texts with labels (topics, feelings, anything) to label others.') },
  { kind: 'embeddings', title: t('Word vectors'), what: t('Learns from plain text which words are used alike.') },
  { kind: 'tagger', title: t('Tag words'), what: t('Learns a label a word: parts of speech, names.') },
];

/** The form of a new run. What is filled in lives in `form`; every change is a `form` event with the new state; `started` hands over the run. */
export class NewRun extends LightElement {
  static override properties = { host: { attribute: false }, form: { attribute: false }, choices: { state: true }, inspection: { state: true }, network: { state: true }, fault: { state: true }, inspecting: { state: true }, starting: { state: true } };
  declare host: PanelHost;
  declare form: FormState;
  declare choices: TrainingChoices | undefined;
  declare inspection: DataInspection | undefined;
  declare network: NetworkDescription | undefined;
  declare fault: { where: 'data' | 'network' | 'start'; message: string } | undefined;
  declare inspecting: boolean;
  declare starting: boolean;
  private inspected = '';
  private described = '';
  private inspectionAbort: AbortController | undefined;
  private describeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.inspecting = false;
    this.starting = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.call('choices', {}).then((choices) => {
      this.choices = choices;
    }, (error: unknown) => this.fail('start', error));
  }

  override disconnectedCallback(): void {
    this.inspectionAbort?.abort();
    clearTimeout(this.describeTimer);
    super.disconnectedCallback();
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const { kind, source, reading } = this.form;
    const toInspect = source ? JSON.stringify([kind, source, reading]) : '';
    if (toInspect !== this.inspected) {
      this.inspected = toInspect;
      void this.inspect();
    }
    const preset = this.preset();
    const toDescribe = preset ? JSON.stringify([kind, preset.name, this.form.settings, this.inspection?.sizes]) : '';
    if (toDescribe !== this.described) {
      this.described = toDescribe;
      clearTimeout(this.describeTimer);
      this.describeTimer = setTimeout(() => void this.describe(), describeAfterMs);
    }
  }

  protected override render(): TemplateResult {
    const preset = this.preset();
    return html`<form class="new-run" @submit=${(event: Event) => event.preventDefault()}>
      <h1>${t('Train')}</h1>
      ${this.renderKinds()} ${this.renderData()} ${this.renderPresets(preset)}
      ${preset && this.choices ? html`<h2>${t('Settings')}</h2><lexi-settings-fields .fields=${this.form.kind === 'embeddings' ? this.choices.embeddingFields : this.choices.networkFields} .defaults=${preset.settings} .changed=${this.form.settings} .problems=${this.network?.problems ?? []}
        @setting=${({ detail }: CustomEvent<{ key: string; value: string | number | boolean }>) => this.setSetting(preset, detail.key, detail.value)}
        @file=${({ detail }: CustomEvent<{ key: string; title: string }>) => void this.pickSettingFile(preset, detail)}></lexi-settings-fields>` : nothing}
      ${preset ? this.renderWatched() : nothing}
      ${this.renderNetwork()} ${this.renderStart(preset)}
    </form>`;
  }

  private renderKinds(): TemplateResult {
    return html`<div class="cards" role="radiogroup" aria-label=${t('What to train')}>${kinds.map(({ kind, title, what }) => this.card({
      chosen: this.form.kind === kind, title, lines: [what], choose: () => this.change({ kind, preset: '', settings: {}, reading: {} }), id: `kind-${kind}`,
    }))}</div>`;
  }

  private card({ chosen, title, lines, choose, id }: { chosen: boolean; title: string; lines: readonly string[]; choose: () => void; id: string }): TemplateResult {
    return html`<button type="button" class="card" id=${id} role="radio" aria-checked=${chosen} @click=${choose}><span class="title">${title}</span>${lines.map((line) => html`<span class="quiet">${line}</span>`)}</button>`;
  }

  private renderData(): TemplateResult {
    const { sourceTitle, source } = this.form;
    const pick = (from: 'files' | 'folder' | 'document' | 'selection', label: string, icon: string): TemplateResult =>
      html`<vscode-button secondary icon=${icon} id="pick-${from}" @click=${() => void this.pick({ from })}>${label}</vscode-button>`;
    return html`<h2>${t('Data')}</h2>
      <div class="row">${pick('document', t('Open file'), 'file')} ${pick('selection', t('Selection'), 'selection')} ${pick('files', t('Files...'), 'files')} ${pick('folder', t('Folder...'), 'folder')}
        <vscode-textfield id="glob" label=${t('Files by a pattern')} placeholder="corpus/**/*.txt" @change=${(event: Event) => this.pickGlob((event.target as HTMLInputElement).value)}></vscode-textfield></div>
      ${source ? html`<p id="source"><strong>${sourceTitle}</strong></p>` : html`<p class="quiet">${t('CSV, TSV, JSON Lines, fastText labels, a folder a class, Reuters-21578, RCV1, CoNLL, plain text: the format is found out. Nothing leaves this machine.')}</p>`}
      ${this.inspecting ? html`<vscode-progress-bar indeterminate aria-label=${t('Reading the data')}></vscode-progress-bar>` : nothing}
      ${this.renderFault('data')}
      <lexi-data-preview .inspection=${this.inspection} .reading=${this.form.reading} ?labelled=${this.form.kind !== 'embeddings'}
        @reading=${({ detail }: CustomEvent<Reading>) => this.change({ reading: detail })}
        @place=${({ detail }: CustomEvent<Pick<DataProblem, 'file' | 'line'>>) => void this.host.call('openPlace', { file: detail.file, line: detail.line })}
        @advice=${({ detail }: CustomEvent<{ key: string; value: string | number | boolean }>) => this.change({ settings: { ...this.form.settings, [detail.key]: detail.value } })}></lexi-data-preview>
      ${this.form.kind === 'embeddings' ? nothing : html`<div class="row">${this.renderPart('validation', t('Validation files...'))} ${this.renderPart('test', t('Test files...'))}</div>`}`;
  }

  private renderPart(part: 'validation' | 'test', label: string): TemplateResult {
    const files = this.form[part];
    return html`<vscode-button secondary icon="add" @click=${() => void this.addPart(part)}>${label}</vscode-button>
      ${files.map((file) => html`<span class="chip">${file} <button class="link" aria-label=${t('Remove {0}', file)} @click=${() => this.change({ [part]: files.filter((one) => one !== file) })}>×</button></span>`)}`;
  }

  private renderPresets(chosen: TrainingPreset | undefined): TemplateResult {
    const presets = this.choices?.presets.filter(({ kind }) => kind === this.form.kind) ?? [];
    return html`<h2>${this.form.kind === 'embeddings' ? t('Algorithm') : t('Network')}</h2>
      <div class="cards" role="radiogroup" aria-label=${t('Presets')}>${presets.map((preset) => this.card({
        chosen: preset === chosen, title: t(preset.title), lines: [t(preset.what), t(preset.when)], choose: () => this.change({ preset: preset.name, settings: {} }), id: `preset-${preset.name}`,
      }))}</div>`;
  }

  private renderWatched(): TemplateResult {
    const vectors = this.form.kind === 'embeddings';
    const label = vectors ? t('Words to watch, separated by spaces (left empty: some frequent ones)') : t('Texts to watch, a line each (left empty: some of the validation data)');
    return html`<div class="field wide"><label for="watched">${label}</label>
      <vscode-textarea id="watched" label=${label} rows="3" .value=${vectors ? this.form.pinned : this.form.samples}
        @change=${(event: Event) => this.change({ [vectors ? 'pinned' : 'samples']: (event.target as HTMLInputElement).value })}></vscode-textarea></div>`;
  }

  private renderNetwork(): TemplateResult | typeof nothing {
    if (!this.network) return this.renderFault('network');
    const { layers, estimate } = this.network;
    return html`${layers.length === 0 ? nothing : html`<h2>${t('What will be trained')}</h2><lexi-network-diagram .layers=${layers.map(({ title, type, outputShape, parameters }) => ({ name: t(title), detail: type, shape: outputShape.join(', '), parameters }))}></lexi-network-diagram>`}
      ${estimate ? html`<p id="estimate">${t('About {0} ({1} epochs of {2}), {3} of memory', formatSeconds(estimate.seconds), estimate.epochs, formatSeconds(estimate.secondsPerEpoch), formatBytes(estimate.memoryBytes))}
        <span class="quiet">${estimate.basis === 'earlier-runs' ? t('as fast as earlier runs on this machine') : t('a rough guess: there is no earlier run to go by')}</span></p>` : nothing}`;
  }

  private renderStart(preset: TrainingPreset | undefined): TemplateResult {
    const missing = !this.form.source ? t('Choose the data first.') : !preset ? t('Choose what to train first.') : (this.network?.problems.length ?? 0) > 0 ? t('Mend the settings marked above first.') : '';
    return html`<div class="start"><div class="field"><label for="run-name">${t('Name of the run')}</label>
        <vscode-textfield id="run-name" label=${t('Name of the run')} .value=${this.form.name} placeholder=${this.defaultName(preset)} @change=${(event: Event) => this.change({ name: (event.target as HTMLInputElement).value })}></vscode-textfield></div>
      <vscode-button id="start" icon="play" ?disabled=${missing !== '' || this.starting} @click=${() => void this.start(preset)}>${t('Start')}</vscode-button>
      <span class="quiet">${missing}</span></div>${this.renderFault('start')}`;
  }

  private renderFault(where: 'data' | 'network' | 'start'): TemplateResult | typeof nothing {
    return this.fault?.where === where ? html`<p class="error" role="alert">${this.fault.message}</p>` : nothing;
  }

  private preset(): TrainingPreset | undefined {
    return this.choices?.presets.find(({ kind, name }) => kind === this.form.kind && name === this.form.preset);
  }

  private defaultName(preset: TrainingPreset | undefined): string {
    return [this.form.sourceTitle, preset && t(preset.title)].filter(Boolean).join(' · ') || t('Run');
  }

  private change(change: Partial<FormState>): void {
    this.dispatchEvent(new CustomEvent<FormState>('form', { detail: { ...this.form, ...change } }));
  }

  private fail(where: 'data' | 'network' | 'start', error: unknown): void {
    const message = failure(error);
    this.fault = message === '' ? undefined : { where, message };
  }

  /** A setting that is the preset's again is no change. */
  private setSetting(preset: TrainingPreset, key: string, value: string | number | boolean): void {
    const { [key]: _before, ...others } = this.form.settings;
    this.change({ settings: preset.settings[key] === value ? others : { ...others, [key]: value } });
  }

  private async pickSettingFile(preset: TrainingPreset, { key, title }: { key: string; title: string }): Promise<void> {
    const file = await this.host.call('pickFile', { title });
    if (file !== null) this.setSetting(preset, key, file);
  }

  private pickGlob(pattern: string): void {
    if (pattern.trim() !== '') void this.pick({ from: 'glob', pattern });
  }

  private async pick(params: { from: 'files' | 'folder' | 'document' | 'selection' } | { from: 'glob'; pattern: string }): Promise<void> {
    this.fault = undefined;
    try {
      const picked: PickedData | null = await this.host.call('pickData', params);
      if (picked) this.change({ source: picked.source, sourceTitle: picked.title, reading: {} });
    } catch (error) {
      this.fail('data', error);
    }
  }

  private async addPart(part: 'validation' | 'test'): Promise<void> {
    const file = await this.host.call('pickFile', { title: part === 'test' ? t('Test files...') : t('Validation files...') });
    if (file !== null && !this.form[part].includes(file)) this.change({ [part]: [...this.form[part], file] });
  }

  private async inspect(): Promise<void> {
    this.inspectionAbort?.abort();
    const { kind, source, reading } = this.form;
    this.inspection = undefined;
    this.inspecting = source !== undefined;
    if (!source) return;
    const abort = (this.inspectionAbort = new AbortController());
    this.fault = undefined;
    try {
      const inspection = await this.host.call('inspectData', { kind, source, reading }, abort.signal);
      if (!abort.signal.aborted) this.inspection = inspection;
    } catch (error) {
      if (!abort.signal.aborted) this.fail('data', error);
    }
    if (!abort.signal.aborted) this.inspecting = false;
  }

  private async describe(): Promise<void> {
    const preset = this.preset();
    const asked = this.described;
    if (!preset) {
      this.network = undefined;
      return;
    }
    try {
      const data = this.inspection?.sizes;
      const network = await this.host.call('describeNetwork', { kind: this.form.kind, preset: preset.name, settings: this.form.settings, ...(data && { data }) });
      if (asked === this.described) this.network = network;
    } catch (error) {
      if (asked === this.described) {
        this.network = undefined;
        this.fail('network', error);
      }
    }
  }

  private async start(preset: TrainingPreset | undefined): Promise<void> {
    const { kind, source, reading, validation, test, settings, name, samples, pinned } = this.form;
    if (!preset || !source || this.starting) return;
    this.starting = true;
    this.fault = undefined;
    const texts = samples.split('\n').map((line) => line.trim()).filter(Boolean);
    const words = pinned.split(/[\s,]+/).filter(Boolean);
    try {
      const run = await this.host.call('start', {
        kind, preset: preset.name, source, reading, settings, name: name.trim() || this.defaultName(preset),
        ...(validation.length > 0 && { validation }), ...(test.length > 0 && { test }), ...(texts.length > 0 && { samples: texts }), ...(words.length > 0 && { pinned: words }),
      });
      this.dispatchEvent(new CustomEvent('started', { detail: run }));
    } catch (error) {
      this.fail('start', error);
    }
    this.starting = false;
  }
}

customElements.define('lexi-new-run', NewRun);
