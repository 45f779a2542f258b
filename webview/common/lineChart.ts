import { type PropertyValues, type TemplateResult, html } from 'lit';
import uPlot from 'uplot';
import { LightElement } from './lightElement.ts';
import { t } from './strings.ts';
import { onThemeChange, themeColour } from './theme.ts';

export interface ChartSeries {
  readonly label: string;
  /** One a position of x; null where there is none. */
  readonly values: readonly (number | null)[];
  /** The theme's colour, as in `--vscode-charts-blue`. */
  readonly colour: `--vscode-${string}`;
  /** Dashed lines tell series apart without colour. */
  readonly dashed?: boolean;
}

/**
 * Lines over a common x axis, drawn by uPlot on a canvas. A screen reader hears each series' last value; the legend shows the values
 * under the pointer.
 */
export class LineChart extends LightElement {
  static override properties = { label: {}, x: { attribute: false }, series: { attribute: false }, xLabel: {}, height: { type: Number }, logarithmic: { type: Boolean } };
  declare label: string;
  declare xLabel: string;
  declare x: readonly number[];
  declare series: readonly ChartSeries[];
  declare height: number;
  declare logarithmic: boolean;
  private chart: uPlot | undefined;
  private observer: ResizeObserver | undefined;
  private endThemes: (() => void) | undefined;

  constructor() {
    super();
    this.label = '';
    this.xLabel = '';
    this.x = [];
    this.series = [];
    this.height = 180;
    this.logarithmic = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new ResizeObserver(() => this.chart?.setSize({ width: this.plotWidth(), height: this.height }));
    this.observer.observe(this);
    this.endThemes = onThemeChange(() => this.rebuild());
  }

  override disconnectedCallback(): void {
    this.observer?.disconnect();
    this.endThemes?.();
    this.chart?.destroy();
    this.chart = undefined;
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<figure class="chart" role="img" aria-label=${this.spoken()}><figcaption>${this.label}</figcaption><div class="plot"></div></figure>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('series');
    const sameShape = this.chart !== undefined && !changed.has('logarithmic') && (before === undefined || shapeOf(before) === shapeOf(this.series));
    if (sameShape) this.chart?.setData(this.data());
    else this.rebuild();
  }

  private spoken(): string {
    const last = this.series.map(({ label, values }) => {
      const value = values.findLast((one) => one !== null);
      return value === undefined ? label : `${label}: ${formatFigure(value)}`;
    });
    return `${this.label}. ${last.length > 0 ? last.join(', ') : t('No values yet')}`;
  }

  private data(): uPlot.AlignedData {
    return [[...this.x], ...this.series.map(({ values }) => [...values])];
  }

  private plotWidth(): number {
    return Math.max(200, this.clientWidth);
  }

  private rebuild(): void {
    const place = this.querySelector<HTMLElement>('.plot');
    if (!place) return;
    this.chart?.destroy();
    const ink = themeColour('--vscode-foreground');
    const grid = { stroke: themeColour('--vscode-editorIndentGuide-background1', 'GrayText'), width: 1 };
    const font = `11px ${themeColour('--vscode-font-family', 'sans-serif')}`;
    const axis = { stroke: ink, grid, ticks: grid, font };
    this.chart = new uPlot({
      width: this.plotWidth(), height: this.height, cursor: { points: { size: 6 } },
      scales: { x: { time: false }, y: { distr: this.logarithmic ? 3 : 1 } },
      axes: [{ ...axis, label: this.xLabel, labelSize: 16, labelFont: font, size: 32 }, { ...axis, size: 56, values: (_chart, values) => values.map((value: number | null) => (value === null ? '' : formatFigure(value))) }],
      series: [
        { label: this.xLabel },
        ...this.series.map(({ label, colour, dashed }): uPlot.Series => ({
          label, stroke: themeColour(colour, ink), width: 1.5, spanGaps: true, points: { show: this.x.length < 30, size: 4 },
          value: (_chart, value: number | null) => (value === null ? '' : formatFigure(value)), ...(dashed && { dash: [5, 4] }),
        })),
      ],
    }, this.data(), place);
  }
}

function shapeOf(series: readonly ChartSeries[]): string {
  return series.map(({ label, colour, dashed }) => `${label}|${colour}|${dashed === true}`).join('\n');
}

/** Four significant digits, as curves need. */
export function formatFigure(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : value.toPrecision(4).replace(/\.?0+($|e)/, '$1');
}

customElements.define('lexi-line-chart', LineChart);
