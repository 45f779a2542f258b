import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../base/errors.ts';
import { createTrainingKernels } from '../kernels/registry.ts';
import type { KernelReply, KernelRequest, WorkerData } from './kernelPool.ts';

// A worker thread does one thing: it runs kernels on the memory that it shares with the others, call by call.
const kernels = createTrainingKernels((workerData as WorkerData).memory);

parentPort!.on('message', ({ calls }: KernelRequest) => {
  let reply: KernelReply;
  try {
    reply = { results: calls.map(({ kernel, name, args }) => Number((kernels[kernel] as unknown as Record<string, (...args: readonly number[]) => number | void>)[name](...args) ?? 0)) };
  } catch (error) {
    reply = { error: messageOf(error) };
  }
  parentPort!.postMessage(reply);
});
