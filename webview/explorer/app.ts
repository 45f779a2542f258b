import './compare/compareView.ts';
import './map/mapView.ts';
import './words/matrixView.ts';
import './words/neighboursView.ts';
import './words/oddView.ts';
import './words/pairsView.ts';
import { type TemplateResult, html, nothing } from 'lit';
import type { ExplorerView } from '../../src/protocol/explorer.ts';
import type { SpaceInfo } from '../../src/protocol/spaces.ts';
import { failure } from '../common/failure.ts';
import { formatCount } from '../common/format.ts';
import { LightElement } from '../common/lightElement.ts';
import { t } from '../common/strings.ts';
import { type PageHost, connectPage } from './host.ts';
import type { MapView } from './map/mapView.ts';
import { type MapSettings, type PageState, type SavedView, type Tool, restoreState, stepped, tools, visited } from './state.ts';

const toolNames = (): Record<Tool, string> => ({
  neighbours: t('Neighbours'), matrix: t('Similarity matrix'), odd: t('Odd one out'), pairs: t('Pairs'), map: t('Map'), compare: t('Compare spaces'),
});

/** The whole page: a space, a search with its history, and the tools. */
export class ExplorerApp extends LightElement {
  static override properties = { page: { state: true }, spaces: { state: true }, fault: { state: true } };
  declare page: PageState;
  declare spaces: readonly SpaceInfo[];
  declare fault: string;
  private readonly host: PageHost;

  constructor() {
    super();
    this.host = connectPage({ onShow: (view) => this.show(view), onSpacesChanged: () => void this.list() });
    this.page = restoreState(this.host.getState());
    this.spaces = [];
    this.fault = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  protected override render(): TemplateResult {
    const { page } = this;
    return html`<header>
        <label class="visually-hidden" for="space">${t('Space')}</label>
        <select id="space" @change=${({ target }: Event) => this.keep({ ...page, space: (target as HTMLSelectElement).value })}>${this.spaces.map((space) => html`<option value=${space.id} ?selected=${space.id === page.space}>${titleOf(space)}</option>`)}</select>
        <button class="icon" title=${t('Load vectors…')} aria-label=${t('Load vectors…')} @click=${() => void this.load()}><i class="codicon codicon-folder-opened"></i></button>
        <button class="icon" title=${t('Back')} aria-label=${t('Back')} ?disabled=${page.at <= 0} @click=${() => this.keep({ ...stepped(page, -1), tool: 'neighbours' })}><i class="codicon codicon-arrow-left"></i></button>
        <button class="icon" title=${t('Forward')} aria-label=${t('Forward')} ?disabled=${page.at >= page.history.length - 1} @click=${() => this.keep({ ...stepped(page, 1), tool: 'neighbours' })}><i class="codicon codicon-arrow-right"></i></button>
        <form role="search" @submit=${(event: Event) => this.search(event)}><input type="search" name="expression" list="history" aria-label=${t('A word, or an expression such as king - man + woman')}
          placeholder=${t('A word, or an expression such as king - man + woman')} .value=${page.expression}><datalist id="history">${[...new Set(page.history)].map((expression) => html`<option value=${expression}></option>`)}</datalist></form>
      </header>
      <nav role="tablist" aria-label=${t('Tools')} @keydown=${(event: KeyboardEvent) => this.moveTab(event)}>${tools.map((tool) => html`<button role="tab" id=${`tab-${tool}`} aria-selected=${tool === page.tool} aria-controls="tool" tabindex=${tool === page.tool ? 0 : -1}
        @click=${() => this.keep({ ...page, tool })}>${toolNames()[tool]}</button>`)}</nav>
      ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
      <main id="tool" role="tabpanel" aria-labelledby=${`tab-${page.tool}`}>${this.renderTool()}</main>`;
  }

  private renderTool(): TemplateResult {
    const { host, page } = this;
    const lookup = ({ detail }: CustomEvent<string>): void => this.lookup(detail);
    switch (page.tool) {
      case 'neighbours':
        return html`<lexi-neighbours .host=${host} .space=${page.space} .expression=${page.expression} @lookup=${lookup} @show=${({ detail }: CustomEvent<string>) => this.showOnMap(detail)}></lexi-neighbours>`;
      case 'matrix':
        return html`<lexi-matrix .host=${host} .space=${page.space} .words=${page.words} @words=${({ detail }: CustomEvent<string>) => this.keep({ ...this.page, words: detail })} @lookup=${lookup}></lexi-matrix>`;
      case 'odd':
        return html`<lexi-odd .host=${host} .space=${page.space} .words=${page.words} @words=${({ detail }: CustomEvent<string>) => this.keep({ ...this.page, words: detail })}></lexi-odd>`;
      case 'pairs':
        return html`<lexi-pairs .host=${host} .space=${page.space} .words=${page.pairs} @words=${({ detail }: CustomEvent<string>) => this.keep({ ...this.page, pairs: detail })}></lexi-pairs>`;
      case 'map':
        return html`<lexi-map-view .host=${host} .space=${page.space} .settings=${page.map} @settings=${({ detail }: CustomEvent<MapSettings>) => this.keep({ ...this.page, map: detail })} @lookup=${lookup}
          @view=${({ detail }: CustomEvent<SavedView>) => this.openView(detail)}></lexi-map-view>`;
      case 'compare':
        return html`<lexi-compare .host=${host} .space=${page.space} .other=${page.other} .spaces=${this.spaces} @other=${({ detail }: CustomEvent<string>) => this.keep({ ...this.page, other: detail })}></lexi-compare>`;
    }
  }

  private async begin(): Promise<void> {
    try {
      const view = await this.host.call('ready', {});
      // The first words do not wait for the list: what the view or the last time names is asked for at once.
      if (view) this.show(view);
      await this.list();
    } catch (error) {
      this.fault = failure(error);
    }
  }

  private async list(): Promise<void> {
    try {
      const { spaces, chosen } = await this.host.call('list', {});
      this.spaces = spaces;
      if (!spaces.some(({ id }) => id === this.page.space)) this.keep({ ...this.page, space: chosen || (spaces[0]?.id ?? '') });
    } catch (error) {
      this.fault = failure(error);
    }
  }

  private show({ space, word }: ExplorerView): void {
    const page = { ...this.page, ...(space !== undefined && { space }) };
    this.keep(word === undefined ? page : { ...visited(page, word), tool: 'neighbours' });
  }

  private lookup(expression: string): void {
    this.keep({ ...visited(this.page, expression), tool: 'neighbours' });
  }

  /** A view of a space that is not there (any more) is shown on the space at hand. */
  private openView({ space, map }: SavedView): void {
    this.keep({ ...this.page, map, ...(this.spaces.some(({ id }) => id === space) && { space }) });
    void this.updateComplete.then(() => this.querySelector<MapView>('lexi-map-view')?.compute());
  }

  /** The map of what surrounds a word. */
  private showOnMap(expression: string): void {
    const { map } = this.page;
    this.keep({ ...this.page, tool: 'map', map: { ...map, selection: { kind: 'around', expression, most: 300 } } });
  }

  private search(event: Event): void {
    event.preventDefault();
    const expression = new FormData(event.target as HTMLFormElement).get('expression');
    if (typeof expression === 'string' && expression.trim() !== '') this.lookup(expression.trim());
  }

  private moveTab({ key }: KeyboardEvent): void {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const tool = tools[(tools.indexOf(this.page.tool) + by + tools.length) % tools.length];
    this.keep({ ...this.page, tool });
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${tool}`)?.focus());
  }

  private async load(): Promise<void> {
    try {
      const id = await this.host.call('loadVectors', {});
      if (id === null) return;
      await this.list();
      this.keep({ ...this.page, space: id });
    } catch (error) {
      this.fault = failure(error);
    }
  }

  private keep(page: PageState): void {
    this.page = page;
    this.host.setState(page);
  }
}

function titleOf({ name, shape }: SpaceInfo): string {
  return shape ? t('{0} ({1} words, {2} dimensions)', name, formatCount(shape.rows), formatCount(shape.dimensions)) : name;
}

customElements.define('lexi-explorer', ExplorerApp);
