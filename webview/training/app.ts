import './compareRuns.ts';
import './form/newRun.ts';
import './run/runView.ts';
import './runList.ts';
import { type TemplateResult, html, nothing } from 'lit';
import { failure } from '../common/failure.ts';
import { LightElement } from '../common/lightElement.ts';
import { t } from '../common/strings.ts';
import type { TrainingChanged } from '../../src/protocol/training.ts';
import type { PanelView } from '../../src/protocol/trainingPanel.ts';
import type { RunSummary } from '../../src/protocol/trainingRun.ts';
import { type PanelHost, connectPanel } from './host.ts';
import { type FormState, type PanelState, emptyForm, restoreState } from './state.ts';

/** The whole panel: the history at the side, and one of its pages. Runs live elsewhere; closing it loses nothing. */
export class TrainingApp extends LightElement {
  static override properties = { panel: { state: true }, runs: { state: true }, fault: { state: true } };
  declare panel: PanelState;
  declare runs: readonly RunSummary[];
  declare fault: string;
  private readonly host: PanelHost;

  constructor() {
    super();
    this.host = connectPanel({ onChanged: (changed) => this.merge(changed), onShow: (view) => this.show(view) });
    this.panel = restoreState(this.host.getState());
    this.runs = [];
    this.fault = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  protected override render(): TemplateResult {
    const { view } = this.panel;
    return html`<div class="panel"><aside><lexi-run-list .runs=${this.runs} .view=${view} @view=${({ detail }: CustomEvent<PanelView>) => this.show(detail)}></lexi-run-list></aside>
      <main>${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}${this.renderPage(view)}</main></div>`;
  }

  private renderPage(view: PanelView): TemplateResult {
    if (view.page === 'new') {
      return html`<lexi-new-run .host=${this.host} .form=${this.panel.form} @form=${({ detail }: CustomEvent<FormState>) => this.keep({ ...this.panel, form: detail })}
        @started=${({ detail }: CustomEvent<RunSummary>) => this.started(detail)}></lexi-new-run>`;
    }
    if (view.page === 'compare') return html`<lexi-compare-runs .host=${this.host} .runs=${view.runs}></lexi-compare-runs>`;
    const summary = this.runs.find(({ id }) => id === view.run);
    if (!summary) return html`<p class="quiet">${t('This run is not there (any more).')}</p>`;
    return html`<lexi-run-view .host=${this.host} .summary=${summary} @summary=${({ detail }: CustomEvent<RunSummary>) => this.merge({ runs: [detail], removed: [] })}
      @gone=${({ detail }: CustomEvent<{ run: string }>) => this.removed(detail.run)}></lexi-run-view>`;
  }

  private async begin(): Promise<void> {
    try {
      const view = await this.host.call('ready', {});
      const { runs } = await this.host.call('list', {});
      this.runs = runs;
      if (view) this.show(view);
    } catch (error) {
      this.fault = failure(error);
    }
  }

  private show(view: PanelView): void {
    const form = view.page === 'new' && view.source ? { ...emptyForm, source: view.source, sourceTitle: view.title ?? '' } : this.panel.form;
    this.keep({ form, view });
  }

  private keep(panel: PanelState): void {
    this.panel = panel;
    this.host.setState(panel);
  }

  private started(run: RunSummary): void {
    this.merge({ runs: [run], removed: [] });
    // The next form begins where this one ended, under a name of its own.
    this.keep({ form: { ...this.panel.form, name: '' }, view: { page: 'run', run: run.id } });
  }

  private removed(run: string): void {
    this.merge({ runs: [], removed: [run] });
    this.show({ page: 'new' });
  }

  private merge({ runs, removed }: TrainingChanged): void {
    const changed = new Map(runs.map((run) => [run.id, run]));
    const kept = this.runs.filter(({ id }) => !removed.includes(id)).map((run) => changed.get(run.id) ?? run);
    const added = runs.filter(({ id }) => !this.runs.some((run) => run.id === id));
    this.runs = [...added, ...kept].sort((a, b) => b.created - a.created);
  }
}

customElements.define('lexi-training', TrainingApp);
