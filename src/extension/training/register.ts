import * as vscode from 'vscode';
import type { ModelInfo } from '../../protocol/models.ts';
import type { PanelView } from '../../protocol/trainingPanel.ts';
import type { CommandId } from '../commandIds.ts';
import { showError } from '../failures.ts';
import type { LastEditor } from '../lastEditor.ts';
import type { Presenter } from '../answers/present.ts';
import { Models } from '../reading/models.ts';
import { modelsFolder } from '../storage.ts';
import type { Server } from '../server.ts';
import { announceEndings } from './endings.ts';
import { ModelsTree, deleteModel } from './modelsTree.ts';
import { fromUris } from './pickData.ts';
import { Runs } from './runs.ts';
import { RunsTree } from './runsTree.ts';
import type { TrainingPanel } from './trainingPanel.ts';

type RunControl = 'pause' | 'resume' | 'stop' | 'cancel';

export interface TrainingRegistration {
  readonly commands: Readonly<Record<TrainingCommandId, (...args: unknown[]) => Promise<void>>>;
  readonly disposables: readonly vscode.Disposable[];
}

type TrainingCommandId = Extract<CommandId, 'lexiscope.train' | 'lexiscope.openRun' | `lexiscope.${RunControl}Run` | 'lexiscope.refreshRuns' | 'lexiscope.deleteModel'>;

/** The training panel, its commands and the view of runs; nothing is loaded before someone looks. */
export function registerTraining(context: vscode.ExtensionContext, server: Server, presenter: Presenter, log: vscode.LogOutputChannel, lastEditor: LastEditor): TrainingRegistration {
  const runs = new Runs(server);
  const tree = new RunsTree(runs);
  const trained = modelsFolder(context);
  const models = new ModelsTree(new Models(context, server, presenter), presenter, trained);
  let panel: Promise<TrainingPanel> | undefined;
  const load = (): Promise<TrainingPanel> => (panel ??= import('./trainingPanel.ts').then((module) => new module.TrainingPanel({ context, log, server, runs, lastEditor })));
  const guarded = (work: (...args: unknown[]) => Promise<void>) => async (...args: unknown[]): Promise<void> => {
    try {
      await work(...args);
    } catch (error) {
      void showError(error, log);
    }
  };
  const open = async (view: PanelView): Promise<void> => (await load()).show(view);
  const control = (what: RunControl) => guarded(async (run) => {
    const id = runId(run) ?? (await chooseRun(runs));
    if (id !== undefined) runs.update(await server.request(`lexiscope/training/${what}`, { run: id }));
  });
  return {
    commands: {
      'lexiscope.train': guarded(async (uri, uris) => {
        const picked = uri instanceof vscode.Uri ? fromUris(Array.isArray(uris) ? uris.filter((one) => one instanceof vscode.Uri) : [uri]) : null;
        await open({ page: 'new', ...picked });
      }),
      'lexiscope.openRun': guarded(async (run) => {
        const id = runId(run) ?? (await chooseRun(runs));
        if (id !== undefined) await open({ page: 'run', run: id });
      }),
      'lexiscope.pauseRun': control('pause'), 'lexiscope.resumeRun': control('resume'), 'lexiscope.stopRun': control('stop'), 'lexiscope.cancelRun': control('cancel'),
      'lexiscope.deleteModel': guarded((model) => deleteModel(model as ModelInfo, trained)),
      'lexiscope.refreshRuns': guarded(async () => {
        for (const run of (await server.request('lexiscope/training/list', {})).runs) runs.update(run);
      }),
    },
    disposables: [
      runs, tree, models, vscode.window.registerTreeDataProvider('lexiscope.runs', tree), vscode.window.registerTreeDataProvider('lexiscope.models', models),
      announceEndings(runs, (run) => void open({ page: 'run', run })),
      vscode.window.registerWebviewPanelSerializer('lexiscope.training', { deserializeWebviewPanel: async (webviewPanel) => (await load()).restore(webviewPanel) }),
    ],
  };
}

/** Commands come with an ID, or with the item of the tree. */
function runId(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  const id = (given as { id?: unknown } | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}

async function chooseRun(runs: Runs): Promise<string | undefined> {
  const items = (await runs.all()).map(({ id, name, state }) => ({ label: name, description: state, id }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no runs yet. Start one with Lexiscope: Train.'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Choose a run') }))?.id;
}
