import * as vscode from 'vscode';
import type { DocumentSegment } from '../../protocol/analysis.ts';
import { type LiveAnalysis, applyChanges } from '../../protocol/live.ts';
import type { Analyses } from '../answers/analyses.ts';
import { isCancellation } from '../failures.ts';
import type { Server } from '../server.ts';
import { settings } from '../settings.ts';
import { formatOf, isSourceCode, tableKind } from './formats.ts';

/** Typing is followed once it has paused for so long. */
const debounceMs = 150;
const liveTasks = ['language', 'sentiment'] as const;
type LiveTask = (typeof liveTasks)[number];

/** What the server last answered about the document that is followed: the next answer tells only what differs. */
interface Followed {
  readonly version: number;
  readonly segments: readonly DocumentSegment[];
}

/** The setting `lexiscope.live`: language and sentiment of the active document are read again after each change of it. */
export class Live implements vscode.Disposable {
  private readonly server: Server;
  private readonly analyses: Analyses;
  private readonly log: vscode.LogOutputChannel;
  private readonly subscriptions: vscode.Disposable[];
  private readonly followed = new Map<LiveTask, Followed>();
  private document: vscode.TextDocument | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** The request that runs now; the next one waits for it. */
  private running: Promise<void> | undefined;

  constructor(server: Server, analyses: Analyses, log: vscode.LogOutputChannel) {
    this.server = server;
    this.analyses = analyses;
    this.log = log;
    this.subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(() => this.follow()),
      settings.onDidChange(['live'], () => this.follow()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document === this.document && contentChanges.length > 0) this.schedule();
      }),
    ];
    this.follow();
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Follows the active document, if following is on and it is made for prose. */
  private follow(): void {
    const active = settings.live() ? vscode.window.activeTextEditor?.document : undefined;
    const document = active && canFollow(active) ? active : undefined;
    if (document === this.document) return;
    if (this.document) this.end(this.document);
    this.document = document;
    this.followed.clear();
    if (document) this.schedule();
  }

  private end(document: vscode.TextDocument): void {
    clearTimeout(this.timer);
    if (document.isClosed) return; // the server forgets it by itself
    this.server.request('lexiscope/endLive', { textDocument: { uri: document.uri.toString() } }).catch((error: unknown) => this.log.debug(String(error)));
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.running = (this.running ?? Promise.resolve()).then(() => this.read());
    }, debounceMs);
  }

  private async read(): Promise<void> {
    const { document } = this;
    if (!document || document.isClosed) return;
    const { version } = document;
    for (const task of liveTasks) {
      try {
        await this.readTask(document, version, task);
      } catch (error) {
        this.followed.delete(task);
        // Typing goes on: a notification for each change would be a plague.
        if (!isCancellation(error)) this.log.debug(`live ${task}: ${String(error)}`);
      }
      if (document !== this.document || document.version !== version) return;
    }
  }

  private async readTask(document: vscode.TextDocument, version: number, task: LiveTask): Promise<void> {
    const uri = document.uri.toString();
    const format = formatOf(document.languageId, document.uri.path);
    const languageId = format === document.languageId ? {} : { languageId: format };
    const model = task === 'language' ? settings.languageModel(document.uri) : undefined;
    const candidates = task === 'language' ? settings.languageCandidates(document.uri) : undefined;
    const since = this.followed.get(task);
    const answer: LiveAnalysis = await this.server.request('lexiscope/live', { task, textDocument: { uri, version }, ...languageId, ...(model && { model }), ...(candidates && { candidates }), ...(since && { since: since.version }) });
    if (document !== this.document) return;
    const segments = applyChanges(since?.segments ?? [], answer.segments);
    this.followed.set(task, { version: answer.version, segments });
    this.analyses.set({ ...answer, segments, sections: [] }, { task, ...(model && { model }), ...(candidates && { candidates }) }, languageId);
    this.log.debug(`live ${task}: version ${answer.version} in ${answer.elapsedMs.toFixed(0)} ms`);
  }
}

/** Source code and tables need a choice of what to read; cells are parts of their notebook. */
function canFollow({ languageId, uri }: vscode.TextDocument): boolean {
  const format = formatOf(languageId, uri.path);
  return ['file', 'untitled', 'vscode-vfs'].includes(uri.scheme) && !isSourceCode(format) && !tableKind(format);
}
