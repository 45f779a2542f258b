import * as vscode from 'vscode';

/** As the server sees words: letters, marks and digits, with apostrophes and hyphens between them. */
const wordPattern = /[\p{L}\p{M}\p{N}]+(?:['\u2019\u00AD-][\p{L}\p{M}\p{N}]+)*/u;
/** A longer selection is no word. */
const longestSelection = 200;

export interface WordInEditor {
  readonly editor: vscode.TextEditor;
  readonly range: vscode.Range;
  readonly word: string;
}

/** What is selected, if it is short and within a line, else the word at the cursor. */
export function wordAtCursor(editor: vscode.TextEditor | undefined = vscode.window.activeTextEditor): WordInEditor | undefined {
  if (!editor) return undefined;
  const { document, selection } = editor;
  const range = selection.isEmpty ? document.getWordRangeAtPosition(selection.active, wordPattern) : selection;
  if (!range?.isSingleLine) return undefined;
  const word = document.getText(range).trim();
  return word === '' || word.length > longestSelection ? undefined : { editor, range, word };
}

/** The lines around a place up to empty ones: enough to tell their language. */
export function paragraphAround(document: vscode.TextDocument, { line }: vscode.Position): string {
  let first = line;
  let last = line;
  while (first > 0 && line - first < 10 && !document.lineAt(first - 1).isEmptyOrWhitespace) first--;
  while (last < document.lineCount - 1 && last - line < 10 && !document.lineAt(last + 1).isEmptyOrWhitespace) last++;
  return document.getText(new vscode.Range(first, 0, last, document.lineAt(last).text.length)).slice(0, 4000);
}
