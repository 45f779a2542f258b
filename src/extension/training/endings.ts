import * as vscode from 'vscode';
import type { RunState, RunSummary } from '../../protocol/trainingRun.ts';
import type { Runs } from './runs.ts';

const alive: readonly RunState[] = ['queued', 'running', 'paused'];

/** Tells once how each run ended that was seen going. */
export function announceEndings(runs: Runs, open: (run: string) => void): vscode.Disposable {
  const going = new Set<string>();
  return runs.onDidChange(({ runs: changed, removed }) => {
    for (const id of removed) going.delete(id);
    for (const run of changed) {
      if (alive.includes(run.state)) going.add(run.id);
      else if (going.delete(run.id) && run.state !== 'cancelled' && run.state !== 'stopped') void announce(run, open);
    }
  });
}

async function announce(run: RunSummary, open: (run: string) => void): Promise<void> {
  const openIt = vscode.l10n.t('Open');
  const figure = run.headline === undefined ? undefined : run.figures?.[run.headline];
  const chosen = run.state === 'finished'
    ? await vscode.window.showInformationMessage(figure === undefined ? vscode.l10n.t('"{0}" has been trained.', run.name) : vscode.l10n.t('"{0}" has been trained: {1} {2}.', run.name, run.headline ?? '', figure.toFixed(3)), openIt)
    : run.state === 'failed'
      ? await vscode.window.showErrorMessage(vscode.l10n.t('"{0}" failed: {1}', run.name, run.error?.message ?? ''), openIt)
      : await vscode.window.showWarningMessage(vscode.l10n.t('The training of "{0}" was interrupted. It can be resumed.', run.name), openIt);
  if (chosen === openIt) open(run.id);
}
