import type { Channel } from '../protocol/rpc.ts';

/**
 * The channel of a child process to the server that started it. Once the server is gone, the process ends, whatever it is doing; started by
 * hand, it says so and ends with code 2.
 */
export function parentChannel(): Channel {
  if (!process.send) {
    process.stderr.write('this process is started by the language server: node server.js --stdio\n');
    process.exit(2);
  }
  process.on('disconnect', () => process.exit(0));
  return {
    post: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  };
}
