import { existsSync } from 'node:fs';
import path from 'node:path';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import { orDiskFull } from '../base/files.ts';
import type { RunState, RunStatus } from '../protocol/trainingRun.ts';
import { embeddingJob } from './embeddingJob.ts';
import { JobControl } from './jobControl.ts';
import { JobReporter } from './jobReporter.ts';
import { networkJob } from './networkJob.ts';
import { identityOf } from './processIdentity.ts';
import { takeLock } from './processLock.ts';
import { readDescription, readStatus, runFiles } from './runFiles.ts';

/**
 * Works on the run of a folder in this process, from the beginning or from its last checkpoint, until it is done or somebody ends it. What becomes of it
 * stands in status.json, errors of the training too.
 * @throws LexiscopeError `bad-input` where another process works on the run, `not-found` where there is none
 */
export async function runJob(folder: string): Promise<RunState> {
  const description = readDescription(folder);
  const lock = takeLock(path.join(folder, runFiles.lock));
  if (!lock) throw new LexiscopeError('bad-input', `${folder}: another process works on this run`);
  const reporter = new JobReporter(folder, {
    ...readStatus(folder), state: 'running', phase: 'starting', pid: process.pid, processIdentity: identityOf(process.pid),
    started: Date.now(), ended: undefined, error: undefined, reason: undefined,
  });
  const control = new JobControl(folder, (paused) => reporter.setPaused(paused));
  let outcome: Partial<RunStatus>;
  try {
    reporter.log(`process ${process.pid} begins`);
    outcome = await (description.kind === 'embeddings' ? embeddingJob : networkJob)(folder, description, reporter, control);
  } catch (error) {
    outcome = control.isCancelled || isStopped(error, control) ? endedEarly(reporter.status, control) : { state: 'failed', error: faultOf(error, folder) };
    if (outcome.state === 'failed') process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  } finally {
    control.dispose();
  }
  reporter.end(outcome);
  lock.release();
  return reporter.status.state;
}

/** What becomes of a run that was ended by hand before a model was written: one that was stopped before, and resumed, still has the model that it had then. */
function endedEarly({ output }: RunStatus, control: JobControl): Partial<RunStatus> {
  return !control.isCancelled && output !== undefined && existsSync(output) ? { state: 'stopped', reason: 'stopped' } : { state: 'cancelled', reason: 'cancelled' };
}

/** Stopped while nothing was trained. */
function isStopped(error: unknown, control: JobControl): boolean {
  return control.stop.aborted && error instanceof LexiscopeError && error.code === 'cancelled';
}

function faultOf(thrown: unknown, folder: string): NonNullable<RunStatus['error']> {
  const error = orDiskFull(thrown, folder);
  const message = messageOf(error);
  if (message.includes('the disk is full')) return { message, hint: 'Make room, then resume the run: it goes on from its last checkpoint.' };
  return { message, ...(error instanceof LexiscopeError && error.hint !== undefined && { hint: error.hint }) };
}
