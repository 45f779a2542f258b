// A bundle of its own (scripts/build.mjs): loaded when the explorer is first opened.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { type ExplorerHost, type ExplorerPage, type ExplorerQuery, type ExplorerView, explorerQueries, explorerSchemas } from '../../protocol/explorer.ts';
import type { CallContext, Implementation } from '../../protocol/rpc.ts';
import type { Server } from '../server.ts';
import { openPlace } from '../webviews/openPlace.ts';
import type { PanelKind } from '../webviews/panel.ts';
import { SinglePanel } from '../webviews/singlePanel.ts';

export interface ExplorerParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
}

/** The one explorer panel: a page that asks the server about vector spaces. */
export class Explorer {
  private readonly server: Server;
  private readonly panel: SinglePanel<ExplorerPage, ExplorerHost, ExplorerView>;

  constructor({ context, log, server }: ExplorerParts) {
    this.server = server;
    const kind: PanelKind = { name: 'explorer', viewType: 'lexiscope.explorer', title: vscode.l10n.t('Vector Explorer'), icon: 'graph-scatter' };
    this.panel = new SinglePanel(kind, { context, log, implementation: this.implementation(), schemas: explorerSchemas }, (rpc, view) => rpc.call('show', view));
    server.onNotification('lexiscope/spaces/changed', () => this.panel.tell((rpc) => rpc.call('spacesChanged', {})));
  }

  show(view: ExplorerView): void {
    this.panel.show(view);
  }

  restore(webviewPanel: vscode.WebviewPanel): void {
    this.panel.restore(webviewPanel);
  }

  private implementation(): Implementation<ExplorerHost> {
    const { server } = this;
    // Names, parameters and answers are the server's own: `explorerSchemas` has checked the parameters.
    const queries = Object.fromEntries(explorerQueries.map((name) => [name, (params: unknown, context: CallContext<number>) => ask(server, name, params, context)])) as unknown as Pick<Implementation<ExplorerHost>, ExplorerQuery>;
    return {
      ...queries,
      ready: () => this.panel.takeView(),
      list: () => server.request('lexiscope/spaces/list', {}),
      loadVectors: () => pickAndLoad(server),
      pickDocuments,
      copy: async ({ text }) => vscode.env.clipboard.writeText(text),
      save,
      openView,
      openPlace: ({ file, line }) => openPlace(file, line),
    };
  }
}

function ask(server: Server, name: ExplorerQuery, params: unknown, { signal, progress }: CallContext<number>): Promise<unknown> {
  return server.request(`lexiscope/spaces/${name}`, params as never, { signal, ...(name === 'project' && { onProgress: (percent: number) => progress(percent / 100) }) });
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
