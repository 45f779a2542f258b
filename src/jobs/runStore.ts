import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { LexiscopeError } from '../base/errors.ts';
import { orDiskFull } from '../base/files.ts';
import type { RunDescription, RunStatus, RunSummary } from '../protocol/trainingRun.ts';
import { runDescriptionSchema, runStatusSchema } from '../protocol/trainingRun.ts';
import type { Launch } from './runQueue.ts';
import { isWorkedOn, leaveQueue, pumpQueue, enqueue, queueOf, queuedSince } from './runQueue.ts';
import { readDescription, readStatus, runFiles, sendControl, writeDescription, writeStatus } from './runFiles.ts';

/** Where runs are kept unless somebody says otherwise: one folder for the editor and the command line. */
export function defaultRunsFolder(): string {
  return process.env.LEXISCOPE_RUNS ?? path.join(homedir(), '.lexiscope', 'runs');
}

const summarySchemas = { description: v.pipe(v.string(), v.parseJson(), runDescriptionSchema), status: v.pipe(v.string(), v.parseJson(), runStatusSchema) };

/** What a run's two files said, and by what they are known to say it still. */
interface ReadRun {
  readonly stamp: string;
  readonly description: RunDescription;
  readonly status: RunStatus;
}

/** The runs in a folder, each a folder of its own. Other windows and the jobs change them, too: of what is read, lists keep only what has not changed since. */
export class RunStore {
  readonly root: string;
  readonly #launch: Launch | undefined;
  #read = new Map<string, ReadRun>();

  /** @param launch how the process of a run is started, if not as dist/job.js */
  constructor(root: string, launch?: Launch) {
    this.root = path.resolve(root);
    this.#launch = launch;
  }

  /** All runs, newest first. Folders that hold no run, or a broken one, are left out. */
  async list(): Promise<RunSummary[]> {
    if (!existsSync(this.root)) return [];
    const entries = await readdir(this.root, { withFileTypes: true });
    const places = queueOf(this.root);
    // One after the other at once: four hundred small files take longer by way of the thread pool.
    const known = this.#read;
    this.#read = new Map();
    const summaries = entries.filter((entry) => entry.isDirectory()).map(({ name }) => this.#tryRead(name, known.get(name), places));
    return summaries.filter((summary) => summary !== undefined).sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1));
  }

  /** @throws LexiscopeError `not-found`, or `bad-input` for a broken run */
  summary(id: string): RunSummary {
    const folder = this.folderOf(id);
    return summaryOf(folder, readDescription(folder), readStatus(folder), queuedSince(folder) === undefined ? [] : queueOf(this.root));
  }

  /** @throws LexiscopeError `not-found` */
  folderOf(id: string): string {
    const folder = path.join(this.root, id);
    if (path.dirname(folder) !== this.root || !existsSync(path.join(folder, runFiles.description))) throw new LexiscopeError('not-found', `${folder}: there is no run here (no ${runFiles.description})`);
    return folder;
  }

  /**
   * Makes a run's folder, fills it and puts the run at the end of the queue.
   * @param fill writes what the job needs
   * @throws whatever `fill` throws, LexiscopeError `failed` where the disk is full; then nothing is left behind
   */
  async create(description: RunDescription, fill: (folder: string) => Promise<void>): Promise<RunSummary> {
    let folder = this.root;
    try {
      await mkdir(this.root, { recursive: true });
      folder = await this.#newFolder(description);
      await fill(folder);
      writeStatus(folder, { version: 1, state: 'queued', attempt: 0, progress: 0, seconds: 0 });
      // Last: from here on it is a run.
      writeDescription(folder, description);
      return this.#queue(folder);
    } catch (error) {
      if (folder !== this.root) await rm(folder, { recursive: true, force: true });
      throw orDiskFull(error, folder);
    }
  }

  /** @throws LexiscopeError `bad-input` where nothing runs */
  pause(id: string): RunSummary {
    return this.#tell(id, 'pause', ['running']);
  }

  /** Goes on with a paused run, or takes up one that ended before it was done, as soon as its turn has come. @throws LexiscopeError `bad-input` for one that is done, `failed` where the disk is full */
  resume(id: string): RunSummary {
    const summary = this.summary(id);
    if (!summary.resumable) throw new LexiscopeError('bad-input', `${summary.name}: this run is ${summary.state}; there is nothing to resume`);
    const { folder } = summary;
    const before = readStatus(folder);
    try {
      if (summary.state !== 'paused') writeStatus(folder, { ...before, state: 'queued', error: undefined, reason: undefined });
      return this.#queue(folder);
    } catch (error) {
      leaveQueue(folder);
      writeStatus(folder, before);
      throw orDiskFull(error, folder);
    }
  }

  /** @throws LexiscopeError `bad-input` where nothing runs or waits */
  stop(id: string): RunSummary {
    return this.#tell(id, 'stop', ['running', 'paused', 'queued']);
  }

  /** @throws LexiscopeError `bad-input` where nothing runs or waits */
  cancel(id: string): RunSummary {
    return this.#tell(id, 'cancel', ['running', 'paused', 'queued']);
  }

  edit(id: string, changes: { readonly name?: string | undefined; readonly notes?: string | undefined }): RunSummary {
    const folder = this.folderOf(id);
    const description = readDescription(folder);
    writeDescription(folder, { ...description, name: changes.name ?? description.name, notes: changes.notes ?? description.notes });
    return this.summary(id);
  }

  /** @throws LexiscopeError `bad-input` for a run that is alive */
  async remove(id: string): Promise<void> {
    const folder = this.folderOf(id);
    if (existsSync(path.join(folder, runFiles.status)) && isWorkedOn(folder, readStatus(folder))) throw new LexiscopeError('bad-input', `${id}: this run is going on`, { hint: 'Cancel it first.' });
    leaveQueue(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** @param known from the list before */
  #tryRead(id: string, known: ReadRun | undefined, places: readonly string[]): RunSummary | undefined {
    const folder = path.join(this.root, id);
    const [description, status] = [path.join(folder, runFiles.description), path.join(folder, runFiles.status)];
    try {
      // Before they are read: what changes meanwhile is read again by the next list.
      const stamp = stampOf(description) + stampOf(status);
      const read = known?.stamp === stamp ? known : { stamp, description: v.parse(summarySchemas.description, readFileSync(description, 'utf8')), status: v.parse(summarySchemas.status, readFileSync(status, 'utf8')) };
      this.#read.set(id, read);
      return summaryOf(folder, read.description, read.status, places);
    } catch {
      return undefined;
    }
  }

  /** A name that says when and what, with a number where it is taken. */
  async #newFolder({ created, name, preset }: RunDescription): Promise<string> {
    const when = new Date(created).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
    const what = `${name} ${preset}`.normalize('NFKD').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 40);
    for (let number = 1; ; number++) {
      const folder = path.join(this.root, [when, what, ...(number > 1 ? [number] : [])].filter((part) => part !== '').join('-'));
      try {
        await mkdir(folder);
        return folder;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  #queue(folder: string): RunSummary {
    enqueue(folder);
    pumpQueue(this.root, this.#launch);
    return this.summary(path.basename(folder));
  }

  #tell(id: string, command: 'pause' | 'stop' | 'cancel', states: readonly RunStatus['state'][]): RunSummary {
    const { folder, state, name } = this.summary(id);
    if (!states.includes(state)) throw new LexiscopeError('bad-input', `${name}: this run is ${state}, not ${states.join(' or ')}`);
    leaveQueue(folder);
    if (state === 'queued') writeStatus(folder, { ...readStatus(folder), ...withdrawn(readStatus(folder)) });
    else sendControl(folder, command);
    return this.summary(id);
  }
}

/** Files are replaced, not rewritten (but on a full disk): another content is another inode, or at least another time. */
function stampOf(file: string): string {
  const { ino, mtimeMs, size } = statSync(file);
  return `${ino} ${mtimeMs} ${size} `;
}

/** What a run is that was taken out of the queue: as it was before, if it had been worked on. */
function withdrawn({ attempt }: RunStatus): Partial<RunStatus> {
  return attempt > 0 ? { state: 'interrupted' } : { state: 'cancelled', reason: 'cancelled', ended: Date.now() };
}

const resumableStates: readonly RunStatus['state'][] = ['paused', 'stopped', 'cancelled', 'failed', 'interrupted'];

function summaryOf(folder: string, description: RunDescription, written: RunStatus, places: readonly string[]): RunSummary {
  const { samples: _samples, pinned: _pinned, version: _version, ...described } = description;
  const alive = isWorkedOn(folder, written);
  const died = !alive && (written.state === 'running' || written.state === 'paused');
  const status: RunStatus = died ? { ...written, state: 'interrupted', phase: undefined, secondsLeft: undefined, pid: undefined } : written;
  const place = places.indexOf(folder);
  return { ...status, ...described, id: path.basename(folder), folder, resumable: resumableStates.includes(status.state), place: place < 0 ? null : place + 1 };
}
