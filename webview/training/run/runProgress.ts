import '../../common/lineChart.ts';
import '../wordMap.ts';
import { type TemplateResult, html, nothing } from 'lit';
import type { ChartSeries } from '../../common/lineChart.ts';
import { formatMetric, formatShare, metricName } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { Frame, SampleRow, SampleText } from '../../../src/protocol/trainingRun.ts';
import type { RunRecord } from './runRecord.ts';

/** More points than pixels say nothing more. */
const pointsShown = 1200;
const textShown = 140;

const figureColours = ['--vscode-charts-green', '--vscode-charts-orange', '--vscode-charts-purple', '--vscode-charts-yellow'] as const;

/** A run as it goes: curves, what it says of the watched texts, how the watched words lie. */
export class RunProgress extends LightElement {
  static override properties = { record: { attribute: false } };
  declare record: RunRecord;

  protected override render(): TemplateResult {
    const { steps, epochs, samples, sampleTexts, frames, singularValues } = this.record;
    // Of a short run there are fewer rows by the second than by the epoch.
    const rows = steps.length < epochs.length ? epochs.map((row) => ({ ...row, tokensPerSecond: null })) : steps;
    const thin = rows.filter((_row, index) => index === rows.length - 1 || index % Math.ceil(rows.length / pointsShown) === 0);
    const x = thin.map(({ step }) => step);
    const validationLoss = this.atSteps(x, 'loss');
    const figures = Object.keys(epochs.at(-1)?.figures ?? {}).filter((name) => !/loss|ece|temperature/i.test(name)).slice(0, figureColours.length);
    const one = (label: string, values: ChartSeries['values'], colour: ChartSeries['colour']): ChartSeries[] => [{ label, values, colour }];
    return html`<div class="curves">
        <lexi-line-chart label=${t('Loss')} xLabel=${t('step')} .x=${x} .series=${[
          ...one(t('training'), thin.map(({ loss }) => loss), '--vscode-charts-blue'),
          ...(validationLoss.some((value) => value !== null) ? [{ label: t('validation'), values: validationLoss, colour: '--vscode-charts-red' as const, dashed: true }] : []),
        ]}></lexi-line-chart>
        ${figures.length === 0 ? nothing : html`<lexi-line-chart label=${t('On the validation data')} xLabel=${t('epoch')} .x=${epochs.map(({ epoch }) => epoch)}
          .series=${figures.map((name, index) => ({ label: metricName(name), values: epochs.map((row) => row.figures[name] ?? null), colour: figureColours[index] ?? figureColours[0], dashed: index % 2 === 1 }))}></lexi-line-chart>`}
        <lexi-line-chart label=${t('Learning rate')} xLabel=${t('step')} height="120" .x=${x} .series=${one(t('rate'), thin.map(({ rate }) => rate), '--vscode-charts-orange')}></lexi-line-chart>
        <lexi-line-chart label=${t('Words a second')} xLabel=${t('step')} height="120" .x=${x} .series=${one(t('words/s'), thin.map(({ tokensPerSecond }) => tokensPerSecond), '--vscode-charts-green')}></lexi-line-chart>
        ${singularValues.length === 0 ? nothing : html`<lexi-line-chart label=${t('Singular values of the table')} xLabel=${t('component')} .x=${singularValues.map((_value, index) => index + 1)} .series=${one(t('singular value'), singularValues, '--vscode-charts-purple')}></lexi-line-chart>`}
      </div>
      ${this.renderSamples(sampleTexts, samples)} ${this.renderFrame(frames)} ${this.renderEpochs()}`;
  }

  /** The figure of each evaluation at the shown step next to it, else null. */
  private atSteps(x: readonly number[], name: string): (number | null)[] {
    const values = x.map((): number | null => null);
    let at = 0;
    for (const { step, figures } of this.record.epochs) {
      while (at < x.length - 1 && (x[at] ?? 0) < step) at++;
      if (at < x.length) values[at] = figures[name] ?? null;
    }
    return values;
  }

  private renderSamples(texts: readonly SampleText[], rows: readonly SampleRow[]): TemplateResult | typeof nothing {
    const last = rows.at(-1);
    const before = rows.at(-2);
    if (!last || texts.length === 0) return nothing;
    return html`<h3>${t('What it says of the watched texts after epoch {0}', last.epoch)}</h3><div class="scroll"><table class="samples">
      <thead><tr><th scope="col">${t('Text')}</th><th scope="col">${t('Label')}</th><th scope="col">${t('Answer')}</th><th scope="col">${t('Before')}</th></tr></thead>
      <tbody>${texts.map(({ text, gold, tokens }, index) => {
        const answer = last.answers[index];
        return html`<tr><td class="text">${tokens && answer?.tags ? this.tagged(tokens, answer.tags, gold) : text.slice(0, textShown)}</td>
          <td>${tokens ? nothing : gold?.join(', ')}</td><td>${this.best(answer, gold)}</td><td class="quiet">${this.best(before?.answers[index], gold)}</td></tr>`;
      })}</tbody></table></div>`;
  }

  private best(answer: SampleRow['answers'][number] | undefined, gold: readonly string[] | undefined): TemplateResult | typeof nothing {
    const top = answer?.scores?.[0];
    if (!top) return nothing;
    const mark = gold === undefined ? '' : gold.includes(top.label) ? '✓' : '✗';
    return html`${top.label} ${formatShare(top.score)} ${mark}`;
  }

  private tagged(tokens: readonly string[], tags: readonly string[], gold: readonly string[] | undefined): TemplateResult[] {
    return tokens.map((token, index) => html`<span class="tagged">${token}<sub class=${gold && gold[index] !== tags[index] ? 'error' : 'quiet'}>${tags[index]}${gold && gold[index] !== tags[index] ? ` ≠ ${gold[index]}` : ''}</sub></span> `);
  }

  private renderFrame(frames: readonly Frame[]): TemplateResult | typeof nothing {
    const frame = frames.at(-1);
    if (!frame) return nothing;
    const { words, x, y } = frame.map;
    return html`<div class="side-by-side"><div><h3>${t('Nearest words')}</h3><div class="scroll"><table><tbody>${frame.neighbours.map(({ word, near }) => html`<tr><th scope="row">${word}</th>
        <td>${near.map((one, index) => html`${index > 0 ? ', ' : ''}<span title=${one.score.toFixed(3)}>${one.word}</span>`)}</td></tr>`)}</tbody></table></div></div>
      <lexi-word-map label=${t('A map of some words (principal components)')} .points=${words.map((word, index) => ({ word, x: x[index] ?? 0, y: y[index] ?? 0 }))}></lexi-word-map></div>`;
  }

  private renderEpochs(): TemplateResult | typeof nothing {
    const { epochs } = this.record;
    if (epochs.length === 0) return nothing;
    const names = Object.keys(epochs.at(-1)?.figures ?? {});
    return html`<details><summary>${t('The figures as a table')}</summary><div class="scroll"><table>
      <thead><tr><th scope="col" class="number">${t('Epoch')}</th><th scope="col" class="number">${t('Training loss')}</th>${names.map((name) => html`<th scope="col" class="number">${metricName(name)}</th>`)}<th scope="col">${t('Best')}</th></tr></thead>
      <tbody>${epochs.map((row) => html`<tr><td class="number">${row.epoch}</td><td class="number">${row.loss.toFixed(4)}</td>${names.map((name) => html`<td class="number">${row.figures[name] === undefined ? '' : formatMetric(name, row.figures[name])}</td>`)}<td>${row.best ? '✓' : ''}</td></tr>`)}</tbody>
    </table></div></details>`;
  }
}

customElements.define('lexi-run-progress', RunProgress);
