// A bundle of its own (scripts/build.mjs): loaded when the explorer is first opened.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { type ExplorerHost, type ExplorerPage, type ExplorerQuery, type ExplorerView, explorerQueries, explorerSchemas } from '../../protocol/explorer.ts';
import type { CallContext, Implementation } from '../../protocol/rpc.ts';
import type { RequestOptions, Server } from '../server.ts';
import { type Panel, type PanelKind, createWebviewPanel, fillPanel } from '../webviews/panel.ts';

export interface ExplorerParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
}

/** The one explorer panel: a page that asks the server about vector spaces. */
export class Explorer {
  private readonly parts: ExplorerParts;
  private panel: Panel<ExplorerPage, ExplorerHost> | undefined;
  /** What the page shall show once it is there. */
  private pending: ExplorerView | null = null;

  constructor(parts: ExplorerParts) {
    this.parts = parts;
    parts.server.onNotification('lexiscope/spaces/changed', () => {
      if (this.panel?.webviewPanel.visible) void this.panel.rpc.call('spacesChanged', {}).catch(() => undefined);
    });
  }

  show(view: ExplorerView): void {
    if (!this.panel) {
      this.pending = view;
      this.fill(createWebviewPanel(this.kind()));
      return;
    }
    const { webviewPanel, rpc } = this.panel;
    // A hidden page is unloaded: it asks what to show when it is back.
    if (webviewPanel.visible) void rpc.call('show', view).catch(() => undefined);
    else this.pending = view;
    webviewPanel.reveal();
  }

  /** Fills a panel that VS Code kept over a reload of the window; the page restores its own state. */
  restore(webviewPanel: vscode.WebviewPanel): void {
    this.panel?.webviewPanel.dispose();
    this.fill(webviewPanel);
  }

  private kind(): PanelKind {
    return { name: 'explorer', viewType: 'lexiscope.explorer', title: vscode.l10n.t('Vector Explorer'), icon: 'graph-scatter' };
  }

  private fill(webviewPanel: vscode.WebviewPanel): void {
    const { context, log } = this.parts;
    const panel = fillPanel<ExplorerPage, ExplorerHost>(webviewPanel, this.kind(), { context, log, implementation: this.implementation(), schemas: explorerSchemas });
    this.panel = panel;
    webviewPanel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
  }

  private implementation(): Implementation<ExplorerHost> {
    const { server } = this.parts;
    // Names, parameters and answers are the server's own: `explorerSchemas` has checked the parameters.
    const queries = Object.fromEntries(explorerQueries.map((name) => [name, (params: unknown, context: CallContext<number>) => ask(server, name, params, context)])) as unknown as Pick<Implementation<ExplorerHost>, ExplorerQuery>;
    return {
      ...queries,
      ready: () => {
        const view = this.pending;
        this.pending = null;
        return view;
      },
      list: () => server.request('lexiscope/spaces/list', {}),
      loadVectors: () => pickAndLoad(server),
      pickDocuments,
      copy: async ({ text }) => vscode.env.clipboard.writeText(text),
      save,
      openView,
      openPlace: async ({ file, line }) => {
        const at = new vscode.Position(line - 1, 0);
        await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at), viewColumn: vscode.ViewColumn.Beside, preview: true });
      },
    };
  }
}

async function ask(server: Server, name: ExplorerQuery, params: unknown, { signal, progress }: CallContext<number>): Promise<unknown> {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const options: RequestOptions = { token: source.token, ...(name === 'project' && { onProgress: (percent: number) => progress(percent / 100) }) };
    return await server.request(`lexiscope/spaces/${name}`, params as never, options);
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}

async function pickAndLoad(server: Server): Promise<string | null> {
  const [file] = (await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Load vectors'), filters: { [vscode.l10n.t('Word vectors')]: ['vec', 'txt', 'bin', 'lxv', 'gz', 'glove'], [vscode.l10n.t('All files')]: ['*'] },
  })) ?? [];
  if (!file) return null;
  return (await server.request('lexiscope/spaces/load', { file: file.fsPath })).id;
}

async function pickDocuments({ what }: { readonly what: 'folder' | 'table' }): Promise<string | null> {
  const options: vscode.OpenDialogOptions = what === 'folder'
    ? { title: vscode.l10n.t('Folder of texts'), canSelectFiles: false, canSelectFolders: true }
    : { title: vscode.l10n.t('Table of texts'), filters: { [vscode.l10n.t('Tables')]: ['csv', 'tsv', 'jsonl'] } };
  return (await vscode.window.showOpenDialog(options))?.[0]?.fsPath ?? null;
}

async function openView(): Promise<string | null> {
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Open view…'), filters: { [vscode.l10n.t('Views')]: ['json'] } })) ?? [];
  return file ? new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) : null;
}

async function save({ name, content }: { readonly name: string; readonly content: string | Uint8Array }): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const defaultUri = folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(path.resolve(name));
  const target = await vscode.window.showSaveDialog({ defaultUri });
  if (!target) return false;
  await vscode.workspace.fs.writeFile(target, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return true;
}
