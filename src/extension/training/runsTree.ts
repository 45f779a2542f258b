import * as vscode from 'vscode';
import type { RunState, RunSummary } from '../../protocol/trainingRun.ts';
import type { Runs } from './runs.ts';

const icons: Readonly<Record<RunState, string>> = {
  queued: 'clock', running: 'sync~spin', paused: 'debug-pause', finished: 'pass', stopped: 'debug-stop', cancelled: 'circle-slash', failed: 'error', interrupted: 'warning',
};

/** The view `lexiscope.runs`: what was trained and is being trained, newest first. */
export class RunsTree implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  private readonly runs: Runs;
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(runs: Runs) {
    this.runs = runs;
    this.subscription = runs.onDidChange(() => this.changed.fire(undefined));
  }

  async getChildren(parent?: RunSummary): Promise<RunSummary[]> {
    return parent ? [] : [...(await this.runs.all())];
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(run.name);
    const figure = (run.headline === undefined ? undefined : run.figures?.[run.headline]?.toFixed(3)) ?? '';
    const state = stateText(run);
    item.id = run.id;
    item.description = run.state === 'running' ? `${Math.round(100 * run.progress)} %` : [figure, run.state === 'finished' ? '' : state].filter(Boolean).join(' · ');
    item.iconPath = new vscode.ThemeIcon(icons[run.state]);
    item.tooltip = [run.name, state, figure, new Date(run.created).toLocaleString(vscode.env.language), ...run.data, run.notes].filter(Boolean).join('\n');
    item.contextValue = `run.${run.state}${run.resumable ? '.resumable' : ''}`;
    item.accessibilityInformation = { label: `${run.name}, ${state}${figure ? `, ${figure}` : ''}` };
    item.command = { command: 'lexiscope.openRun', title: vscode.l10n.t('Open'), arguments: [run.id] };
    return item;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

export function stateText({ state }: RunSummary): string {
  const texts: Readonly<Record<RunState, string>> = {
    queued: vscode.l10n.t('Waiting'), running: vscode.l10n.t('Running'), paused: vscode.l10n.t('Paused'), finished: vscode.l10n.t('Finished'),
    stopped: vscode.l10n.t('Stopped, the best is kept'), cancelled: vscode.l10n.t('Cancelled'), failed: vscode.l10n.t('Failed'), interrupted: vscode.l10n.t('Interrupted'),
  };
  return texts[state];
}
