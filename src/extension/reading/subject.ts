import * as vscode from 'vscode';
import type { DocumentRange } from '../../protocol/analysis.ts';

/** A text document, or the parts of it that are selected. */
export interface TextSubject {
  readonly kind: 'text';
  readonly document: vscode.TextDocument;
  readonly ranges?: readonly DocumentRange[];
}

/** The Markdown cells of a notebook. */
export interface NotebookSubject {
  readonly kind: 'notebook';
  readonly notebook: vscode.NotebookDocument;
}

/** A file that the editor cannot open as a text (too large, or no text): the server reads it. */
export interface FileSubject {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
}

/** What a command is about. */
export type Subject = TextSubject | NotebookSubject | FileSubject;

export function uriOf(subject: Subject): vscode.Uri {
  if (subject.kind === 'text') return subject.document.uri;
  return subject.kind === 'notebook' ? subject.notebook.uri : subject.uri;
}

/** The version that is asked about, where there is one. */
export function versionOf(subject: Subject): number | undefined {
  return subject.kind === 'text' ? subject.document.version : undefined;
}

/** What the person looks at: the selection, else the document; of a cell without selection, its whole notebook. Undefined where no text is open. */
export function activeSubject(): Subject | undefined {
  const editor = vscode.window.activeTextEditor;
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (!editor || editor.document.uri.scheme === 'output') return notebook ? { kind: 'notebook', notebook } : undefined;
  const { document, selections } = editor;
  const ranges = selections.filter((selection) => !selection.isEmpty).map(toRange);
  if (ranges.length > 0) return { kind: 'text', document, ranges };
  return notebook?.getCells().some((cell) => cell.document === document) ? { kind: 'notebook', notebook } : { kind: 'text', document };
}

/** Opens what was chosen in the explorer, so that the answer can be shown in it. */
export async function openSubject(uri: vscode.Uri): Promise<Subject> {
  if (uri.path.endsWith('.ipynb')) {
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    await vscode.window.showNotebookDocument(notebook);
    return { kind: 'notebook', notebook };
  }
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    return { kind: 'text', document };
  } catch {
    return { kind: 'file', uri }; // The server says what is wrong with it, if anything is.
  }
}

export function toRange({ start, end }: vscode.Range): DocumentRange {
  return { start: { line: start.line, character: start.character }, end: { line: end.line, character: end.character } };
}

export function fromRange({ start, end }: DocumentRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
