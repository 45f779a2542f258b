import { fileURLToPath } from 'node:url';
import { type ParamsOf, type ProgressOf, type ResultOf } from '../../protocol/rpc.ts';
import { type SpaceQueries, type VectorsMethods, heavyQueries } from '../../protocol/spaces.ts';
import { Supervisor } from '../supervisor.ts';
import { startWorkerProcess } from '../workerProcess.ts';

/** How long a cancelled query may go on before its process is ended. */
const graceMs = 2000;

interface CallOptions<V> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: V) => void;
}

/** The vectors processes: one for quick questions, and, from the first such question on, one for those that take long. */
export class VectorsProcesses {
  readonly #quick: Supervisor<VectorsMethods>;
  readonly #heavy: Supervisor<VectorsMethods>;

  /** @param file dist/vectors.js, beside the server */
  constructor(log: (line: string) => void, file = fileURLToPath(new URL('./vectors.js', import.meta.url))) {
    const supervisor = (name: string): Supervisor<VectorsMethods> => new Supervisor<VectorsMethods>({ task: 'vector search', start: () => startWorkerProcess(name, file, log), graceMs, log });
    this.#quick = supervisor('vectors');
    this.#heavy = supervisor('vectors (long work)');
  }

  /** @throws RpcError or LexiscopeError, as `Supervisor.call` */
  call<K extends keyof VectorsMethods>(method: K, params: ParamsOf<VectorsMethods[K]>, options: CallOptions<ProgressOf<VectorsMethods[K]>> = {}): Promise<ResultOf<VectorsMethods[K]>> {
    return (heavyQueries.includes(method as keyof SpaceQueries) ? this.#heavy : this.#quick).call(method, params, options);
  }

  dispose(): void {
    this.#quick.dispose();
    this.#heavy.dispose();
  }
}
