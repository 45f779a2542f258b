import { statSync, type Stats } from 'node:fs';
import { LexiscopeError } from '../../base/errors.ts';
import { readVectorsQuickly } from '../../vectors/cacheFolder.ts';
import type { ReadOptions, ReadResult } from '../../vectors/read.ts';

/** Spaces are large: the least recently used ones are forgotten. */
const keptSpaces = 6;

interface Loading {
  readonly file: string;
  readonly result: Promise<ReadResult>;
  /** Those who wait for it; when all have gone, the reading ends. */
  readonly waiting: Set<(part: number) => void>;
  readonly controller: AbortController;
  done: boolean;
}

/** The loaded spaces: each file is read once, whoever asks and however often, and again when it has changed on disk. */
export class SpaceStore {
  readonly #loading = new Map<string, Loading>();
  readonly #read: (file: string, options: ReadOptions) => Promise<ReadResult>;

  constructor(read: (file: string, options: ReadOptions) => Promise<ReadResult> = readVectorsQuickly) {
    this.#read = read;
  }

  /** @throws LexiscopeError of the readers; `cancelled` */
  async load(file: string, options: { readonly signal?: AbortSignal; readonly progress?: (part: number) => void } = {}): Promise<ReadResult> {
    const { mtimeMs, size } = statOf(file);
    const key = `${file}\n${mtimeMs}\n${size}`;
    const loading = this.#loading.get(key) ?? this.#start(file, key);
    this.#loading.delete(key);
    this.#loading.set(key, loading);
    this.#forget(file, key);
    return loading.done ? loading.result : this.#wait(loading, options);
  }

  /** Forgets a file; its memory goes with the last query that uses it. @returns whether it was loaded */
  close(file: string): boolean {
    let found = false;
    for (const [key, loading] of this.#loading) {
      if (loading.file !== file) continue;
      this.#loading.delete(key);
      found = true;
    }
    return found;
  }

  #start(file: string, key: string): Loading {
    const controller = new AbortController();
    const waiting = new Set<(part: number) => void>();
    const onProgress = (part: number): void => waiting.forEach((report) => report(part));
    const result = this.#read(file, { signal: controller.signal, onProgress }).then((read) => {
      // Here, not in the first query: it takes a while for large spaces.
      read.space.store.prepareSearch();
      loading.done = true;
      return read;
    });
    const loading: Loading = { file, result, waiting, controller, done: false };
    result.catch(() => {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    });
    return loading;
  }

  async #wait(loading: Loading, { signal, progress }: { readonly signal?: AbortSignal; readonly progress?: (part: number) => void }): Promise<ReadResult> {
    const report = (part: number): void => progress?.(part);
    loading.waiting.add(report);
    const leave = (): void => {
      loading.waiting.delete(report);
      if (loading.waiting.size === 0 && !loading.done) loading.controller.abort();
    };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await loading.result;
    } finally {
      signal?.removeEventListener('abort', leave);
      loading.waiting.delete(report);
    }
  }

  /** Other versions of the same file, and what was used longest ago. */
  #forget(file: string, keep: string): void {
    for (const [key, loading] of this.#loading) if (loading.file === file && key !== keep) this.#loading.delete(key);
    for (const key of this.#loading.keys()) {
      if (this.#loading.size <= keptSpaces) return;
      this.#loading.delete(key);
    }
  }
}

/** Synchronous: between the look at the file and the look at what is loaded nothing else can happen, and it takes microseconds. */
function statOf(file: string): Stats {
  try {
    return statSync(file);
  } catch (cause) {
    throw new LexiscopeError('not-found', `${file}: there is no such file, or it cannot be read`, { cause });
  }
}
