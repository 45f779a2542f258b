import '../../common/reliabilityDiagram.ts';
import '../confusionMatrix.ts';
import '../thresholds.ts';
import './answerList.ts';
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { formatCount, formatMetric, formatShare, metricName } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { RunMetrics } from '../../../src/protocol/trainingRun.ts';
import type { PanelHost } from '../host.ts';
import type { AnswerFilter } from './answerList.ts';

/** A confusion matrix of more labels than this is no picture; the table by label says it better. */
const matrixLabels = 30;

/** How good the final model is: figures, mistakes, calibration. */
export class RunResult extends LightElement {
  static override properties = { host: { attribute: false }, run: {}, metrics: { attribute: false }, filter: { state: true }, sortBy: { state: true } };
  declare host: PanelHost;
  declare run: string;
  declare metrics: RunMetrics;
  declare filter: AnswerFilter;
  declare sortBy: 'label' | 'n' | 'precision' | 'recall' | 'f1';

  constructor() {
    super();
    this.filter = { title: '', wrong: true };
    this.sortBy = 'n';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('run')) this.filter = { title: t('Worst mistakes first'), wrong: true };
  }

  protected override render(): TemplateResult {
    const { metrics } = this;
    const { part, examples, figures, labels, confusion, reliability, commonThresholds } = metrics;
    return html`<p>${part === 'test' ? t('Measured on {0} test texts that the training did not see.', formatCount(examples)) : t('Measured on the {0} validation texts, on which thresholds and temperature were fitted too: the figures flatter a little.', formatCount(examples))}</p>
      <dl class="figures">${Object.entries(figures).map(([name, value]) => html`<div><dt>${metricName(name)}</dt><dd>${formatMetric(name, value)}</dd></div>`)}</dl>
      ${confusion && labels.length <= matrixLabels ? html`<lexi-confusion-matrix .labels=${labels.map(({ label }) => label)} .counts=${confusion} .selected=${this.selectedCell()}
        @cell=${({ detail }: CustomEvent<{ gold: number; answer: number }>) => this.chooseCell(detail)}></lexi-confusion-matrix>` : nothing}
      <lexi-answer-list .host=${this.host} .run=${this.run} .filter=${this.filter}></lexi-answer-list>
      ${this.renderLabels()}
      ${commonThresholds ? html`<lexi-thresholds .labels=${labels} .common=${commonThresholds}></lexi-thresholds>` : nothing}
      ${reliability.length > 0 ? html`<lexi-reliability-diagram .bins=${reliability} .ece=${figures['ece'] ?? 0}></lexi-reliability-diagram>` : nothing}`;
  }

  private renderLabels(): TemplateResult {
    const { sortBy } = this;
    const rows = [...this.metrics.labels].sort((a, b) => (sortBy === 'label' ? a.label.localeCompare(b.label) : b[sortBy] - a[sortBy]));
    const head = (key: typeof sortBy, label: string): TemplateResult => html`<th scope="col" class=${key === 'label' ? '' : 'number'} aria-sort=${sortBy === key ? (key === 'label' ? 'ascending' : 'descending') : 'none'}>
      <button class="link" @click=${() => { this.sortBy = key; }}>${label}${sortBy === key ? (key === 'label' ? ' ↑' : ' ↓') : ''}</button></th>`;
    return html`<h3>${t('Label by label')}</h3><div class="scroll rows"><table><thead><tr>${head('label', t('Label'))}${head('n', t('Texts'))}${head('precision', t('Precision'))}${head('recall', t('Recall'))}${head('f1', 'F1')}</tr></thead>
      <tbody>${rows.map(({ label, n, precision, recall, f1 }) => html`<tr><th scope="row">${label}</th><td class="number">${formatCount(n)}</td><td class="number">${formatShare(precision)}</td><td class="number">${formatShare(recall)}</td><td class="number">${formatShare(f1)}</td></tr>`)}</tbody></table></div>`;
  }

  private selectedCell(): { gold: number; answer: number } | undefined {
    const { gold, predicted } = this.filter;
    const at = (name: string): number => this.metrics.labels.findIndex(({ label }) => label === name);
    return gold !== undefined && predicted !== undefined ? { gold: at(gold), answer: at(predicted) } : undefined;
  }

  private chooseCell({ gold, answer }: { gold: number; answer: number }): void {
    const [goldLabel, answerLabel] = [this.metrics.labels[gold]?.label ?? '', this.metrics.labels[answer]?.label ?? ''];
    this.filter = { title: t('{0}, answered {1}', goldLabel, answerLabel), wrong: false, gold: goldLabel, predicted: answerLabel };
  }
}

customElements.define('lexi-run-result', RunResult);
