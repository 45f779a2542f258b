import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../base/errors.ts';

/** How a long computation is watched and stopped. */
export interface Watch {
  readonly signal?: AbortSignal | undefined;
  /** Called with the part done, 0 to 1, now and then. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

/** A layout that is improved step by step can also be looked at and paused on its way. */
export interface LayoutWatch extends Watch {
  /** Called with the points as they are, [rows, dimensions]; a view, to be copied. */
  readonly onLayout?: ((coordinates: Float32Array) => void) | undefined;
  /** Resolves once the work may go on; undefined while nobody has paused it. */
  readonly whilePaused?: (() => Promise<void> | undefined) | undefined;
}

const turnMs = 40;
const layoutMs = 250;

/**
 * Lets others have their turn during a long loop: to be awaited once a step. Yields at most every 40 ms, shows the layout at most every 250 ms.
 * @param what names the work in the `cancelled` error, as in "The projection"
 */
export function createPacer(watch: LayoutWatch, what: string): (part: number, coordinates?: Float32Array) => Promise<void> {
  let turned = performance.now();
  let shown = turned;
  return async (part, coordinates) => {
    const now = performance.now();
    if (now - turned < turnMs) return;
    watch.onProgress?.(part);
    if (coordinates && now - shown >= layoutMs) {
      watch.onLayout?.(coordinates);
      shown = now;
    }
    await nextTurn();
    await watch.whilePaused?.();
    throwIfAborted(watch.signal, what);
    turned = performance.now();
  };
}

/** The progress of one stage as a part of the whole: 0 to 1 becomes `from` to `to`. */
export function stage(watch: LayoutWatch, from: number, to: number): LayoutWatch {
  const { onProgress } = watch;
  return onProgress ? { ...watch, onProgress: (part) => onProgress(from + part * (to - from)) } : watch;
}
