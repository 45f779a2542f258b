import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import '../common/lineChart.ts';
import { failure } from '../common/failure.ts';
import { formatMetric, metricName } from '../common/format.ts';
import type { ChartSeries } from '../common/lineChart.ts';
import { LightElement } from '../common/lightElement.ts';
import { t } from '../common/strings.ts';
import type { RunComparison } from '../../src/protocol/training.ts';
import type { EpochRow } from '../../src/protocol/trainingRun.ts';
import type { PanelHost } from './host.ts';

const colours = ['--vscode-charts-blue', '--vscode-charts-red', '--vscode-charts-green', '--vscode-charts-orange', '--vscode-charts-purple', '--vscode-charts-yellow'] as const;

/** Runs side by side: the settings in which they differ, their figures, their curves. */
export class CompareRuns extends LightElement {
  static override properties = { host: { attribute: false }, runs: { attribute: false }, comparison: { state: true }, epochs: { state: true }, fault: { state: true } };
  declare host: PanelHost;
  declare runs: readonly string[];
  declare comparison: RunComparison | undefined;
  declare epochs: readonly (readonly EpochRow[])[];
  declare fault: string;

  constructor() {
    super();
    this.runs = [];
    this.epochs = [];
    this.fault = '';
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('runs')) void this.load();
  }

  protected override render(): TemplateResult {
    const { comparison } = this;
    if (this.fault) return html`<p class="error" role="alert">${this.fault}</p>`;
    if (!comparison) return html`<p class="quiet">${t('Reading the runs')}</p>`;
    const { runs, differences, figures } = comparison;
    const best = (name: string, values: readonly (number | null)[]): number => {
      const known = values.filter((value) => value !== null);
      return /loss|ece/i.test(name) ? Math.min(...known) : Math.max(...known);
    };
    return html`<h1>${t('Runs side by side')}</h1><div class="scroll"><table class="comparison">
      <thead><tr><td></td>${runs.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${figures.map(({ name, values }) => html`<tr><th scope="row">${metricName(name)}</th>${values.map((value) => html`<td class="number">${value === null ? '' : value === best(name, values) ? html`<strong>${formatMetric(name, value)}</strong>` : formatMetric(name, value)}</td>`)}</tr>`)}
      ${differences.map(({ label, values }) => html`<tr><th scope="row">${t(label)}</th>${values.map((value) => html`<td>${value === null ? '' : String(value)}</td>`)}</tr>`)}</tbody></table></div>
      ${differences.length === 0 ? html`<p class="quiet">${t('Their settings are the same.')}</p>` : nothing} ${this.renderCurves(comparison)}`;
  }

  private renderCurves({ runs }: RunComparison): TemplateResult {
    const longest = Math.max(0, ...this.epochs.map((rows) => rows.length));
    const x = Array.from({ length: longest }, (_unused, index) => index + 1);
    const series = (value: (row: EpochRow) => number | undefined): ChartSeries[] => runs.map(({ name }, index) => ({
      label: name, values: x.map((_epoch, at) => { const row = this.epochs[index]?.[at]; return row ? (value(row) ?? null) : null; }), colour: colours[index % colours.length] ?? colours[0], dashed: index % 2 === 1,
    }));
    const names = [...new Set(this.epochs.flatMap((rows) => Object.keys(rows[0]?.figures ?? {})))].slice(0, 4);
    return html`<div class="curves"><lexi-line-chart label=${t('Training loss')} xLabel=${t('epoch')} .x=${x} .series=${series(({ loss }) => loss)}></lexi-line-chart>
      ${names.map((name) => html`<lexi-line-chart label=${metricName(name)} xLabel=${t('epoch')} .x=${x} .series=${series(({ figures }) => figures[name])}></lexi-line-chart>`)}</div>`;
  }

  private async load(): Promise<void> {
    const { runs } = this;
    this.comparison = undefined;
    try {
      const comparison = await this.host.call('compare', { runs: [...runs] });
      const details = await Promise.all(runs.map((run) => this.host.call('read', { run, logLines: 0 })));
      if (runs !== this.runs) return;
      this.epochs = details.map(({ epochs }) => epochs);
      this.comparison = comparison;
    } catch (error) {
      this.fault = failure(error);
    }
  }
}

customElements.define('lexi-compare-runs', CompareRuns);
