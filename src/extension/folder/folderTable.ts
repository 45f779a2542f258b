import * as vscode from 'vscode';
import type { FolderProgress } from '../../protocol/folder.ts';
import { type FolderHostMethods, type FolderPageMethods, type FolderState, type RowSelection, folderHostSchemas } from '../../protocol/folderPage.ts';
import type { Implementation } from '../../protocol/rpc.ts';
import { isCancellation, showError } from '../failures.ts';
import type { Question } from '../reading/question.ts';
import { type PanelKind, createWebviewPanel, fillPanel } from '../webviews/panel.ts';
import { type FolderParts, type Selection, newResultFolder } from './classifyFolder.ts';

/** The page is told of progress so often. */
const reportEveryMs = 150;

/** A table in an editor tab, and the request that fills it. Closing the tab ends the request and removes the rows. */
export class FolderTable {
  private readonly parts: FolderParts;
  private readonly selection: Selection;
  private readonly question: Question;
  private readonly folder: vscode.Uri;
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly tell: (state: FolderState) => void;
  private state: FolderState;
  private toldMs = 0;

  constructor(parts: FolderParts, selection: Selection, question: Question, title: string) {
    this.parts = parts;
    this.selection = selection;
    this.question = question;
    this.folder = newResultFolder(parts.context);
    this.state = { title, isLanguage: question.task === 'language', root: rootOf(selection.uris), isCancelled: false };
    const { context, log } = parts;
    const kind: PanelKind = { name: 'folder', viewType: 'lexiscope.folder', title, icon: 'table' };
    const { webviewPanel, rpc } = fillPanel<FolderPageMethods, FolderHostMethods>(createWebviewPanel(kind), kind, { context, log, implementation: this.implementation(), schemas: folderHostSchemas });
    this.tell = (state) => {
      // A hidden page asks again when it is shown.
      if (webviewPanel.visible) rpc.call('stateChanged', state).catch((error: unknown) => log.debug(`folder: ${String(error)}`));
    };
    webviewPanel.onDidDispose(() => this.dispose());
  }

  /** Classifies; answers once all is done, cancelled or failed. */
  async run(): Promise<void> {
    const { server, log } = this.parts;
    const { uris, include, rows, source } = this.selection;
    const { task, model } = this.question;
    const params = {
      task, ...(model && { model }), uris: uris.map((uri) => uri.toString()), resultFolder: this.folder.fsPath, ...(include && { include: [...include] }), ...(rows && { rows }),
      ...(source?.column !== undefined && { column: source.column }), ...(source?.field !== undefined && { field: source.field }),
    };
    try {
      const result = await server.request('lexiscope/classifyFiles', params, { token: this.cancellation.token, onPartial: (progress) => this.report(progress as FolderProgress) });
      log.info(`${result.rows} rows, ${result.skipped} skipped, in ${result.elapsedMs.toFixed(0)} ms`);
      this.update({ ...this.state, result });
    } catch (error) {
      if (isCancellation(error)) this.update({ ...this.state, isCancelled: true });
      else {
        this.update({ ...this.state, failure: error instanceof Error ? error.message : String(error) });
        void showError(error, log);
      }
    }
  }

  private implementation(): Implementation<FolderHostMethods> {
    const { server } = this.parts;
    return {
      state: () => this.state,
      rows: async (selection) => {
        const resultFile = this.resultFile();
        return resultFile === undefined ? { rows: [], total: 0 } : server.request('lexiscope/resultRows', { ...selection, resultFile });
      },
      open: ({ uri, line }) => this.open(vscode.Uri.parse(uri), line),
      export: ({ format, selection }) => this.export(format, selection),
      cancel: () => this.cancellation.cancel(),
    };
  }

  private async open(uri: vscode.Uri, line = 0): Promise<void> {
    await vscode.commands.executeCommand('vscode.open', uri, { selection: new vscode.Range(line, 0, line, 0), preview: true });
  }

  private async export(format: 'csv' | 'jsonl', selection: RowSelection): Promise<void> {
    const resultFile = this.resultFile();
    if (resultFile === undefined) return;
    const [first] = this.selection.uris;
    const file = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(first, '..', `lexiscope.${format}`), filters: format === 'csv' ? { CSV: ['csv'] } : { 'JSON Lines': ['jsonl'] } });
    if (!file) return;
    const { offset: _offset, limit: _limit, ...rest } = selection;
    const { rows } = await this.parts.server.request('lexiscope/exportResult', { ...rest, resultFile, file: file.fsPath, format });
    const show = vscode.l10n.t('Open');
    const choice = await vscode.window.showInformationMessage(vscode.l10n.t('{0} rows were written to {1}.', rows, file.fsPath), show);
    if (choice === show) await vscode.window.showTextDocument(file);
  }

  private resultFile(): string | undefined {
    return this.state.result?.resultFile ?? this.state.progress?.resultFile;
  }

  private report(progress: FolderProgress): void {
    this.state = { ...this.state, progress };
    const nowMs = performance.now();
    if (nowMs - this.toldMs < reportEveryMs) return;
    this.toldMs = nowMs;
    this.tell(this.state);
  }

  private update(state: FolderState): void {
    this.state = state;
    this.tell(state);
  }

  private dispose(): void {
    this.cancellation.cancel();
    this.cancellation.dispose();
    // Nothing may have been written yet.
    vscode.workspace.fs.delete(this.folder, { recursive: true, useTrash: false }).then(undefined, () => undefined);
  }
}

/** The folder that all paths begin with. */
function rootOf(uris: readonly vscode.Uri[]): string {
  const [first] = uris;
  const root = uris.length === 1 ? first : vscode.Uri.joinPath(first, '..');
  return `${root.toString()}/`;
}
