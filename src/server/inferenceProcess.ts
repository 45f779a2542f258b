import { fileURLToPath } from 'node:url';
import type { Worker } from './supervisor.ts';
import { startWorkerProcess } from './workerProcess.ts';

/** Forks the inference process: dist/inference.js, beside the server. */
export function startInferenceProcess(log: (line: string) => void, file = fileURLToPath(new URL('./inference.js', import.meta.url))): Worker {
  return startWorkerProcess('inference', file, log);
}
