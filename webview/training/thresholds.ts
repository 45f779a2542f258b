import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { type TemplateResult, html } from 'lit';
import { formatShare } from '../common/format.ts';
import { LightElement } from '../common/lightElement.ts';
import { t } from '../common/strings.ts';
import type { RunMetrics, ThresholdPoint } from '../../src/protocol/trainingRun.ts';

/** Several labels a text: what precision and recall another threshold would give, for all labels or for one. */
export class Thresholds extends LightElement {
  static override properties = { labels: { attribute: false }, common: { attribute: false }, chosen: { state: true }, index: { state: true } };
  declare labels: RunMetrics['labels'];
  declare common: readonly ThresholdPoint[];
  /** Empty: all labels together. */
  declare chosen: string;
  declare index: number | undefined;

  constructor() {
    super();
    this.labels = [];
    this.common = [];
    this.chosen = '';
    this.index = undefined;
  }

  protected override render(): TemplateResult {
    const label = this.labels.find((one) => one.label === this.chosen);
    const points = label?.thresholds ?? this.common;
    const fitted = nearest(points, label?.threshold ?? 0.5);
    const point = points[this.index ?? fitted];
    return html`<h3>${t('Thresholds')}</h3>
      <div class="row"><vscode-single-select label=${t('Label')} @change=${(event: Event) => this.choose((event.target as HTMLInputElement).value)}>
          <vscode-option value="" selected>${t('all labels')}</vscode-option>${this.labels.filter(({ thresholds }) => thresholds !== undefined).map((one) => html`<vscode-option value=${one.label}>${one.label}</vscode-option>`)}
        </vscode-single-select>
        <input type="range" min="0" max=${Math.max(0, points.length - 1)} .value=${String(this.index ?? fitted)} aria-label=${t('Threshold')} aria-valuetext=${point ? point.threshold.toFixed(2) : ''}
          @input=${(event: Event) => { this.index = Number((event.target as HTMLInputElement).value); }}>
        ${point ? html`<output>${t('from {0} on: precision {1}, recall {2}, F1 {3}', point.threshold.toFixed(2), formatShare(point.precision), formatShare(point.recall), formatShare(point.f1))}</output>` : ''}</div>
      ${label?.threshold === undefined ? '' : html`<p class="quiet">${t('The model uses {0} for {1}.', label.threshold.toFixed(2), label.label)}</p>`}`;
  }

  private choose(label: string): void {
    this.chosen = label;
    this.index = undefined;
  }
}

function nearest(points: readonly ThresholdPoint[], threshold: number): number {
  let best = 0;
  points.forEach((point, index) => {
    if (Math.abs(point.threshold - threshold) < Math.abs((points[best]?.threshold ?? 0) - threshold)) best = index;
  });
  return best;
}

customElements.define('lexi-thresholds', Thresholds);
