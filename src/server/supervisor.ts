import { LexiscopeError, cancelled, messageOf } from '../base/errors.ts';
import { type Channel, type Methods, type Nothing, type ParamsOf, type ProgressOf, type ResultOf, Rpc } from '../protocol/rpc.ts';

/** A process that answers calls, as the supervisor sees it. */
export interface Worker {
  readonly channel: Channel;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
  /** `how` says how it ended, as in `signal SIGSEGV`. */
  onExit(listener: (how: string) => void): void;
}

export interface SupervisorOptions {
  /** What the worker does, for messages: `analysis`. */
  readonly task: string;
  readonly start: () => Worker;
  /** How long a cancelled call may go on in the worker before the worker is killed, in milliseconds. */
  readonly graceMs: number;
  readonly log: (line: string) => void;
}

interface RunningWorker<Remote extends Methods<Remote>> {
  readonly worker: Worker;
  readonly rpc: Rpc<Nothing, Remote>;
  /** Jobs that it has been sent and has not answered, cancelled ones included. */
  readonly unanswered: Set<Job<Remote>>;
  /** We ended it ourselves: none of its jobs is to blame. */
  killed: boolean;
  ended: boolean;
}

interface Job<Remote extends Methods<Remote>> {
  readonly run: (running: RunningWorker<Remote>) => void;
  readonly fail: (error: LexiscopeError) => void;
  wanted: boolean;
}

/**
 * Keeps a worker process that may crash: starts it on first use and again after a crash. A crash costs one answer at most: a job
 * that was alone in the crashed worker fails; when there were several, nobody knows which one did it, so each is tried again by itself.
 */
export class Supervisor<Remote extends Methods<Remote>> {
  private readonly options: SupervisorOptions;
  private running: RunningWorker<Remote> | undefined;
  private readonly waiting: Job<Remote>[] = [];
  private oneByOne = false;
  private disposed = false;

  constructor(options: SupervisorOptions) {
    this.options = options;
  }

  /**
   * Calls a method of the worker, starting it if need be.
   * @throws RpcError or LexiscopeError: `cancelled` as soon as `signal` is aborted; `failed` when the worker crashed over this call
   */
  call<K extends keyof Remote & string>(
    method: K,
    params: ParamsOf<Remote[K]>,
    options: { signal?: AbortSignal; onProgress?: (value: ProgressOf<Remote[K]>) => void } = {},
  ): Promise<ResultOf<Remote[K]>> {
    const { signal, onProgress } = options;
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        job.wanted = false;
        signal?.removeEventListener('abort', abort);
      };
      const fail = (error: Error): void => {
        finish();
        reject(error);
      };
      const abort = (): void => {
        fail(cancelled(`the ${this.options.task}`));
        this.killUnlessAnswered(job);
      };
      const run = (running: RunningWorker<Remote>): void => {
        const onSettled = (): void => this.answered(running, job);
        running.rpc.call(method, params, { signal, onProgress, onSettled }).then(
          (value) => {
            finish();
            resolve(value);
          },
          (error: Error) => {
            // A job of a worker that ended is not lost yet: `ended` decides.
            if (!running.ended) fail(error);
          },
        );
      };
      const job: Job<Remote> = { run, fail, wanted: true };
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.waiting.push(job);
      this.next();
    });
  }

  /** Ends the worker and every call. */
  dispose(): void {
    this.disposed = true;
    this.running?.worker.kill();
    for (const job of [...this.waiting, ...(this.running?.unanswered ?? [])]) job.fail(stopped());
    this.waiting.length = 0;
  }

  private next(): void {
    while (this.waiting.length > 0) {
      if (this.oneByOne && (this.running?.unanswered.size ?? 0) > 0) return;
      const job = this.waiting.shift();
      if (!job?.wanted) continue;
      if (this.disposed) {
        job.fail(stopped());
        continue;
      }
      try {
        this.running ??= this.start();
      } catch (error) {
        job.fail(new LexiscopeError('failed', `the ${this.options.task} process could not be started: ${messageOf(error)}`, { cause: error }));
        continue;
      }
      this.running.unanswered.add(job);
      job.run(this.running);
    }
    if ((this.running?.unanswered.size ?? 0) === 0) this.oneByOne = false;
  }

  private start(): RunningWorker<Remote> {
    const worker = this.options.start();
    const rpc = new Rpc<Nothing, Remote>(worker.channel, {}, { onFault: (fault) => this.options.log(fault.message) });
    const running: RunningWorker<Remote> = { worker, rpc, unanswered: new Set(), killed: false, ended: false };
    worker.onExit((how) => this.ended(running, how));
    return running;
  }

  private answered(running: RunningWorker<Remote>, job: Job<Remote>): void {
    if (running.ended) return;
    running.unanswered.delete(job);
    this.next();
  }

  private ended(running: RunningWorker<Remote>, how: string): void {
    running.ended = true;
    running.rpc.dispose();
    if (this.running === running) this.running = undefined;
    if (this.disposed) return;
    const suspects = [...running.unanswered];
    const wanted = suspects.filter((job) => job.wanted);
    this.options.log(`the ${this.options.task} process ended (${how}) with ${suspects.length} unanswered`);
    if (!running.killed && suspects.length === 1) {
      const hint = 'Run the command again: the process is started anew.';
      wanted[0]?.fail(new LexiscopeError('failed', `the ${this.options.task} process ended unexpectedly (${how})`, { hint }));
    } else {
      if (!running.killed) this.oneByOne = true;
      this.waiting.unshift(...wanted);
    }
    this.next();
  }

  /** A run in native code cannot be interrupted; a cancelled one that goes on would hold up everything after it. */
  private killUnlessAnswered(job: Job<Remote>): void {
    const { running } = this;
    if (!running?.unanswered.has(job)) return;
    setTimeout(() => {
      if (running.ended || !running.unanswered.has(job)) return;
      running.killed = true;
      running.worker.kill();
    }, this.options.graceMs).unref();
  }
}

function stopped(): LexiscopeError {
  return new LexiscopeError('failed', 'the server is shutting down');
}
