// A bundle of its own (scripts/build.mjs): loaded when the panel is first opened.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Implementation } from '../../protocol/rpc.ts';
import { type TrainingApi, trainingMethod } from '../../protocol/training.ts';
import { type PanelView, type TrainingPanelHost, type TrainingPanelPage, panelSchemas, passedOn } from '../../protocol/trainingPanel.ts';
import type { LastEditor } from '../lastEditor.ts';
import type { Server } from '../server.ts';
import { openPlace } from '../webviews/openPlace.ts';
import type { PanelKind } from '../webviews/panel.ts';
import { SinglePanel } from '../webviews/singlePanel.ts';
import { pickData } from './pickData.ts';
import type { Runs } from './runs.ts';
import { fileName, useRun } from './useRun.ts';

export interface TrainingParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  readonly runs: Runs;
  readonly lastEditor: LastEditor;
}

const endings = { model: 'onnx', vectors: 'vec', python: 'py' } as const;

/** The one training panel: a view on runs that live in processes of their own. */
export class TrainingPanel {
  private readonly parts: TrainingParts;
  private readonly panel: SinglePanel<TrainingPanelPage, TrainingPanelHost, PanelView>;

  constructor(parts: TrainingParts) {
    this.parts = parts;
    const { context, log, runs } = parts;
    const kind: PanelKind = { name: 'training', viewType: 'lexiscope.training', title: vscode.l10n.t('Training') };
    this.panel = new SinglePanel(kind, { context, log, implementation: this.implementation(), schemas: panelSchemas }, (rpc, view) => rpc.call('show', view));
    context.subscriptions.push(runs.onDidChange((change) => this.panel.tell((rpc) => rpc.call('changed', change))));
  }

  show(view: PanelView): void {
    this.panel.show(view);
  }

  restore(webviewPanel: vscode.WebviewPanel): void {
    this.panel.restore(webviewPanel);
  }

  private implementation(): Implementation<TrainingPanelHost> {
    const { server, runs, context, lastEditor } = this.parts;
    const passOn = (name: keyof TrainingApi, params: unknown, { signal }: { readonly signal: AbortSignal }): Promise<unknown> => server.request(trainingMethod(name), params as never, { signal });
    // Names, parameters and answers are the server's own: `panelSchemas` has checked the parameters.
    const fromServer = Object.fromEntries(passedOn.map((name) => [name, (params: unknown, context: { readonly signal: AbortSignal }) => passOn(name, params, context)])) as unknown as Pick<Implementation<TrainingPanelHost>, (typeof passedOn)[number]>;
    return {
      ...fromServer,
      ready: async () => {
        // From now on the server tells of changes.
        await runs.all();
        return this.panel.takeView();
      },
      pickData: (choice) => pickData(choice, lastEditor.editor),
      pickFile: async ({ title }) => (await vscode.window.showOpenDialog({ title, canSelectMany: false }))?.[0]?.fsPath ?? null,
      openPlace: ({ file, line }) => openPlace(file, line),
      remove: async ({ run, name }) => {
        const really = vscode.l10n.t('Delete');
        const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Delete the run "{0}" with its model?', name), { modal: true }, really);
        if (chosen !== really) return { removed: false };
        const answer = await server.request('lexiscope/training/remove', { run });
        if (answer.removed) runs.remove(run);
        return answer;
      },
      exportRun: async ({ run, name, what }) => {
        const to = await whereTo(name, what);
        return to === undefined ? null : server.request('lexiscope/training/exportModel', { run, what, to });
      },
      useRun: async ({ run }) => {
        const summary = runs.get(run);
        if (!summary) throw new Error(vscode.l10n.t('This run is not there (any more).'));
        return useRun(summary, server, context);
      },
      revealFolder: async ({ folder }) => {
        await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
      },
    };
  }
}

/** A report is a folder: the text and its pictures. */
async function whereTo(name: string, what: 'model' | 'vectors' | 'report' | 'python'): Promise<string | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const base = folder?.uri.scheme === 'file' ? folder.uri.fsPath : undefined;
  if (what === 'report') {
    const chosen = await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: vscode.l10n.t('Write the report here'), ...(base && { defaultUri: vscode.Uri.file(base) }) });
    return chosen?.[0] && path.join(chosen[0].fsPath, `${fileName(name)}-report`);
  }
  const proposed = `${fileName(name)}.${endings[what]}`;
  const chosen = await vscode.window.showSaveDialog({ defaultUri: base ? vscode.Uri.file(path.join(base, proposed)) : vscode.Uri.file(path.resolve(proposed)) });
  return chosen?.fsPath;
}
