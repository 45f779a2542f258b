// The process of one training run: `node job.js FOLDER`. It outlives whoever started it, is told what to do through files in the run's folder, and lets
// the next run of the queue begin when it ends.
import path from 'node:path';
import { messageOf } from '../base/errors.ts';
import { lowerPriority } from './lowerPriority.ts';
import { runJob } from './runJob.ts';
import { pumpQueue } from './runQueue.ts';

/** Whoever has started a run waits to see it begin: so long it has the usual priority. */
const promptMs = 3000;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node job.js FOLDER\n');
  process.exit(2);
}
// Whoever reads our output may go away.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

setTimeout(lowerPriority, promptMs).unref();
try {
  await runJob(path.resolve(folder));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
try {
  pumpQueue(path.dirname(path.resolve(folder)));
} catch (error) {
  process.stderr.write(`the next run could not be started: ${messageOf(error)}\n`);
}
