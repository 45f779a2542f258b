// A bundle of its own (scripts/build.mjs): loaded when the panel is first opened.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Implementation } from '../../protocol/rpc.ts';
import { type TrainingApi, trainingMethod } from '../../protocol/training.ts';
import { type PanelView, type TrainingPanelHost, type TrainingPanelPage, panelSchemas, passedOn } from '../../protocol/trainingPanel.ts';
import type { Server } from '../server.ts';
import { type Panel, type PanelKind, createWebviewPanel, fillPanel } from '../webviews/panel.ts';
import { pickData } from './pickData.ts';
import type { Runs } from './runs.ts';
import { fileName, useRun } from './useRun.ts';

export interface TrainingParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  readonly runs: Runs;
  /** The text editor that was last in front. */
  readonly lastEditor: () => vscode.TextEditor | undefined;
}

const endings = { model: 'onnx', vectors: 'vec', python: 'py' } as const;

/** The one training panel: a view on runs that live in processes of their own. */
export class TrainingPanel {
  private readonly parts: TrainingParts;
  private panel: Panel<TrainingPanelPage, TrainingPanelHost> | undefined;
  /** What the page shall show once it is there. */
  private pendingView: PanelView | null = null;

  constructor(parts: TrainingParts) {
    this.parts = parts;
  }

  show(view: PanelView): void {
    if (!this.panel) {
      this.pendingView = view;
      this.fill(createWebviewPanel(this.kind()));
      return;
    }
    const { webviewPanel, rpc } = this.panel;
    // A hidden page is unloaded: it asks what to show when it is back.
    if (webviewPanel.visible) void rpc.call('show', view);
    else this.pendingView = view;
    webviewPanel.reveal();
  }

  /** Fills a panel that VS Code kept over a reload of the window; the page restores its own state. */
  restore(webviewPanel: vscode.WebviewPanel): void {
    this.panel?.webviewPanel.dispose();
    this.fill(webviewPanel);
  }

  private kind(): PanelKind {
    return { name: 'training', viewType: 'lexiscope.training', title: vscode.l10n.t('Training') };
  }

  private fill(webviewPanel: vscode.WebviewPanel): void {
    const { context, log, runs } = this.parts;
    const panel = fillPanel<TrainingPanelPage, TrainingPanelHost>(webviewPanel, this.kind(), { context, log, implementation: this.implementation(), schemas: panelSchemas });
    this.panel = panel;
    const changes = runs.onDidChange((change) => {
      if (webviewPanel.visible) void panel.rpc.call('changed', change).catch(() => undefined);
    });
    webviewPanel.onDidDispose(() => {
      changes.dispose();
      if (this.panel === panel) this.panel = undefined;
    });
  }

  private implementation(): Implementation<TrainingPanelHost> {
    const { server, runs, context, lastEditor } = this.parts;
    const passOn = async (name: keyof TrainingApi, params: unknown, { signal }: { readonly signal: AbortSignal }): Promise<unknown> => {
      const source = new vscode.CancellationTokenSource();
      const cancel = (): void => source.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await server.request(trainingMethod(name), params as never, { token: source.token });
      } finally {
        signal.removeEventListener('abort', cancel);
        source.dispose();
      }
    };
    // Names, parameters and answers are the server's own: `panelSchemas` has checked the parameters.
    const fromServer = Object.fromEntries(passedOn.map((name) => [name, (params: unknown, context: { readonly signal: AbortSignal }) => passOn(name, params, context)])) as unknown as Pick<Implementation<TrainingPanelHost>, (typeof passedOn)[number]>;
    return {
      ...fromServer,
      ready: async () => {
        // From now on the server tells of changes.
        await runs.all();
        const view = this.pendingView;
        this.pendingView = null;
        return view;
      },
      pickData: (choice) => pickData(choice, lastEditor()),
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
        return useRun(summary, server, context.globalStorageUri);
      },
      revealFolder: async ({ folder }) => {
        await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
      },
    };
  }
}

async function openPlace(file: string, line: number | null): Promise<void> {
  const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at), viewColumn: vscode.ViewColumn.Beside, preview: true });
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
