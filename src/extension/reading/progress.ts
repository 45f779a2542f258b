import * as vscode from 'vscode';

/** Work that takes longer shows a notification that can cancel it. */
const notifyAfterMs = 500;

export interface Work {
  readonly token: vscode.CancellationToken;
  /** Percent done, 0 to 100. */
  readonly report: (percent: number) => void;
}

/** Runs the work; once it has taken a while, a notification shows how far it is and offers to stop it. */
export async function withCancellableProgress<T>(title: string, asText: (fraction: number) => string, work: (work: Work) => Promise<T>): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  let percent = 0;
  let onReport: ((percent: number) => void) | undefined;
  const running = work({
    token: source.token,
    report: (value) => {
      percent = value;
      onReport?.(value);
    },
  });
  const timer = setTimeout(() => {
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => source.cancel());
      let shown = 0;
      onReport = (value) => {
        if (value > shown) progress.report({ increment: value - shown, message: asText(value / 100) });
        shown = Math.max(shown, value);
      };
      onReport(percent);
      await running.catch(() => undefined);
    });
  }, notifyAfterMs);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
    source.dispose();
  }
}
