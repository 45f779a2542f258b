import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { LexiscopeError } from '../base/errors.ts';
import { packageRoot } from '../base/files.ts';
import type { TrainingKernels } from '../kernels/registry.ts';

/** One call of a kernel's function; addresses and numbers only. */
export interface KernelCall {
  readonly kernel: keyof TrainingKernels;
  readonly name: string;
  readonly args: readonly number[];
}

export interface WorkerData {
  readonly memory: WebAssembly.Memory;
}

export interface KernelRequest {
  readonly calls: readonly KernelCall[];
}

export type KernelReply = { readonly results: readonly number[] } | { readonly error: string };

/** A call with the types of its arguments checked. */
export function kernelCall<K extends keyof TrainingKernels, F extends keyof TrainingKernels[K] & string>(
  kernel: K, name: F, ...args: TrainingKernels[K][F] extends (...args: infer A extends number[]) => unknown ? A : never
): KernelCall {
  return { kernel, name, args };
}

/** Called before every piece of work, which waits for the promise that it may give: a pause. What it throws ends the training. */
export type Gate = () => Promise<void> | undefined;

interface Thread {
  readonly worker: Worker;
  /** Settles the calls sent, in order. */
  readonly waiting: { resolve: (results: readonly number[]) => void; reject: (error: Error) => void }[];
}

/** Worker threads that run kernels on one shared memory. The calling thread stays free for progress and cancellation. */
export class KernelPool {
  readonly #threads: Thread[];
  readonly #gate: Gate | undefined;
  #closed = false;

  constructor(memory: WebAssembly.Memory, threads: number, gate?: Gate) {
    this.#gate = gate;
    const file = path.join(packageRoot(import.meta.url), 'dist', 'embeddingWorker.js');
    this.#threads = Array.from({ length: threads }, () => this.#start(file, { memory }));
  }

  get size(): number {
    return this.#threads.length;
  }

  /** Runs calls one after the other on one thread; resolves with their results (0 for functions without one). */
  async run(thread: number, calls: readonly KernelCall[]): Promise<readonly number[]> {
    const opening = this.#gate?.();
    if (opening) await opening;
    return this.#send(thread, calls);
  }

  #send(thread: number, calls: readonly KernelCall[]): Promise<readonly number[]> {
    if (this.#closed) return Promise.reject(new LexiscopeError('cancelled', 'the training threads are closed'));
    const { worker, waiting } = this.#threads[thread];
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage({ calls } satisfies KernelRequest);
    });
  }

  /** Runs independent calls, each on the next free thread. */
  async runAll(calls: readonly KernelCall[]): Promise<void> {
    let next = 0;
    await Promise.all(this.#threads.map(async (_, thread) => {
      while (next < calls.length) await this.run(thread, [calls[next++]]);
    }));
  }

  /** Ends the threads; calls under way are rejected as cancelled. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start(file: string, workerData: WorkerData): Thread {
    const worker = new Worker(file, { workerData });
    const thread: Thread = { worker, waiting: [] };
    worker.on('message', (reply: KernelReply) => {
      const { resolve, reject } = thread.waiting.shift()!;
      if ('results' in reply) resolve(reply.results);
      else reject(new LexiscopeError('failed', `a training thread failed: ${reply.error}`));
    });
    const fail = (error: Error): void => {
      for (const { reject } of thread.waiting.splice(0)) reject(error);
    };
    worker.on('error', (error) => fail(new LexiscopeError('failed', `a training thread died: ${error.message}`, { cause: error })));
    worker.on('exit', () => fail(new LexiscopeError('cancelled', 'the training threads were closed')));
    return thread;
  }
}
