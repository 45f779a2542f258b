import type { Connection, WorkDoneProgressReporter } from 'vscode-languageserver/node';

/** Work that ends sooner is not worth a progress bar. */
const showAfterMs = 500;
const reportEveryMs = 100;

export interface WorkDone {
  /** Aborted when the person cancels the progress bar that we asked the client to show. */
  readonly signal: AbortSignal;
  readonly report: (fraction: number) => void;
  readonly end: () => void;
}

/**
 * Work-done progress for one request: with the client's own token from the first report on; without one, and if the client can
 * show progress, with a token of ours once the work has taken a while.
 */
export function beginWorkDone(connection: Connection, title: string, token: string | number | undefined, canCreate: boolean): WorkDone {
  const controller = new AbortController();
  let reporter: WorkDoneProgressReporter | undefined;
  let lastMs = -Infinity;
  let ended = false;
  let fraction = 0;
  const begin = (started: WorkDoneProgressReporter): void => {
    reporter = started;
    reporter.begin(title, Math.round(100 * fraction), undefined, true);
  };
  if (token !== undefined) begin(connection.window.attachWorkDoneProgress(token));
  const timer = token !== undefined || !canCreate ? undefined : setTimeout(() => {
    connection.window.createWorkDoneProgress().then((created) => {
      created.token.onCancellationRequested(() => controller.abort());
      begin(created);
      if (ended) created.done();
    }, (error: Error) => connection.console.warn(`the client shows no progress: ${error.message}`));
  }, showAfterMs);
  return {
    signal: controller.signal,
    report: (value) => {
      fraction = value;
      const nowMs = performance.now();
      if (ended || nowMs - lastMs < reportEveryMs) return;
      lastMs = nowMs;
      reporter?.report(Math.round(100 * value));
    },
    end: () => {
      ended = true;
      clearTimeout(timer);
      reporter?.done();
    },
  };
}
