import * as vscode from 'vscode';

/** Opens a file at a line beside the panel. @param line from 1; null: at its beginning */
export async function openPlace(file: string, line: number | null): Promise<void> {
  const at = new vscode.Position((line ?? 1) - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at), viewColumn: vscode.ViewColumn.Beside, preview: true });
}
