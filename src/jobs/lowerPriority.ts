import { existsSync, readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { messageOf } from '../base/errors.ts';

const ownThreads = '/proc/self/task';

/**
 * From here on this process leaves the processor to whoever types. On Linux a priority is a thread's (setpriority(2)), so that of each thread is lowered; threads
 * that are started later have that of the thread that starts them.
 */
export function lowerPriority(): void {
  for (const thread of existsSync(ownThreads) ? readdirSync(ownThreads).map(Number) : [0]) {
    try {
      setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch (error) {
      // A thread that has ended meanwhile, or a system that does not allow it: no reason not to train.
      process.stderr.write(`the priority of thread ${thread} could not be lowered: ${messageOf(error)}\n`);
    }
  }
}
