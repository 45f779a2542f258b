import { fork } from 'node:child_process';
import type { Worker } from './supervisor.ts';

/**
 * Forks a process of ours that answers calls. Its standard output and error go to `log`, line by line after its name, never to our own, which may be
 * the LSP connection.
 */
export function startWorkerProcess(name: string, file: string, log: (line: string) => void, execArgv: readonly string[] = []): Worker {
  const child = fork(file, [], { serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [...execArgv] });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => text.trimEnd().split('\n').forEach((line) => log(`${name}: ${line}`)));
  }
  const exitListeners: ((how: string) => void)[] = [];
  let ended = false;
  const end = (how: string): void => {
    if (ended) return;
    ended = true;
    for (const listener of exitListeners) listener(how);
  };
  child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
  // Without a listener, a process that cannot be started would end the server.
  child.on('error', (error) => {
    log(`${name}: ${error.message}`);
    if (child.pid === undefined) end(error.message);
  });
  return {
    channel: {
      // A message to a process that has just died is dropped; its exit, told a moment later, settles the call.
      post: (message) => {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => child.on('message', listener),
    },
    kill: () => child.kill('SIGKILL'),
    onExit: (listener) => exitListeners.push(listener),
  };
}
