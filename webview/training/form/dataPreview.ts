import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { type TemplateResult, html, nothing } from 'lit';
import { formatBytes, formatCount, formatShare } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { DataInspection, LengthDistribution, Reading } from '../../../src/protocol/training.ts';

const labelsShown = 12;
const textShown = 160;

const targets: Readonly<Record<'single' | 'multiple' | 'tags', string>> = { single: t('one label a text'), multiple: t('several labels a text'), tags: t('a label a token') };

/** What is in the data: format, columns to choose, first rows, balance of the labels, lengths, problems. Sends `reading`, `place` and `advice`. */
export class DataPreview extends LightElement {
  static override properties = { inspection: { attribute: false }, reading: { attribute: false }, labelled: { type: Boolean } };
  declare inspection: DataInspection | undefined;
  declare reading: Reading;
  /** Whether labels are wanted: not for word vectors. */
  declare labelled: boolean;

  constructor() {
    super();
    this.inspection = undefined;
    this.reading = {};
    this.labelled = true;
  }

  protected override render(): TemplateResult {
    const data = this.inspection;
    if (!data) return html``;
    const examples = data.complete ? formatCount(data.examples) : t('about {0}', formatCount(data.estimatedExamples));
    return html`
      <p class="facts">${t('Format: {0}', data.format)} · ${t('Files: {0}, {1}', formatCount(data.fileCount), formatBytes(data.bytes))} · ${t('Texts: {0}', examples)}
        ${data.target === null ? nothing : html` · ${targets[data.target]}`}
        ${data.duplicates > 0 ? html` · ${t('Duplicates: {0}', formatCount(data.duplicates))}` : nothing}
        ${data.empty > 0 ? html` · ${t('Empty: {0}', formatCount(data.empty))}` : nothing}
        ${data.withoutLabel > 0 && this.labelled ? html` · ${t('Without a label: {0}', formatCount(data.withoutLabel))}` : nothing}</p>
      ${this.columns(data)} ${this.problems(data)} ${this.advice(data)} ${this.rows(data)}
      <div class="side-by-side">${this.balance(data)} ${this.lengths(data.words)}</div>`;
  }

  private columns({ columns }: DataInspection): TemplateResult | typeof nothing {
    if (columns.length === 0) return nothing;
    const select = (role: 'text' | 'labels', label: string): TemplateResult => html`<div class="field">
      <label for="column-${role}">${label}</label>
      <vscode-single-select id="column-${role}" label=${label} @change=${(event: Event) => this.choose(role, columns[Number((event.target as HTMLInputElement).value)]?.column)}>
        ${columns.map(({ name, role: is, examples }, index) => html`<vscode-option value=${String(index)} description=${examples[0] ?? ''} ?selected=${is === role}>${name}</vscode-option>`)}
      </vscode-single-select></div>`;
    return html`<div class="fields">${select('text', t('Column with the text'))} ${this.labelled ? select('labels', t('Column with the label')) : nothing}</div>`;
  }

  private problems({ problems, problemCount }: DataInspection): TemplateResult | typeof nothing {
    if (problemCount === 0) return nothing;
    return html`<details class="problems" open><summary class="error">${t('Problems in the data: {0}', formatCount(problemCount))}</summary><ul>
      ${problems.map(({ file, line, message }) => html`<li><button class="link" @click=${() => this.send('place', { file, line })}>${baseName(file)}${line === null ? '' : `:${line}`}</button> ${message}</li>`)}
    </ul></details>`;
  }

  private advice({ advice }: DataInspection): TemplateResult | typeof nothing {
    if (advice.length === 0) return nothing;
    return html`<ul class="advice">${advice.map((one) => html`<li>${one.reason} <vscode-button secondary @click=${() => this.send('advice', one)}>${t('Set {0} to {1}', one.key, String(one.value))}</vscode-button></li>`)}</ul>`;
  }

  private rows({ rows }: DataInspection): TemplateResult {
    return html`<details open><summary>${t('First rows')}</summary><div class="scroll rows"><table>
      <thead><tr>${this.labelled ? html`<th scope="col">${t('Label')}</th>` : nothing}<th scope="col">${t('Text')}</th><th scope="col">${t('Place')}</th></tr></thead>
      <tbody>${rows.map(({ text, labels, file, line }) => html`<tr>${this.labelled ? html`<td>${labels.length > textShown ? labels.length : labels.join(', ')}</td>` : nothing}
        <td class="text">${text.length > textShown ? `${text.slice(0, textShown)}…` : text}</td>
        <td><button class="link" @click=${() => this.send('place', { file, line })}>${baseName(file)}:${line}</button></td></tr>`)}</tbody>
    </table></div></details>`;
  }

  private balance({ labels, labelCount }: DataInspection): TemplateResult | typeof nothing {
    if (!this.labelled || labels.length === 0) return nothing;
    const total = labels.reduce((sum, { count }) => sum + count, 0);
    const most = Math.max(...labels.map(({ count }) => count));
    const left = labelCount - Math.min(labelsShown, labels.length);
    return html`<figure class="bars"><figcaption>${t('Labels: {0}', formatCount(labelCount))}</figcaption>
      ${labels.slice(0, labelsShown).map(({ label, count }) => bar(label, count / most, `${formatCount(count)} (${formatShare(count / total)})`))}
      ${left > 0 ? html`<p class="quiet">${t('and {0} more', formatCount(left))}</p>` : nothing}</figure>`;
  }

  private lengths({ bins, median, p95, longest }: LengthDistribution): TemplateResult {
    const most = Math.max(1, ...bins.map(({ count }) => count));
    return html`<figure class="bars"><figcaption>${t('Words a text: median {0}, 95 % below {1}, longest {2}', formatCount(median), formatCount(p95), formatCount(longest))}</figcaption>
      ${bins.map(({ upTo, count }) => bar(t('below {0}', formatCount(upTo)), count / most, formatCount(count)))}</figure>`;
  }

  private choose(role: 'text' | 'labels', column: string | number | undefined): void {
    if (column !== undefined) this.send('reading', { ...this.reading, [role]: [column] });
  }

  private send(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function bar(label: string, share: number, figure: string): TemplateResult {
  return html`<div class="bar-row"><span class="bar-label" title=${label}>${label}</span><span class="bar-track"><span class="bar-fill" .style=${`width: ${(100 * share).toFixed(1)}%`}></span></span><span class="bar-figure">${figure}</span></div>`;
}

export function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

customElements.define('lexi-data-preview', DataPreview);
