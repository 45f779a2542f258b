import { type FSWatcher, existsSync, watch } from 'node:fs';
import type { TrainingChanged } from '../../protocol/training.ts';
import type { RunSummary } from '../../protocol/trainingRun.ts';
import type { RunStore } from '../../jobs/runStore.ts';
import { pumpQueue } from '../../jobs/runQueue.ts';

const lookEveryMs = 500;
/** Where nothing is alive, a look that often finds what another window or the command line has begun. */
const idleLookEveryMs = 3000;

/**
 * Looks at the folder of runs while somebody wants to know, and tells what has changed since the last look. Files are polled: file watchers tell of the folder
 * itself in time, of files below it not on every system.
 */
export class RunWatcher {
  readonly #store: RunStore;
  readonly #tell: (changed: TrainingChanged) => void;
  readonly #log: (line: string) => void;
  #known = new Map<string, string>();
  #alive = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #folder: FSWatcher | undefined;
  #looking: Promise<void> | undefined;
  #watching = false;

  constructor(store: RunStore, tell: (changed: TrainingChanged) => void, log: (line: string) => void) {
    this.#store = store;
    this.#tell = tell;
    this.#log = log;
  }

  start(): void {
    if (this.#watching) return;
    this.#watching = true;
    void this.look(true);
  }

  stop(): void {
    this.#watching = false;
    clearTimeout(this.#timer);
    this.#folder?.close();
    this.#folder = undefined;
    this.#known.clear();
  }

  /** Looks now; looks under way are waited for. @param quiet the first look: what there is, is no news */
  look(quiet = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#looking ??= this.#lookOnce(quiet).catch((error: Error) => this.#log(`the runs could not be read: ${error.message}`)).finally(() => {
      this.#looking = undefined;
      if (this.#watching) this.#timer = setTimeout(() => void this.look(), this.#alive.size > 0 ? lookEveryMs : idleLookEveryMs).unref();
    });
    return this.#looking;
  }

  async #lookOnce(quiet: boolean): Promise<void> {
    this.#watchFolder();
    const runs = await this.#store.list();
    const now = new Map(runs.map((run) => [run.id, JSON.stringify(run)]));
    const changed = runs.filter(({ id }) => this.#known.get(id) !== now.get(id));
    const removed = [...this.#known.keys()].filter((id) => !now.has(id));
    this.#known = now;
    const died = runs.some(({ id, state }) => state === 'interrupted' && this.#alive.has(id));
    this.#alive = new Set(runs.filter(isAlive).map(({ id }) => id));
    // A job that was killed could not start the next one; nor could one that waits when no job lives.
    if (died || (this.#alive.size > 0 && !runs.some(({ state }) => state === 'running'))) pumpQueue(this.#store.root);
    if (!quiet && (changed.length > 0 || removed.length > 0)) this.#tell({ runs: changed, removed });
  }

  /** New runs are seen at once. */
  #watchFolder(): void {
    if (this.#folder || !existsSync(this.#store.root)) return;
    try {
      this.#folder = watch(this.#store.root, { persistent: false }, () => { if (this.#watching && this.#alive.size === 0) void this.look(); });
      this.#folder.on('error', () => { this.#folder = undefined; });
    } catch (error) {
      this.#log(`the folder of runs is not watched, only looked at: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function isAlive({ state }: RunSummary): boolean {
  return state === 'running' || state === 'paused' || state === 'queued';
}
