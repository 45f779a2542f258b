import './mapControls.ts';
import './mapStage.ts';
import './pointList.ts';
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { failure } from '../../common/failure.ts';
import { formatCount } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import { onThemeChange } from '../../common/theme.ts';
import { toCsv } from '../csv.ts';
import type { PageHost } from '../host.ts';
import { type MapSettings, type SavedView, emptyState, parseView } from '../state.ts';
import type { Camera } from './camera.ts';
import { coloursOf, parseColumn } from './colours.ts';
import type { MapStage } from './mapStage.ts';
import { type PointSet, pointSetOf, positionsOf } from './pointSet.ts';
import { rgbText, themePalette } from './themePalette.ts';

const pollMs = 700;
const shownNeighbours = 12;

/** The map with its controls, its progress and the list of its points. */
export class MapView extends LightElement {
  static override properties = {
    host: { attribute: false }, space: {}, settings: { attribute: false }, points: { state: true }, fault: { state: true }, done: { state: true }, paused: { state: true },
    selected: { state: true }, chosen: { state: true }, near: { state: true }, leftOut: { state: true },
  };
  declare host: PageHost;
  declare space: string;
  declare settings: MapSettings;
  declare points: PointSet | undefined;
  declare fault: string;
  /** 0 to 1 while a map is computed. */
  declare done: number | undefined;
  declare paused: boolean;
  declare selected: number;
  /** Points in the lasso; empty for all. */
  declare chosen: readonly number[];
  /** The nearest points of the selected one, by the space's own cosine. */
  declare near: readonly number[];
  declare leftOut: number;
  private running: AbortController | undefined;
  private jobs = 0;
  /** The projection under way. */
  private job = '';
  private endThemes: (() => void) | undefined;

  constructor() {
    super();
    this.space = '';
    this.settings = emptyState.map;
    this.fault = '';
    this.done = undefined;
    this.paused = false;
    this.selected = -1;
    this.chosen = [];
    this.near = [];
    this.leftOut = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.endThemes = onThemeChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    this.running?.abort();
    this.endThemes?.();
    super.disconnectedCallback();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('space') && this.space !== '') void this.compute();
  }

  protected override render(): TemplateResult {
    return html`<div class="map">
      <aside><lexi-map-controls .host=${this.host} .settings=${this.settings} ?busy=${this.done !== undefined && !this.points}
        @compute=${() => void this.compute()} @settings=${({ detail }: CustomEvent<MapSettings>) => this.change(detail)}></lexi-map-controls>
        ${this.renderLegend()}</aside>
      <section>${this.renderProgress()}${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}${this.renderMap()}</section></div>`;
  }

  private renderProgress(): TemplateResult | typeof nothing {
    if (this.done === undefined) return nothing;
    return html`<div class="progress"><progress max="1" .value=${this.done} aria-label=${t('Laying out')}></progress> <span>${Math.round(100 * this.done)} %</span>
      <button class="secondary" @click=${() => void this.pause(!this.paused)}>${this.paused ? t('Go on') : t('Pause')}</button>
      <button class="secondary" @click=${() => this.running?.abort()}>${t('Cancel')}</button></div>`;
  }

  private renderMap(): TemplateResult | typeof nothing {
    const { points } = this;
    if (!points) return nothing;
    const { colours } = this.colours(points);
    const emphasis = this.emphasis(points);
    const shown = emphasis.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
    return html`<div class="tools"><span class="quiet" role="status">${t('{0} of {1} points', formatCount(shown), formatCount(points.size))}${this.leftOut > 0 ? ` · ${t('{0} documents have no known word', formatCount(this.leftOut))}` : ''}</span>
        ${this.chosen.length > 0 ? html`<button class="secondary" @click=${() => (this.chosen = [])}>${t('Show all')}</button>` : nothing}
        <button class="secondary" @click=${() => void this.savePng()}>PNG</button><button class="secondary" @click=${() => void this.saveSvg()}>SVG</button>
        <button class="secondary" @click=${() => void this.saveTable()}>CSV</button>
        <button class="secondary" @click=${() => void this.saveView()}>${t('Save view')}</button><button class="secondary" @click=${() => void this.openView()}>${t('Open view…')}</button></div>
      <div class="scene"><lexi-map-stage .positions=${points.positions} .labels=${points.labels} .colours=${colours} .emphasis=${emphasis} ?flat=${points.components === 2} .selected=${this.selected}
          .links=${this.selected >= 0 && this.near.length > 0 ? { from: this.selected, to: this.near } : undefined}
          .view=${this.settings.camera} @camera=${({ detail }: CustomEvent<Camera>) => this.change({ ...this.settings, camera: detail })}
          @pick=${({ detail }: CustomEvent<number>) => void this.select(detail)} @open=${({ detail }: CustomEvent<number>) => this.open(detail)}
          @lasso=${({ detail }: CustomEvent<number[]>) => (this.chosen = detail)}></lexi-map-stage>
        <lexi-point-list .points=${points} .emphasis=${emphasis} .selected=${this.selected} @pick=${({ detail }: CustomEvent<number>) => void this.select(detail, true)}
          @open=${({ detail }: CustomEvent<number>) => this.open(detail)}></lexi-point-list></div>
      <p class="quiet">${points.components === 2 ? t('Drag to move, wheel to enlarge, Shift and drag for a lasso, double click to look up.') : t('Drag to turn, Alt and drag to move, wheel to enlarge, Shift and drag for a lasso, double click to look up.')}</p>`;
  }

  private renderLegend(): TemplateResult | typeof nothing {
    if (!this.points) return nothing;
    const { legend } = this.colours(this.points);
    return html`<ul class="legend">${legend.map(({ name, colour }) => html`<li><svg width="10" height="10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill=${rgbText(colour)}></circle></svg> ${name}</li>`)}</ul>`;
  }

  private colours(points: PointSet): ReturnType<typeof coloursOf> {
    return coloursOf(points, this.settings.colouring, this.settings.colouring === 'column' ? parseColumn(this.settings.column) : new Map(), themePalette());
  }

  private emphasis(points: PointSet): Uint8Array {
    const emphasis = new Uint8Array(points.size).fill(this.chosen.length > 0 ? 0 : 1);
    for (const point of this.chosen) emphasis[point] = 1;
    const pattern = patternOf(this.settings.filter);
    if (pattern) points.labels.forEach((label, i) => !pattern.test(label) && (emphasis[i] = 0));
    for (const point of this.near) emphasis[point] = 2;
    if (this.selected >= 0) emphasis[this.selected] = 2;
    return emphasis;
  }

  /** Lays out what the settings say. */
  async compute(): Promise<void> {
    this.running?.abort();
    const running = (this.running = new AbortController());
    const job = (this.job = `explorer-${Date.now()}-${++this.jobs}`);
    const { selection, projection, clusters } = this.settings;
    if (selection.kind === 'documents' && selection.path === '') return;
    [this.fault, this.done, this.paused] = ['', 0, false];
    const poll = setInterval(() => void this.look(job, projection.components, running.signal), pollMs);
    try {
      const map = await this.host.call('project', { space: this.space, selection, projection, clusters, job }, { signal: running.signal, onProgress: (part) => running === this.running && (this.done = part) });
      if (running !== this.running) return;
      [this.points, this.leftOut, this.selected, this.near, this.chosen] = [pointSetOf(map), map.leftOut, -1, [], []];
    } catch (error) {
      if (running === this.running) this.fault = failure(error);
    } finally {
      clearInterval(poll);
      if (running === this.running) this.done = undefined;
    }
  }

  /** Shows the layout on its way, where the map on display has the same points. */
  private async look(job: string, components: 2 | 3, signal: AbortSignal): Promise<void> {
    const state = await this.host.call('projectionState', { space: this.space, job }, { signal }).catch(() => undefined);
    const { points } = this;
    if (signal.aborted || !state?.coordinates || !points || points.components !== components) return;
    const positions = positionsOf(state.coordinates, components);
    if (positions.length === points.positions.length) this.points = { ...points, positions };
  }

  private async pause(paused: boolean): Promise<void> {
    this.paused = paused;
    await this.host.call('projectionState', { space: this.space, job: this.job, paused }).catch(() => undefined);
  }

  private change(settings: MapSettings): void {
    this.dispatchEvent(new CustomEvent('settings', { detail: settings }));
  }

  private async select(point: number, centre = false): Promise<void> {
    const { points } = this;
    [this.selected, this.near] = [point, []];
    if (!points || point < 0) return;
    if (centre) this.querySelector<MapStage>('lexi-map-stage')?.centreOn(point);
    if (points.places) return;
    const { neighbours } = await this.host.call('neighbours', { space: points.space, expression: points.labels[point], top: 200 }).catch(() => ({ neighbours: [] }));
    if (this.selected !== point || this.points !== points) return;
    const index = new Map(points.labels.map((label, i) => [label, i]));
    this.near = neighbours.map(({ word }) => index.get(word) ?? -1).filter((i) => i >= 0).slice(0, shownNeighbours);
  }

  private open(point: number): void {
    const { points } = this;
    if (!points || point < 0) return;
    const place = points.places?.[point];
    if (place) void this.host.call('openPlace', place).catch((error: unknown) => (this.fault = failure(error)));
    else this.dispatchEvent(new CustomEvent('lookup', { detail: points.labels[point] }));
  }

  private async savePng(): Promise<void> {
    const content = await this.querySelector<MapStage>('lexi-map-stage')!.png();
    await this.save('map.png', content);
  }

  private async saveSvg(): Promise<void> {
    await this.save('map.svg', this.querySelector<MapStage>('lexi-map-stage')!.svg());
  }

  private async saveTable(): Promise<void> {
    const { points } = this;
    if (!points) return;
    const rows = points.labels.map((label, i) => [label, ...points.positions.subarray(3 * i, 3 * i + points.components), points.clusterNames[points.clusters[i]], points.ranks[i] || null]);
    await this.save('map.csv', toCsv(['label', ...['x', 'y', 'z'].slice(0, points.components), 'cluster', 'rank'], rows));
  }

  private async saveView(): Promise<void> {
    const view: SavedView = { lexiscopeView: 1, space: this.space, map: this.settings };
    await this.save('map.view.json', `${JSON.stringify(view, null, 2)}\n`);
  }

  private async openView(): Promise<void> {
    try {
      const text = await this.host.call('openView', {});
      if (text === null) return;
      const view = parseView(text);
      if (view) this.dispatchEvent(new CustomEvent('view', { detail: view }));
      else this.fault = t('This file is no view that the explorer has saved.');
    } catch (error) {
      this.fault = failure(error);
    }
  }

  private async save(name: string, content: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.host.call('save', { name, content }).catch((error: unknown) => (this.fault = failure(error)));
  }
}

/** A pattern that is not (yet) a regular expression finds its letters. */
function patternOf(text: string): RegExp | undefined {
  if (text.trim() === '') return undefined;
  try {
    return new RegExp(text, 'iu');
  } catch {
    return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu');
  }
}

customElements.define('lexi-map-view', MapView);
