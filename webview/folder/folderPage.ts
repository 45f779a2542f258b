import { html, nothing, type TemplateResult } from 'lit';
import type { ResultRow } from '../../src/protocol/folder.ts';
import type { FolderHostMethods, FolderPageMethods, FolderState } from '../../src/protocol/folderPage.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { LightElement } from '../common/lightElement.ts';
import { t } from '../common/strings.ts';
import { answerOf, asCount, asPercent, labelName, placeOf } from './describeRow.ts';
import { type Filter, RowCache } from './rowCache.ts';

const rowHeight = 26;
/** Rows drawn beyond those in sight, so that scrolling shows no gaps. */
const overscan = 10;

type Column = NonNullable<Filter['sortBy']>;
const columns: readonly { readonly sortBy: Column; readonly title: () => string; readonly isNumber?: boolean }[] = [
  { sortBy: 'uri', title: () => t('File') },
  { sortBy: 'label', title: () => t('Answer') },
  { sortBy: 'confidence', title: () => t('Probability'), isNumber: true },
  { sortBy: 'words', title: () => t('Words'), isNumber: true },
  { sortBy: 'row', title: () => t('Text') },
];

/** The table of a folder's answers: sorted, filtered and paged by the server, drawn only where it is in sight. */
export class FolderPage extends LightElement {
  rpc!: Rpc<FolderPageMethods, FolderHostMethods>;
  private state: FolderState | undefined;
  private filter: Filter = { sortBy: 'row', descending: false, show: 'all' };
  private readonly cache = new RowCache(this.filter, (selection) => this.rpc.call('rows', selection), () => this.requestUpdate());
  private scrolledTo = 0;
  private viewHeight = 400;
  private focusedRow = 0;
  private typing: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    new ResizeObserver(() => {
      this.viewHeight = this.querySelector('.body')?.clientHeight ?? this.viewHeight;
      this.requestUpdate();
    }).observe(this);
    void this.rpc.call('state', {}).then((state) => this.show(state));
  }

  show(state: FolderState): void {
    this.state = state;
    this.reload();
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { state } = this;
    if (!state) return html`<p class="quiet">${t('Loading')}</p>`;
    return html`<h1>${state.title}</h1>${this.summary(state)}${this.tools(state)}${this.table(state)}`;
  }

  private summary({ progress, result, isCancelled, failure }: FolderState): TemplateResult {
    if (failure !== undefined) return html`<div class="summary error" role="alert">${failure}</div>`;
    if (result) return html`<div class="summary" role="status">${t('{0} texts in {1} s, {2} skipped', asCount(result.rows - result.skipped), (result.elapsedMs / 1000).toFixed(1), asCount(result.skipped))} · ${result.model.name}</div>`;
    if (isCancelled) return html`<div class="summary" role="status">${t('Cancelled after {0} rows', asCount(progress?.rows ?? 0))}</div>`;
    const { done = 0, files = 0 } = progress ?? {};
    return html`<div class="summary">
      <progress aria-label=${t('Files read')} max=${Math.max(files, 1)} value=${done}></progress>
      <span role="status">${t('{0} of {1} files', asCount(done), asCount(files))}</span>
      <button @click=${() => void this.rpc.call('cancel', {})}>${t('Cancel')}</button>
    </div>`;
  }

  private tools(state: FolderState): TemplateResult {
    const counts = state.result?.counts ?? [];
    return html`<div class="tools">
      <input type="search" placeholder=${t('Filter by path or text')} aria-label=${t('Filter by path or text')} @input=${(event: Event) => this.search((event.target as HTMLInputElement).value)}>
      ${counts.length > 0 ? html`<select aria-label=${t('Only this label')} @change=${(event: Event) => this.filterLabel((event.target as HTMLSelectElement).value)}>
        <option value="">${t('Every label')}</option>
        ${counts.map(({ label, count }) => html`<option value=${`=${label}`}>${labelName(label, state)} (${asCount(count)})</option>`)}
        <option value="=">${t('Without label')}</option>
      </select>` : nothing}
      <select aria-label=${t('Which rows')} @change=${(event: Event) => this.change({ show: (event.target as HTMLSelectElement).value as Filter['show'] })}>
        <option value="all">${t('All rows')}</option><option value="answered">${t('Answered')}</option><option value="skipped">${t('Skipped, with reasons')}</option>
      </select>
      <span class="quiet">${t('{0} rows', asCount(this.cache.total))}</span>
      <span class="space"></span>
      <button @click=${() => this.export('csv')}>${t('Export CSV')}</button>
      <button @click=${() => this.export('jsonl')}>${t('Export JSONL')}</button>
    </div>`;
  }

  private table(state: FolderState): TemplateResult {
    const { total, failure } = this.cache;
    const first = Math.max(0, Math.floor(this.scrolledTo / rowHeight) - overscan);
    const end = Math.min(total, Math.ceil((this.scrolledTo + this.viewHeight) / rowHeight) + overscan);
    this.cache.need(first, end);
    const indices = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
    return html`<div class="table" role="grid" aria-label=${t('Answers')} aria-rowcount=${total + 1}>
      <div class="row head" role="row" aria-rowindex="1">${columns.map(({ sortBy, title, isNumber }) => this.heading(sortBy, title(), isNumber === true))}</div>
      <div class="body" role="rowgroup" @scroll=${this.onScroll} @keydown=${this.onKey}>
        ${failure !== '' ? html`<p class="empty error">${failure}</p>` : total === 0 ? html`<p class="empty quiet">${t('No rows')}</p>` : nothing}
        <div .style=${`height: ${total * rowHeight}px`} role="presentation"></div>
        ${indices.map((index) => this.row(index, state))}
      </div>
    </div>`;
  }

  private heading(sortBy: Column, title: string, isNumber: boolean): TemplateResult {
    const { sortBy: current, descending } = this.filter;
    const isSorted = sortBy === current;
    const mark = isSorted ? (descending ? ' ↓' : ' ↑') : '';
    return html`<span role="columnheader" class=${isNumber ? 'number' : ''} aria-sort=${isSorted ? (descending ? 'descending' : 'ascending') : 'none'}>
      <button @click=${() => this.change({ sortBy, descending: isSorted ? !descending : isNumber })}>${title}${mark}</button></span>`;
  }

  private row(index: number, state: FolderState): TemplateResult {
    const row = this.cache.at(index);
    const style = `top: ${index * rowHeight}px`;
    if (!row) return html`<div class="row" role="row" .style=${style} aria-rowindex=${index + 2}></div>`;
    const { skipped, confidence, words, text } = row;
    const hasAnswer = skipped === undefined && row.label !== null;
    return html`<div class="row ${skipped === undefined ? '' : 'skipped'}" role="row" .style=${style} aria-rowindex=${index + 2} data-index=${index} tabindex=${index === this.focusedRow ? 0 : -1}
      @click=${() => this.open(row)} @focus=${() => this.focusRow(index)}>
      <span role="gridcell" title=${decodeURIComponent(row.uri)}>${placeOf(row, state)}</span>
      <span role="gridcell">${answerOf(row, state)}${row.verdict === 'uncertain' ? '?' : ''}</span>
      <span role="gridcell" class="share">${hasAnswer ? html`<i .style=${`width: ${confidence * 100}%`}></i><span class="number">${asPercent(confidence)}</span>` : nothing}</span>
      <span role="gridcell" class="number">${skipped === undefined ? asCount(words) : nothing}</span>
      <span role="gridcell" title=${skipped ?? text}>${skipped ?? text}</span>
    </div>`;
  }

  private readonly onScroll = (event: Event): void => {
    const { scrollTop, clientHeight } = event.target as HTMLElement;
    this.scrolledTo = scrollTop;
    this.viewHeight = clientHeight;
    this.requestUpdate();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(this.viewHeight / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const row = this.cache.at(this.focusedRow);
    if (event.key === 'Enter' && row) this.open(row);
    else if (Object.hasOwn(steps, event.key)) void this.moveFocus(steps[event.key]);
    else return;
    event.preventDefault();
  };

  private async moveFocus(step: number): Promise<void> {
    const index = Math.max(0, Math.min(this.cache.total - 1, this.focusedRow + step));
    const body = this.querySelector('.body');
    if (!body) return;
    const top = index * rowHeight;
    if (top < body.scrollTop) body.scrollTop = top;
    else if (top + rowHeight > body.scrollTop + body.clientHeight) body.scrollTop = top + rowHeight - body.clientHeight;
    this.scrolledTo = body.scrollTop;
    this.focusRow(index);
    await this.updateComplete;
    this.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();
  }

  private focusRow(index: number): void {
    this.focusedRow = index;
    this.requestUpdate();
  }

  private open({ uri, line }: ResultRow): void {
    void this.rpc.call('open', { uri, ...(line !== undefined && { line }) });
  }

  private search(value: string): void {
    clearTimeout(this.typing);
    const { containing: _containing, ...rest } = this.filter;
    this.typing = setTimeout(() => this.setFilter(value === '' ? rest : { ...rest, containing: value }), 150);
  }

  private filterLabel(value: string): void {
    const { labels: _labels, ...rest } = this.filter;
    this.setFilter(value === '' ? rest : { ...rest, labels: [value.slice(1)] });
  }

  private change(changes: Partial<Filter>): void {
    this.setFilter({ ...this.filter, ...changes });
  }

  private setFilter(filter: Filter): void {
    this.filter = filter;
    const body = this.querySelector('.body');
    if (body) body.scrollTop = 0;
    this.scrolledTo = 0;
    this.focusedRow = 0;
    this.reload();
    this.requestUpdate();
  }

  private reload(): void {
    const first = Math.floor(this.scrolledTo / rowHeight);
    this.cache.reset(this.filter, first, first + Math.ceil(this.viewHeight / rowHeight));
  }

  private export(format: 'csv' | 'jsonl'): void {
    void this.rpc.call('export', { format, selection: { ...this.filter, offset: 0, limit: 1 } });
  }
}
