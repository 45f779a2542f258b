import * as path from 'node:path';
import * as vscode from 'vscode';
import type { PickedData } from '../../protocol/trainingPanel.ts';

type Choice = { readonly from: 'files' | 'folder' | 'document' | 'selection' } | { readonly from: 'glob'; readonly pattern: string };

/**
 * Lets a person say which data to train on.
 * @param lastEditor the text editor that was last in front: with the panel there, none is active
 * @returns null when they thought better of it
 */
export async function pickData(choice: Choice, lastEditor: vscode.TextEditor | undefined): Promise<PickedData | null> {
  switch (choice.from) {
    case 'files':
      return fromUris(await vscode.window.showOpenDialog({ canSelectMany: true, canSelectFolders: false, title: vscode.l10n.t('Files to train on') }));
    case 'folder':
      return fromUris(await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, title: vscode.l10n.t('Folder to train on') }));
    case 'glob':
      return fromGlob(choice.pattern);
    case 'document':
      return fromDocument(false, lastEditor);
    case 'selection':
      return fromDocument(true, lastEditor);
  }
}

/** @returns null for none @throws Error for files that are not on a disk */
export function fromUris(uris: readonly vscode.Uri[] | undefined): PickedData | null {
  if (!uris || uris.length === 0) return null;
  const elsewhere = uris.find(({ scheme }) => scheme !== 'file');
  if (elsewhere) throw new Error(vscode.l10n.t('{0} is not on a disk: training reads files by their path.', elsewhere.toString()));
  return { source: { type: 'paths', paths: uris.map(({ fsPath }) => fsPath) }, title: uris.map(({ fsPath }) => path.basename(fsPath)).join(', ') };
}

function fromGlob(pattern: string): PickedData {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!path.isAbsolute(pattern) && folder?.uri.scheme !== 'file') throw new Error(vscode.l10n.t('Open a folder first, or give the pattern from the root on.'));
  const absolute = path.isAbsolute(pattern) || !folder ? pattern : path.join(folder.uri.fsPath, pattern);
  return { source: { type: 'paths', paths: [absolute] }, title: pattern };
}

/** A saved file is read from the disk; what is only in the editor travels as text. */
function fromDocument(selection: boolean, lastEditor: vscode.TextEditor | undefined): PickedData {
  const editor = lastEditor ?? vscode.window.visibleTextEditors[0];
  const document = editor?.document ?? vscode.workspace.textDocuments.find(({ uri, isClosed }) => !isClosed && (uri.scheme === 'file' || uri.scheme === 'untitled'));
  if (!document) throw new Error(vscode.l10n.t('No text document is open.'));
  const name = path.basename(document.fileName);
  if (!selection && document.uri.scheme === 'file' && !document.isDirty) return { source: { type: 'paths', paths: [document.uri.fsPath] }, title: name };
  if (selection && (!editor || editor.selection.isEmpty)) throw new Error(vscode.l10n.t('Nothing is selected in {0}.', name));
  const text = selection && editor ? document.getText(editor.selection) : document.getText();
  return { source: { type: 'text', name, text }, title: selection ? vscode.l10n.t('Selection in {0}', name) : name };
}
