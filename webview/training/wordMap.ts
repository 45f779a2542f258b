import { type PropertyValues, type TemplateResult, html } from 'lit';
import { LightElement } from '../common/lightElement.ts';
import { t } from '../common/strings.ts';
import { onThemeChange, themeColour } from '../common/theme.ts';

export interface MapPoint {
  readonly word: string;
  readonly x: number;
  readonly y: number;
}

const height = 320;
const moveMs = 400;

/** Some words of the space in two dimensions; when new coordinates come, the points move to them. */
export class WordMap extends LightElement {
  static override properties = { points: { attribute: false }, label: {} };
  declare points: readonly MapPoint[];
  declare label: string;
  private shown = new Map<string, { x: number; y: number }>();
  private frame = 0;
  private observer: ResizeObserver | undefined;
  private endThemes: (() => void) | undefined;

  constructor() {
    super();
    this.points = [];
    this.label = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this);
    this.endThemes = onThemeChange(() => this.draw());
  }

  override disconnectedCallback(): void {
    cancelAnimationFrame(this.frame);
    this.observer?.disconnect();
    this.endThemes?.();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<figure class="chart"><figcaption>${this.label}</figcaption>
      <canvas role="img" aria-label=${t('A map of {0} words', this.points.length)}></canvas></figure>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('points')) this.moveTo(this.points);
  }

  private moveTo(points: readonly MapPoint[]): void {
    cancelAnimationFrame(this.frame);
    const from = this.shown;
    const still = from.size === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches;
    const started = performance.now();
    const step = (): void => {
      const progress = still ? 1 : Math.min(1, (performance.now() - started) / moveMs);
      this.shown = new Map(points.map(({ word, x, y }) => {
        const before = from.get(word) ?? { x, y };
        return [word, { x: before.x + progress * (x - before.x), y: before.y + progress * (y - before.y) }];
      }));
      this.draw();
      if (progress < 1) this.frame = requestAnimationFrame(step);
    };
    step();
  }

  private draw(): void {
    const canvas = this.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const width = Math.max(200, this.clientWidth);
    const scale = devicePixelRatio;
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    context.scale(scale, scale);
    const xs = [...this.shown.values()].map(({ x }) => x);
    const ys = [...this.shown.values()].map(({ y }) => y);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
    context.font = `11px ${themeColour('--vscode-font-family', 'sans-serif')}`;
    context.textBaseline = 'middle';
    const dot = themeColour('--vscode-charts-blue');
    const ink = themeColour('--vscode-foreground');
    for (const [word, { x, y }] of this.shown) {
      const px = 12 + ((x - left) / (right - left || 1)) * (width - 90);
      const py = 12 + ((top - y) / (top - bottom || 1)) * (height - 24);
      context.fillStyle = dot;
      context.beginPath();
      context.arc(px, py, 2.5, 0, 2 * Math.PI);
      context.fill();
      context.fillStyle = ink;
      context.fillText(word, px + 5, py);
    }
  }
}

customElements.define('lexi-word-map', WordMap);
