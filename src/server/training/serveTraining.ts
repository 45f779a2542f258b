import { rm, mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import type { CancellationToken, Connection, InitializeParams, ServerCapabilities } from 'vscode-languageserver/node';
import { LexiscopeError } from '../../base/errors.ts';
import { compareRuns } from '../../jobs/compareRuns.ts';
import { describeNetwork } from '../../jobs/describeNetwork.ts';
import { exportRun } from '../../jobs/exportRun.ts';
import { inspectTrainingData } from '../../jobs/inspectTrainingData.ts';
import { readAnswers, readRun } from '../../jobs/readRun.ts';
import { maximumRuns, pumpQueue } from '../../jobs/runQueue.ts';
import { RunStore, defaultRunsFolder } from '../../jobs/runStore.ts';
import { fieldsOf } from '../../jobs/settingFields.ts';
import { allPresets, dataFiles, presetOf, readingOf, startRun } from '../../jobs/startRun.ts';
import type { InferenceMethods } from '../../protocol/inference.ts';
import { type DataInspection, type TrainingApi, type TrainingParams, trainingChanged, trainingMethod, trainingSchemas } from '../../protocol/training.ts';
import type { RunState, RunSummary } from '../../protocol/trainingRun.ts';
import { checkParams } from '../requestErrors.ts';
import type { Supervisor } from '../supervisor.ts';
import { beginWorkDone } from '../workDone.ts';
import { RunWatcher } from './watchRuns.ts';

const initializationOptionsSchema = v.fallback(v.object({ runsFolder: v.optional(v.string()) }), {});

/** How long an answer to pause, stop ... waits for the job to have acted. */
const actedWithinMs = 2000;
const actedLookMs = 40;

export interface TrainingServiceParts {
  readonly inference: Pick<Supervisor<InferenceMethods>, 'call'>;
  /** Turns every failure into an LSP error. */
  readonly asResponse: <T>(work: () => Promise<T>) => Promise<T>;
}

interface Context {
  readonly signal: AbortSignal;
  readonly report: (part: number) => void;
}

type Handlers = { readonly [K in keyof TrainingApi]: (params: TrainingParams<K>, context: Context) => ReturnType<TrainingApi[K]> | Promise<ReturnType<TrainingApi[K]>> };

/** `lexiscope/training/*` on a connection. `initialize` is to be called at that moment. */
export class TrainingService {
  readonly #connection: Connection;
  readonly #parts: TrainingServiceParts;
  #store = new RunStore(defaultRunsFolder());
  #watcher: RunWatcher;
  #showsProgress = false;

  constructor(connection: Connection, parts: TrainingServiceParts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#watcher = this.#newWatcher();
    const handlers = this.#handlers();
    for (const name of Object.keys(handlers) as (keyof Handlers)[]) {
      connection.onRequest(trainingMethod(name), (params: unknown, token: CancellationToken) => parts.asResponse(() => this.#answer(name, handlers[name] as (params: unknown, context: Context) => unknown, params, token)));
    }
    connection.onShutdown(() => this.#watcher.stop());
  }

  initialize({ capabilities, initializationOptions }: InitializeParams): Partial<ServerCapabilities> {
    this.#showsProgress = capabilities.window?.workDoneProgress === true;
    const { runsFolder } = v.parse(initializationOptionsSchema, initializationOptions ?? {});
    if (runsFolder !== undefined) this.#store = new RunStore(runsFolder);
    this.#watcher = this.#newWatcher();
    return {};
  }

  #newWatcher(): RunWatcher {
    return new RunWatcher(this.#store, (changed) => void this.#connection.sendNotification(trainingChanged, changed), (line) => this.#connection.console.warn(line));
  }

  async #answer(name: keyof Handlers, handle: (params: unknown, context: Context) => unknown, given: unknown, token: CancellationToken): Promise<unknown> {
    const params: unknown = checkParams(trainingSchemas[name] as v.GenericSchema, given ?? {}, trainingMethod(name));
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    if (token.isCancellationRequested) controller.abort();
    const { workDoneToken } = params as { workDoneToken?: string | number };
    const progress = beginWorkDone(this.#connection, titles[name] ?? 'Training', workDoneToken, this.#showsProgress && titles[name] !== undefined);
    try {
      return await handle(params, { signal: AbortSignal.any([controller.signal, progress.signal]), report: progress.report });
    } finally {
      progress.end();
      subscription.dispose();
    }
  }

  #handlers(): Handlers {
    return {
      choices: () => ({ presets: allPresets(), networkFields: fieldsOf('network'), embeddingFields: fieldsOf('embeddings'), folder: this.#store.root, cores: availableParallelism(), maximumRuns: maximumRuns(this.#store.root) }),
      inspectData: (params, context) => inspect(params, context),
      describeNetwork: async ({ kind, preset, settings, data }) => describeNetwork(kind, preset, { ...presetOf(kind, preset).settings, ...settings }, data, data ? await this.#store.list() : []),
      start: async (params) => this.#changed(await startRun(this.#store, params)),
      pause: ({ run }) => this.#told(this.#store.pause(run), ['running']),
      resume: ({ run }) => this.#told(this.#store.resume(run), ['paused']),
      stop: ({ run }) => this.#told(this.#store.stop(run), ['paused']),
      cancel: ({ run }) => this.#told(this.#store.cancel(run), ['running', 'paused']),
      list: async () => {
        const runs = await this.#store.list();
        // Left over from a job that was killed while no server was there.
        if (runs.some(({ state }) => state === 'queued') && !runs.some(({ state }) => state === 'running')) pumpQueue(this.#store.root);
        return { folder: this.#store.root, runs };
      },
      read: (params) => readRun(this.#store.summary(params.run), params),
      watch: () => {
        this.#watcher.start();
        return { watching: true };
      },
      unwatch: () => {
        this.#watcher.stop();
        return { watching: false };
      },
      edit: ({ run, name, notes }) => this.#changed(this.#store.edit(run, { name, notes })),
      remove: async ({ run }) => {
        await this.#store.remove(run);
        void this.#watcher.look();
        return { removed: true };
      },
      answers: (params) => readAnswers(this.#store.folderOf(params.run), params),
      tryModel: ({ run, text }, { signal, report }) => {
        const { output, kind, name } = this.#store.summary(run);
        if (output === undefined || kind === 'embeddings') throw new LexiscopeError('bad-input', `${name}: this run has no model to try`);
        return this.#parts.inference.call('tryModel', { model: output, tagger: kind === 'tagger', text }, { signal, onProgress: report });
      },
      exportModel: async ({ run, what, to }, { signal }) => ({ files: await exportRun(this.#store.summary(run), what, path.resolve(to), signal) }),
      compare: ({ runs }) => compareRuns(runs.map((run) => this.#store.summary(run))),
    };
  }

  /** What the run is once its job has heard; the job of a long step may take longer, and is heard of by the watcher. */
  async #told(summary: RunSummary, before: readonly RunState[]): Promise<RunSummary> {
    let now = summary;
    for (const endMs = performance.now() + actedWithinMs; before.includes(now.state) && now.place === null && performance.now() < endMs; await delay(actedLookMs)) now = this.#store.summary(summary.id);
    return this.#changed(now);
  }

  #changed(summary: RunSummary): RunSummary {
    void this.#watcher.look();
    return summary;
  }
}

const titles: Partial<Record<keyof Handlers, string>> = { inspectData: 'Reading the data', tryModel: 'Asking the model' };

/** The text of a document is read from a temporary file: the readers read files. */
async function inspect({ kind, source, reading, rows }: TrainingParams<'inspectData'>, { signal, report }: Context): Promise<DataInspection> {
  const options = { rows, signal, onProgress: report };
  if (source.type === 'paths') return inspectTrainingData(kind, await dataFiles(source, ''), readingOf(reading), options);
  const folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-data-'));
  try {
    return await inspectTrainingData(kind, await dataFiles(source, folder), readingOf(reading), options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
