import { type TemplateResult, html, nothing } from 'lit';
import type { ProjectionChoice, Selection } from '../../../src/protocol/spaceMaps.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { PageHost } from '../host.ts';
import { type Colouring, type MapSettings, colourings, emptyState } from '../state.ts';

const selectionNames = (): Record<Selection['kind'], string> => ({
  frequent: t('The most frequent words'), pattern: t('Words that match a pattern'), around: t('Words around a word'), words: t('These words'), documents: t('Documents'),
});
const methodNames = (): Record<ProjectionChoice['method'], string> => ({ umap: 'UMAP', tsne: 't-SNE', pca: t('Principal components'), axis: t('Axes between words') });
const colouringNames = (): Record<Colouring, string> => ({ cluster: t('Cluster'), frequency: t('Frequency'), column: t('A column of mine'), none: t('One colour') });

/** What is laid out and how. Tells `settings` at each change, and `compute`. */
export class MapControls extends LightElement {
  static override properties = { settings: { attribute: false }, host: { attribute: false }, busy: { type: Boolean } };
  declare settings: MapSettings;
  declare host: PageHost;
  declare busy: boolean;

  constructor() {
    super();
    this.settings = emptyState.map;
    this.busy = false;
  }

  protected override render(): TemplateResult {
    const { selection, projection, clusters, colouring, column, filter } = this.settings;
    return html`<form class="controls" @submit=${(event: Event) => this.submit(event)}>
      <label>${t('Points')} ${choice(selectionNames(), selection.kind, (kind) => this.tell({ selection: selectionOf(kind, selection) }))}</label>
      ${this.renderSelection(selection)}
      <label>${t('Layout')} ${choice(methodNames(), projection.method, (method) => this.tell({ projection: projectionOf(method, projection.components) }))}</label>
      <label>${t('Dimensions')} ${choice({ '2': '2', '3': '3' }, String(projection.components) as '2' | '3', (value) => this.tell({ projection: { ...projection, components: value === '2' ? 2 : 3 } }))}</label>
      ${this.renderProjection(projection)}
      <label>${t('Clusters')} <input type="number" min="1" max="50" .value=${String(clusters)} @change=${(event: Event) => this.tell({ clusters: numberOf(event, 1, 50) })}></label>
      <button type="submit" ?disabled=${this.busy}>${t('Lay out')}</button>
      <hr>
      <label>${t('Colour by')} ${choice(colouringNames(), colouring, (value) => this.tell({ colouring: value }), colourings)}</label>
      ${colouring === 'column' ? html`<label class="wide">${t('Lines of word, value')}
        <textarea rows="4" placeholder="run, verb" .value=${column} @input=${(event: Event) => this.tell({ column: textOf(event) })}></textarea></label>` : nothing}
      <label>${t('Show only')} <input type="search" placeholder=${t('Pattern, as in ^un')} .value=${filter} @input=${(event: Event) => this.tell({ filter: textOf(event) })}></label>
    </form>`;
  }

  private renderSelection(selection: Selection): TemplateResult {
    const most = 'most' in selection
      ? html`<label>${t('At most')} <input type="number" min="2" max="200000" step="1" .value=${String(selection.most)} @change=${(event: Event) => this.tell({ selection: { ...selection, most: numberOf(event, 2, 200_000) } })}></label>`
      : nothing;
    switch (selection.kind) {
      case 'frequent':
        return html`${most}`;
      case 'pattern':
        return html`<label>${t('Pattern')} <input .value=${selection.pattern} @change=${(event: Event) => this.tell({ selection: { ...selection, pattern: textOf(event) || '.' } })}></label>${most}`;
      case 'around':
        return html`<label>${t('Word')} <input .value=${selection.expression} @change=${(event: Event) => this.tell({ selection: { ...selection, expression: textOf(event) || 'the' } })}></label>${most}`;
      case 'words':
        return html`<label class="wide">${t('Words')} <textarea rows="4" .value=${selection.words.join(' ')}
          @change=${(event: Event) => this.tell({ selection: { kind: 'words', words: textOf(event).split(/\s+/).filter(Boolean) } })}></textarea></label>`;
      case 'documents':
        return html`<label>${t('Folder or table')} <input .value=${selection.path} @change=${(event: Event) => this.tell({ selection: { ...selection, path: textOf(event) } })}></label>
          <span><button type="button" class="secondary" @click=${() => void this.pick(selection, 'folder')}>${t('Folder…')}</button>
          <button type="button" class="secondary" @click=${() => void this.pick(selection, 'table')}>${t('Table…')}</button></span>
          <label>${t('Column of the text')} <input placeholder=${t('found by itself')} .value=${selection.column ?? ''} @change=${(event: Event) => this.tell({ selection: withColumn(selection, textOf(event)) })}></label>${most}`;
    }
  }

  private renderProjection(projection: ProjectionChoice): TemplateResult | typeof nothing {
    switch (projection.method) {
      case 'umap':
        return html`<label>${t('Neighbours')} <input type="number" min="2" max="200" .value=${String(projection.neighbours)} @change=${(event: Event) => this.tell({ projection: { ...projection, neighbours: numberOf(event, 2, 200) } })}></label>`;
      case 'tsne':
        return html`<label>${t('Perplexity')} <input type="number" min="2" max="200" .value=${String(projection.perplexity)} @change=${(event: Event) => this.tell({ projection: { ...projection, perplexity: numberOf(event, 2, 200) } })}></label>`;
      case 'axis':
        return html`<label>${t('Axes')} <input placeholder="she he, cold hot" .value=${projection.axes.map(({ from, to }) => `${from} ${to}`).join(', ')}
          @change=${(event: Event) => this.tell({ projection: { ...projection, axes: axesOf(textOf(event)) } })}></label>`;
      case 'pca':
        return nothing;
    }
  }

  private submit(event: Event): void {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('compute'));
  }

  private async pick(selection: Extract<Selection, { kind: 'documents' }>, what: 'folder' | 'table'): Promise<void> {
    const path = await this.host.call('pickDocuments', { what });
    if (path !== null) this.tell({ selection: { ...selection, path } });
  }

  private tell(change: Partial<MapSettings>): void {
    this.dispatchEvent(new CustomEvent('settings', { detail: { ...this.settings, ...change } }));
  }
}

function choice<K extends string>(names: Record<K, string>, value: K, chosen: (value: K) => void, order: readonly K[] = Object.keys(names).filter((key): key is K => key in names)): TemplateResult {
  return html`<select .value=${value} @change=${(event: Event) => chosen((event.target as HTMLSelectElement).value as K)}>
    ${order.map((key) => html`<option value=${key} ?selected=${key === value}>${names[key]}</option>`)}</select>`;
}

function selectionOf(kind: Selection['kind'], before: Selection): Selection {
  const most = 'most' in before ? before.most : 2000;
  switch (kind) {
    case 'frequent': return { kind, most };
    case 'pattern': return { kind, pattern: 'ing$', most };
    case 'around': return { kind, expression: 'music', most: Math.min(most, 500) };
    case 'words': return { kind, words: ['king', 'queen', 'man', 'woman'] };
    case 'documents': return { kind, path: '', most };
  }
}

function projectionOf(method: ProjectionChoice['method'], components: 2 | 3): ProjectionChoice {
  switch (method) {
    case 'umap': return { method, components, seed: 1, neighbours: 15, leastDistance: 0.1 };
    case 'tsne': return { method, components, seed: 1, perplexity: 30 };
    case 'pca': return { method, components };
    case 'axis': return { method, components, axes: [{ from: 'she', to: 'he' }] };
  }
}

/** `she he, cold hot`: each pair an axis. */
function axesOf(text: string): { from: string; to: string }[] {
  const axes = text.split(/[,;]/).map((pair) => pair.trim().split(/\s+|\s*(?:-|→|>)\s*/)).filter((pair) => pair.length === 2).map(([from, to]) => ({ from, to }));
  return axes.length > 0 ? axes.slice(0, 3) : [{ from: 'she', to: 'he' }];
}

function withColumn(selection: Extract<Selection, { kind: 'documents' }>, column: string): Selection {
  const { column: _before, ...rest } = selection;
  return column.trim() === '' ? rest : { ...rest, column: column.trim() };
}

function textOf({ target }: Event): string {
  return (target as HTMLInputElement | HTMLTextAreaElement).value;
}

function numberOf(event: Event, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.round(Number(textOf(event)) || least)));
}

customElements.define('lexi-map-controls', MapControls);
