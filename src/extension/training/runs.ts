import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/trainingRun.ts';
import type { TrainingChanged } from '../../protocol/training.ts';
import type { Server } from '../server.ts';

/** Not imported: the schemas beside it would be read at activation. */
const trainingChanged = 'lexiscope/training/changed';

/**
 * The runs as the server last told of them. It is asked when someone looks for the first time; from then on it tells of changes by itself,
 * also of runs that were started elsewhere.
 */
export class Runs implements vscode.Disposable {
  private readonly server: Server;
  private readonly changed = new vscode.EventEmitter<TrainingChanged>();
  private readonly byId = new Map<string, RunSummary>();
  private loading: Promise<void> | undefined;

  readonly onDidChange = this.changed.event;

  constructor(server: Server) {
    this.server = server;
    server.onNotification(trainingChanged, (params) => this.apply(params as TrainingChanged));
  }

  /** Newest first. */
  async all(): Promise<readonly RunSummary[]> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    await this.loading;
    return [...this.byId.values()].sort((a, b) => b.created - a.created);
  }

  get(id: string): RunSummary | undefined {
    return this.byId.get(id);
  }

  /** After an answer that has a newer state of a run than the last notification. */
  update(run: RunSummary): void {
    this.apply({ runs: [run], removed: [] });
  }

  remove(id: string): void {
    this.apply({ runs: [], removed: [id] });
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async load(): Promise<void> {
    await this.server.request('lexiscope/training/watch', {});
    const { runs } = await this.server.request('lexiscope/training/list', {});
    for (const run of runs) this.byId.set(run.id, run);
  }

  private apply(change: TrainingChanged): void {
    for (const run of change.runs) this.byId.set(run.id, run);
    for (const id of change.removed) this.byId.delete(id);
    this.changed.fire(change);
  }
}
