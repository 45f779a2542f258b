import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-collapsible/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { type TemplateResult, html, nothing } from 'lit';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { SettingField } from '../../../src/protocol/training.ts';
import type { Settings } from '../../../src/protocol/trainingRun.ts';

type Value = string | number | boolean;

const groupTitles: Readonly<Record<SettingField['group'], string>> = { data: t('Data'), text: t('Reading the text'), network: t('Network'), training: t('Training'), result: t('Result') };

/** The settings of a run as form fields, the advanced ones folded away. Sends `setting` events with {key, value}, and `file` with {key, title}. */
export class SettingsFields extends LightElement {
  static override properties = { fields: { attribute: false }, defaults: { attribute: false }, changed: { attribute: false }, problems: { attribute: false } };
  declare fields: readonly SettingField[];
  /** The preset's settings: a field whose key is not among them does not apply. */
  declare defaults: Settings;
  /** What the person changed of them. */
  declare changed: Settings;
  declare problems: readonly { readonly key: string; readonly message: string }[];

  constructor() {
    super();
    this.fields = [];
    this.defaults = {};
    this.changed = {};
    this.problems = [];
  }

  protected override render(): TemplateResult {
    const groups = Object.keys(groupTitles) as SettingField['group'][];
    return html`${groups.map((group) => {
      const fields = this.fields.filter((field) => field.group === group && this.applies(field));
      if (fields.length === 0) return nothing;
      const advanced = fields.filter((field) => field.advanced);
      const changedCount = advanced.filter(({ key }) => Object.hasOwn(this.changed, key)).length;
      return html`<fieldset><legend>${groupTitles[group]}</legend>
        <div class="fields">${fields.filter((field) => !field.advanced).map((field) => this.field(field))}</div>
        ${advanced.length === 0 ? nothing : html`<vscode-collapsible heading=${t('More')} description=${changedCount > 0 ? t('{0} changed', changedCount) : ''}>
          <div class="fields">${advanced.map((field) => this.field(field))}</div></vscode-collapsible>`}
      </fieldset>`;
    })}`;
  }

  private value(key: string): Value | undefined {
    return this.changed[key] ?? this.defaults[key];
  }

  private applies({ key, when }: SettingField): boolean {
    if (!Object.hasOwn(this.defaults, key)) return false;
    const other = when && this.value(when.key);
    return !when || (other !== undefined && when.is.includes(other));
  }

  private field(field: SettingField): TemplateResult {
    const { key, label, help } = field;
    const value = this.value(key);
    const problem = this.problems.find((one) => one.key === key)?.message;
    const id = `setting-${key}`;
    return html`<div class="field ${Object.hasOwn(this.changed, key) ? 'changed' : ''}">
      ${field.type === 'boolean'
        ? html`<vscode-checkbox id=${id} label=${t(label)} .checked=${value === true} @change=${(event: Event) => this.set(key, (event.target as HTMLInputElement).checked)}></vscode-checkbox>`
        : html`<label for=${id}>${t(label)}</label> ${this.input(field, id, value ?? '')}`}
      <p class="help quiet" id="${id}-help">${t(help)}</p>
      ${problem === undefined ? nothing : html`<p class="error" role="alert">${problem}</p>`}
    </div>`;
  }

  private input({ key, label, type, minimum, maximum, choices = [] }: SettingField, id: string, value: Value): TemplateResult {
    const name = t(label);
    if (type === 'choice') {
      return html`<vscode-single-select id=${id} label=${name} .value=${String(value)} @change=${(event: Event) => this.set(key, (event.target as HTMLInputElement).value)}>
        ${choices.map((choice) => html`<vscode-option value=${choice.value} description=${choice.help === undefined ? '' : t(choice.help)} ?selected=${choice.value === value}>${t(choice.label)}</vscode-option>`)}
      </vscode-single-select>`;
    }
    if (type === 'file') {
      return html`<div class="row"><vscode-textfield id=${id} label=${name} .value=${String(value)} placeholder=${t('none')} @change=${(event: Event) => this.set(key, (event.target as HTMLInputElement).value.trim())}></vscode-textfield>
        <vscode-button secondary icon="folder-opened" @click=${() => this.send('file', { key, title: name })}>${t('Choose...')}</vscode-button></div>`;
    }
    return html`<vscode-textfield id=${id} label=${name} type="number" .value=${String(value)} min=${minimum ?? nothing} max=${maximum ?? nothing} step=${type === 'integer' ? '1' : '0.0001'}
      @change=${(event: Event) => this.setNumber(key, (event.target as HTMLInputElement).value)}></vscode-textfield>`;
  }

  private setNumber(key: string, text: string): void {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) this.set(key, value);
    else this.requestUpdate();
  }

  private set(key: string, value: Value): void {
    this.send('setting', { key, value });
  }

  private send(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('lexi-settings-fields', SettingsFields);
