import { cancelled, messageOf } from '../base/errors.ts';
import { takeControl } from './runFiles.ts';

const pollMs = 50;
const timerMs = 200;

/**
 * What others want of this job, read from the control file in the run's folder: before every batch, and now and then while there are none.
 */
export class JobControl {
  readonly #folder: string;
  readonly #onPaused: (paused: boolean) => void;
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #polledAt = -Infinity;
  #cancelled = false;
  /** Resolves when the pause is over. */
  #pause: PromiseWithResolvers | undefined;

  /** @param onPaused hears when a pause begins and ends */
  constructor(folder: string, onPaused: (paused: boolean) => void) {
    this.#folder = folder;
    this.#onPaused = onPaused;
    // Not unref'd: in a pause it is all that keeps the process.
    this.#timer = setInterval(() => this.#poll(), timerMs);
  }

  /** Aborted when the run is to end, whether it keeps its result or not. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** The run is to end without a result. */
  get isCancelled(): boolean {
    return this.#cancelled;
  }

  /**
   * To be called before every piece of work, and waited for where it gives a promise: until a pause is over.
   * @throws LexiscopeError `cancelled` where the run is to end without a result
   */
  gate(): Promise<void> | undefined {
    if (performance.now() - this.#polledAt > pollMs) this.#poll();
    if (this.#cancelled) throw cancelled('the run');
    return this.#pause?.promise.then(() => this.gate());
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #poll(): void {
    this.#polledAt = performance.now();
    let command: ReturnType<typeof takeControl>;
    try {
      command = takeControl(this.#folder);
    } catch (error) {
      process.stderr.write(`a command was not understood: ${messageOf(error)}\n`);
      return;
    }
    if (command === undefined) return;
    if (command === 'pause') {
      if (this.#pause || this.#stop.signal.aborted) return;
      this.#pause = withResolvers();
      this.#onPaused(true);
      return;
    }
    if (command === 'cancel') this.#cancelled = true;
    if (command !== 'resume') this.#stop.abort();
    if (!this.#pause) return;
    const { resolve } = this.#pause;
    this.#pause = undefined;
    this.#onPaused(false);
    resolve();
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => { resolve = settle; });
  return { promise, resolve };
}
