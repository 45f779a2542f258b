import * as vscode from 'vscode';
import type { ErrorData } from '../protocol/analysis.ts';

/** LSP's `RequestCancelled`; its library is not loaded for the number. */
const requestCancelled = -32800;

/** Whether the person stopped the work: nothing to report. */
export function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error as { code?: unknown } | undefined)?.code === requestCancelled;
}

/** Shows what went wrong and what to do about it; the log keeps the rest. */
export async function showError(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const message = error instanceof Error ? error.message : String(error);
  const hint = (error as { data?: ErrorData } | undefined)?.data?.hint;
  const showLog = vscode.l10n.t('Show Log');
  const choice = await vscode.window.showErrorMessage(`${message}${hint ? `. ${hint}` : ''}`, showLog);
  if (choice === showLog) log.show();
}
