import * as vscode from 'vscode';
import type { DocumentAnalysis, DocumentRange } from '../protocol/analysis.ts';
import type { Analyses } from './analyses.ts';
import { isCancellation, showError } from './failures.ts';
import type { Presenter } from './present.ts';
import type { Server } from './server.ts';
import { settings } from './settings.ts';
import type { StatusBar } from './statusBar.ts';

/** A request that takes longer shows a notification that can cancel it. */
const notifyAfterMs = 500;
/** A document is read again once it has been left alone for so long. */
const quietMs = 400;

export interface DetectLanguageParts {
  readonly server: Server;
  readonly analyses: Analyses;
  readonly statusBar: StatusBar;
  readonly presenter: Presenter;
  readonly log: vscode.LogOutputChannel;
}

/** The command `Lexiscope: Detect Language`: on the selection if there is one, else on the whole document. */
export async function detectLanguage(parts: DetectLanguageParts): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a text document to detect its language.'));
    return;
  }
  const { document, selection } = editor;
  const range = selection.isEmpty ? undefined : toRange(selection);
  const { log, presenter, statusBar } = parts;
  const endBusy = statusBar.showBusy(document);
  try {
    const analysis = await withCancellableProgress(vscode.l10n.t('Detecting the language'), presenter, (token, report) => readUntilCurrent(parts, document, range, token, report));
    log.info(`${analysis.uri} version ${analysis.version}${analysis.ranges ? ', selection' : ''}: ${analysis.label ?? 'no label'}, ${analysis.verdict}, in ${analysis.elapsedMs.toFixed(0)} ms`);
    if (settings.statusBar() === 'never') void vscode.window.showInformationMessage(presenter.explanation(analysis));
  } catch (error) {
    if (!isCancellation(error)) void showError(error, log);
  } finally {
    endBusy();
  }
}

/** Asks until the answer is for the document as it stands, so that typing while a long text is read loses nothing. */
async function readUntilCurrent(
  { server, analyses }: DetectLanguageParts,
  document: vscode.TextDocument,
  range: DocumentRange | undefined,
  token: vscode.CancellationToken,
  onProgress: (percent: number) => void,
): Promise<DocumentAnalysis> {
  const { uri } = document;
  const model = settings.languageModel(uri);
  const candidates = settings.languageCandidates(uri);
  for (;;) {
    const params = { task: 'language' as const, textDocument: { uri: uri.toString() }, ...(range && { ranges: [range] }), ...(model && { model }), ...(candidates && { candidates }) };
    const analysis = await server.request('lexiscope/analyze', params, { token, onProgress });
    if (analyses.set(document, analysis)) return analysis;
    if (token.isCancellationRequested || document.isClosed) throw new vscode.CancellationError();
    // The offsets of a selection mean nothing after an edit.
    if (range) throw new Error(vscode.l10n.t('The text changed while it was being read. Select it and run the command again.'));
    await untilQuiet(document, token);
  }
}

async function untilQuiet(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<void> {
  for (let version = -1; version !== document.version && !token.isCancellationRequested; ) {
    version = document.version;
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  }
}

async function withCancellableProgress<T>(
  title: string,
  presenter: Presenter,
  work: (token: vscode.CancellationToken, report: (percent: number) => void) => Promise<T>,
): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  let percent = 0;
  let onReport: ((percent: number) => void) | undefined;
  const running = work(source.token, (value) => {
    percent = value;
    onReport?.(value);
  });
  const timer = setTimeout(() => {
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => source.cancel());
      let shown = 0;
      onReport = (value) => {
        if (value > shown) progress.report({ increment: value - shown, message: presenter.score(value / 100) });
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

function toRange({ start, end }: vscode.Range): DocumentRange {
  return { start: { line: start.line, character: start.character }, end: { line: end.line, character: end.character } };
}
