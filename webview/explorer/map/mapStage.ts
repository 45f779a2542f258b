import { type PropertyValues, type TemplateResult, html } from 'lit';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import { onThemeChange, themeColour } from '../../common/theme.ts';
import { type Camera, type Size, centredOn, panned, startCamera, transformOf, turned, zoomed } from './camera.ts';
import { createCanvasRenderer } from './canvasRenderer.ts';
import { Density } from './density.ts';
import { listenToGestures } from './gestures.ts';
import { type PlacedLabel, placeLabels } from './labels.ts';
import { type OverlayColours, drawOverlay } from './overlay.ts';
import { pointAt, pointsInside, screenPlaces } from './picking.ts';
import { svgOf } from './picture.ts';
import type { Renderer } from './renderer.ts';
import { createWebglRenderer } from './webglRenderer.ts';

const mostLabels = 150;
/** Text costs more than points: a moving map has fewer labels. */
const mostMovingLabels = 40;
const labelHeight = 14;
const pickRadius = 12;
/** A map that has not moved for so long is drawn with all its points. */
const restMs = 150;
/** Frames farther apart than this are the ends of two movements. */
const longestFrameMs = 1000;

/** The map itself: points, labels, and what pointer and keys do to them. Tells `pick` (a point, or -1), `open` (a point, by double click) `lasso` (points), and `camera` when it has come to rest. */
export class MapStage extends LightElement {
  static override properties = {
    positions: { attribute: false }, labels: { attribute: false }, colours: { attribute: false }, emphasis: { attribute: false }, flat: { type: Boolean },
    links: { attribute: false }, selected: { type: Number }, view: { attribute: false },
  };
  /** [size, 3] */
  declare positions: Float32Array;
  declare labels: readonly string[];
  /** [size, 3] */
  declare colours: Uint8Array;
  /** [size] 0 hidden, 1 as usual, 2 large */
  declare emphasis: Uint8Array;
  declare flat: boolean;
  declare links: { readonly from: number; readonly to: readonly number[] } | undefined;
  declare selected: number;
  /** How to look at the map, where someone has said so. */
  declare view: Camera | undefined;
  private camera: Camera = startCamera;
  private renderer: Renderer | undefined;
  private readonly density = new Density();
  private places = new Float32Array();
  private hovered = -1;
  private lassoCorners: readonly number[] = [];
  private frame = 0;
  private lastFrame = 0;
  private movedAt = -Infinity;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private inks: OverlayColours = { ink: 'CanvasText', ground: 'Canvas', line: 'CanvasText', focus: 'Highlight', font: 'sans-serif' };
  private readonly widths = new Map<string, number>();
  private endings: (() => void)[] = [];

  constructor() {
    super();
    this.positions = new Float32Array();
    this.labels = [];
    this.colours = new Uint8Array();
    this.emphasis = new Uint8Array();
    this.flat = true;
    this.links = undefined;
    this.view = undefined;
    this.selected = -1;
  }

  override disconnectedCallback(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
    for (const end of this.endings) end();
    this.renderer?.dispose();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<div class="stage" tabindex="0" role="application" aria-label=${t('A map of {0} points. Arrows move it, plus and minus enlarge it, 0 shows all of it. The points are in the list beside it, too.', this.labels.length)}>
      <canvas class="points" aria-hidden="true"></canvas><canvas class="overlay" aria-hidden="true"></canvas></div>`;
  }

  protected override firstUpdated(): void {
    const stage = this.querySelector<HTMLElement>('.stage')!;
    const canvas = this.querySelector<HTMLCanvasElement>('.points')!;
    this.renderer = createWebglRenderer(canvas) ?? createCanvasRenderer(canvas);
    canvas.dataset['renderer'] = this.renderer.kind;
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
    canvas.addEventListener('webglcontextrestored', () => {
      this.renderer = createWebglRenderer(canvas);
      this.fill();
    });
    const observer = new ResizeObserver(() => this.redraw());
    observer.observe(stage);
    this.endings = [() => observer.disconnect(), onThemeChange(() => this.retheme()), listenToGestures(stage, {
      drag: (dx, dy, turn) => this.move(turn ? turned(this.camera, dx, dy) : panned(this.camera, this.size(), dx, dy)),
      zoom: (factor, x, y) => this.move(zoomed(this.camera, this.size(), factor, x, y)),
      hover: (x, y) => this.hover(pointAt(this.places, this.emphasis, x, y, pickRadius)),
      leave: () => this.hover(-1),
      click: (x, y, double) => {
        const point = pointAt(this.places, this.emphasis, x, y, pickRadius);
        this.tell(double && point >= 0 ? 'open' : 'pick', point);
      },
      lasso: (corners, done) => {
        this.lassoCorners = done ? [] : corners;
        if (done) this.tell('lasso', pointsInside(this.places, this.emphasis, corners));
        this.redraw();
      },
      reset: () => this.move(startCamera),
    }, () => !this.flat)];
    this.fill();
    this.retheme();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('flat')) this.camera = startCamera;
    if (changed.has('view') && this.view) this.camera = this.view;
    if (changed.has('positions') || changed.has('colours') || changed.has('emphasis')) this.fill();
    this.redraw();
  }

  /** Brings a point into the middle. */
  centreOn(point: number): void {
    this.move(centredOn(this.camera, this.size(), this.positions.subarray(3 * point, 3 * point + 3)));
  }

  /** What is seen, as a picture. */
  async png(): Promise<Uint8Array<ArrayBuffer>> {
    this.drawNow(this.labels.length);
    const [points, overlay] = [this.querySelector<HTMLCanvasElement>('.points')!, this.querySelector<HTMLCanvasElement>('.overlay')!];
    const whole = document.createElement('canvas');
    [whole.width, whole.height] = [points.width, points.height];
    const context = whole.getContext('2d')!;
    context.fillStyle = this.inks.ground;
    context.fillRect(0, 0, whole.width, whole.height);
    context.drawImage(points, 0, 0);
    context.drawImage(overlay, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => whole.toBlob(resolve, 'image/png'));
    return new Uint8Array(await blob!.arrayBuffer());
  }

  svg(): string {
    const { width, height } = this.size();
    const labels = this.placed().map((label) => ({ ...label, text: this.labels[label.index] }));
    return svgOf({
      width, height, background: this.inks.ground, ink: this.inks.ink, font: this.inks.font,
      places: this.places, colours: this.colours, visible: this.emphasis, radius: this.radius(), labels,
    });
  }

  private fill(): void {
    if (this.labels.length * 3 !== this.positions.length || this.emphasis.length !== this.labels.length || this.colours.length !== this.positions.length) return;
    if (this.places.length !== this.labels.length * 2) this.places = new Float32Array(this.labels.length * 2);
    this.renderer?.setPositions(this.positions);
    this.renderer?.setLooks(this.colours, this.emphasis);
    this.hovered = -1;
  }

  private tell(name: 'pick' | 'open' | 'lasso', detail: number | number[]): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  private hover(point: number): void {
    if (point === this.hovered) return;
    this.hovered = point;
    this.redraw();
  }

  private move(camera: Camera): void {
    this.camera = camera;
    this.movedAt = performance.now();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.redraw();
      this.dispatchEvent(new CustomEvent('camera', { detail: this.camera }));
    }, restMs + 10);
    this.redraw();
  }

  private size(): Size {
    const stage = this.querySelector('.stage');
    return { width: stage?.clientWidth ?? 1, height: stage?.clientHeight ?? 1 };
  }

  /** Fewer points are drawn larger. */
  private radius(): number {
    return Math.max(1.2, Math.min(4, 110 / Math.sqrt(this.labels.length)));
  }

  private redraw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame((now) => {
      const moving = now - this.movedAt < restMs;
      const frameMs = now - this.lastFrame;
      this.lastFrame = now;
      const started = performance.now();
      this.drawNow(moving ? this.density.count(this.labels.length) : this.labels.length, moving);
      // A graphics card draws after we have gone on: only the time between frames tells. Without one, slow frames may be others' doing.
      const costMs = this.renderer?.kind === 'webgl' ? frameMs : performance.now() - started;
      if (moving && frameMs < longestFrameMs) this.density.told(costMs, this.labels.length);
    });
  }

  private drawNow(count: number, moving = false): void {
    const size = this.size();
    if (size.width === 0 || size.height === 0 || this.places.length !== this.labels.length * 2) return;
    const scale = devicePixelRatio;
    const [points, overlay] = [this.querySelector<HTMLCanvasElement>('.points')!, this.querySelector<HTMLCanvasElement>('.overlay')!];
    for (const canvas of [points, overlay]) {
      const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    const transform = transformOf(this.camera, size);
    this.renderer?.draw(transform, size, scale, count, this.radius());
    points.dataset['drawn'] = String(count);
    screenPlaces(this.positions, transform, this.places);
    const context = overlay.getContext('2d')!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    drawOverlay(context, {
      places: this.places, labels: this.placed(moving ? mostMovingLabels : mostLabels), textOf: (index) => this.labels[index], links: this.links, hovered: this.hovered, selected: this.selected, lasso: this.lassoCorners,
      colours: this.inks,
    });
  }

  private retheme(): void {
    this.inks = {
      ink: themeColour('--vscode-foreground'), ground: themeColour('--vscode-editor-background', 'Canvas'), line: themeColour('--vscode-charts-lines', 'CanvasText'),
      focus: themeColour('--vscode-focusBorder', 'Highlight'), font: themeColour('--vscode-font-family', 'sans-serif'),
    };
    this.redraw();
  }

  private placed(most = mostLabels): PlacedLabel[] {
    const context = this.querySelector<HTMLCanvasElement>('.overlay')!.getContext('2d')!;
    context.font = `11px ${this.inks.font}`;
    const widthOf = (index: number): number => {
      const text = this.labels[index];
      let width = this.widths.get(text);
      if (width === undefined) this.widths.set(text, (width = context.measureText(text).width));
      return width;
    };
    return placeLabels(this.labelOrder(), this.places, widthOf, labelHeight, this.size(), most);
  }

  /** Large points first, then the others as they come: by frequency. */
  private *labelOrder(): Generator<number> {
    const { emphasis } = this;
    for (let i = 0; i < emphasis.length; i++) if (emphasis[i] > 1) yield i;
    for (let i = 0; i < emphasis.length; i++) if (emphasis[i] === 1) yield i;
  }
}

customElements.define('lexi-map-stage', MapStage);
