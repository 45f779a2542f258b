import { existsSync } from 'node:fs';
import path from 'node:path';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import type { StepReport } from '../nn/fit.ts';
import type { RunDescription } from '../protocol/trainingRun.ts';
import { JobReporter } from './jobReporter.ts';
import { headlineOf, outcomeOf, parametersOf } from './networkJob.ts';
import { architectureFields } from './networkPresets.ts';
import { identityOf } from './processIdentity.ts';
import { takeLock } from './processLock.ts';
import type { RunConfiguration } from './runConfiguration.ts';
import { readStatus, runFiles, writeDescription } from './runFiles.ts';
import type { RunFolder, RunResult } from './runFolder.ts';
import type { TrainingEvents } from './trainClassifier.ts';

/**
 * Lets a training in this process be seen where runs are listed: writes run.json, status.json and the steps as a job does, and keeps others from
 * working on the run meanwhile.
 * @param work the training; it is to call these events
 * @throws LexiscopeError `bad-input` where another process works on the run; what `work` throws
 */
export async function listedRun(run: RunFolder, work: (events: Required<Pick<TrainingEvents, 'onPrepared' | 'onReady' | 'onStep'>>) => Promise<RunResult>): Promise<RunResult> {
  const configuration = await run.readConfiguration();
  const lock = takeLock(path.join(run.folder, runFiles.lock));
  if (!lock) throw new LexiscopeError('bad-input', `${run.folder}: another process works on this run`);
  if (!existsSync(path.join(run.folder, runFiles.description))) writeDescription(run.folder, descriptionOf(configuration));
  const { attempt } = existsSync(path.join(run.folder, runFiles.status)) ? readStatus(run.folder) : { attempt: 0 };
  const reporter = new JobReporter(run.folder, { version: 1, state: 'running', phase: 'reading', attempt: attempt + 1, progress: 0, seconds: 0, pid: process.pid, processIdentity: identityOf(process.pid), started: Date.now() });
  try {
    const result = await work({
      onPrepared: (preparation) => reporter.update({ examples: preparation.trainingExamples, labels: preparation.labels.length, headline: headlineOf(preparation) }),
      onReady: ({ network }) => {
        reporter.update({ parameters: parametersOf(network) });
        reporter.startClock(0);
      },
      onStep: ({ step, epoch, epochs, progress, stepLoss, rate, tokensPerSecond }: StepReport) => reporter.step({ step, epoch: epoch + 1, epochs, progress, loss: stepLoss, rate, tokensPerSecond }),
    });
    reporter.end(outcomeOf(result, reporter.status.progress));
    return result;
  } catch (error) {
    const cancelled = error instanceof LexiscopeError && error.code === 'cancelled';
    reporter.end(cancelled ? { state: 'cancelled', reason: 'cancelled' } : { state: 'failed', error: { message: messageOf(error) } });
    throw error;
  } finally {
    lock.release();
  }
}

function descriptionOf({ name, target, data, tokenizer, maximumTokens, classWeights, storage, training }: RunConfiguration): RunDescription {
  const { architecture, epochs, batchSize, schedule, seed, threads } = training;
  return {
    version: 1, kind: target === 'tags' ? 'tagger' : 'classifier', name, notes: '', created: Date.now(), preset: 'lexiscope train',
    settings: { ...architectureFields(architecture), tokenizer: tokenizer.kind, maximumTokens, classWeights, storage, epochs, batchSize, rate: schedule.rate, schedule: schedule.kind, seed, threads },
    data,
  };
}
