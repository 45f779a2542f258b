import { fileURLToPath } from 'node:url';
import { type ParamsOf, type ProgressOf, type ResultOf } from '../../protocol/rpc.ts';
import { type SpaceQueries, type VectorsMethods, heavyQueries } from '../../protocol/spaces.ts';
import { Supervisor } from '../supervisor.ts';
import { startWorkerProcess } from '../workerProcess.ts';

/** How long a cancelled query may go on before its process is ended. */
const graceMs = 2000;

interface CallOptions<V> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: V) => void) | undefined;
}

/** The vectors processes: one for quick questions, and, from the first such question on, one for those that take long. */
export class VectorsProcesses {
  readonly #quick: Supervisor<VectorsMethods>;
  readonly #heavy: Supervisor<VectorsMethods>;
  readonly #passing = new Set<Supervisor<VectorsMethods>>();
  readonly #create: (name: string) => Supervisor<VectorsMethods>;

  /** @param file dist/vectors.js, beside the server */
  constructor(log: (line: string) => void, file = fileURLToPath(new URL('./vectors.js', import.meta.url))) {
    this.#create = (name) => new Supervisor<VectorsMethods>({ task: 'vector search', start: () => startWorkerProcess(name, file, log, ['--expose-gc']), graceMs, log });
    this.#quick = this.#create('vectors');
    this.#heavy = this.#create('vectors (long work)');
  }

  /** @throws RpcError or LexiscopeError, as `Supervisor.call` */
  call<K extends keyof VectorsMethods>(method: K, params: ParamsOf<VectorsMethods[K]>, options: CallOptions<ProgressOf<VectorsMethods[K]>> = {}): Promise<ResultOf<VectorsMethods[K]>> {
    return (heavyQueries.includes(method as keyof SpaceQueries) ? this.#heavy : this.#quick).call(method, params, options);
  }

  /** Reads a large file into the cache, in a process that ends with it: what reading leaves behind in memory goes with the process, and hovers are answered meanwhile. */
  async prepare(file: string, options: CallOptions<number> = {}): Promise<void> {
    if (!(await this.call('isWorthPreparing', { file }, { signal: options.signal }))) return;
    const passing = this.#create('vectors (reading)');
    this.#passing.add(passing);
    try {
      await passing.call('prepare', { file }, options);
    } finally {
      this.#passing.delete(passing);
      passing.dispose();
    }
  }

  dispose(): void {
    for (const supervisor of [this.#quick, this.#heavy, ...this.#passing]) supervisor.dispose();
  }
}
