import path from 'node:path';
import type { Network } from '../nn/architecture.ts';
import type { RunDescription, RunStatus } from '../protocol/trainingRun.ts';
import { epochRowSchema, sampleRowSchema, stepRowSchema } from '../protocol/trainingRun.ts';
import type { JobControl } from './jobControl.ts';
import type { JobReporter } from './jobReporter.ts';
import { rewindRows } from './rows.ts';
import { runFiles } from './runFiles.ts';
import type { Preparation, RunResult } from './runFolder.ts';
import { RunFolder } from './runFolder.ts';
import { SampleTexts } from './sampleTexts.ts';
import { trainClassifier } from './trainClassifier.ts';

const loggedProblems = 20;

/** Trains the classifier or tagger of a run's folder and reports. @returns what the status says of it in the end */
export async function networkJob(folder: string, description: RunDescription, reporter: JobReporter, control: JobControl): Promise<Partial<RunStatus>> {
  const run = new RunFolder(folder);
  const { maximumTokens } = await run.readConfiguration();
  let samples: SampleTexts | undefined;
  let headline = 'accuracy';
  let problems = 0;
  const result = await trainClassifier(run, {
    onReading: ({ phase, rows }) => {
      reporter.update({ phase: phase === 'counting' ? 'counting' : 'reading', detail: `${rows} rows` });
      return control.gate();
    },
    onProblem: ({ file, line, message }) => {
      if (++problems <= loggedProblems) reporter.log(`left out: ${file}${line === undefined ? '' : `:${line}`}: ${message}`);
    },
    onPrepared: (preparation) => {
      headline = headlineOf(preparation);
      if (problems > loggedProblems) reporter.log(`${problems} rows were left out in all`);
      reporter.log(describe(preparation));
      reporter.announce({ phase: 'reading', examples: preparation.trainingExamples, labels: preparation.labels.length, headline });
    },
    onReady: (ready, resumedAt) => {
      rewind(folder, resumedAt, reporter);
      samples = new SampleTexts(ready, description.samples, maximumTokens);
      samples.write(path.join(folder, runFiles.sampleTexts));
      reporter.log(resumedAt > 0 ? `goes on after step ${resumedAt}` : `training of ${parametersOf(ready.network)} parameters begins`);
      reporter.announce({ phase: 'training', detail: undefined, parameters: parametersOf(ready.network), step: resumedAt });
    },
    onStep: ({ step, epoch, epochs, progress, stepLoss, rate, tokensPerSecond }) => {
      reporter.step({ step, epoch: epoch + 1, epochs, progress, loss: stepLoss, rate, tokensPerSecond });
      return control.gate();
    },
    onEvaluating: () => {
      if (reporter.status.phase === 'training') reporter.update({ phase: 'evaluating' });
      return control.gate();
    },
    onEpoch: async ({ epoch, epochs, loss, evaluation, best, seconds }, parameters) => {
      if (samples) reporter.append('samples', await samples.answers(epoch + 1, parameters));
      const figures = { ...evaluation?.figures };
      reporter.log(`epoch ${epoch + 1}/${epochs}: loss ${loss.toFixed(4)}, ${headline} ${(figures[headline] ?? 0).toFixed(4)}, ${seconds.toFixed(1)} s${best ? ', best so far' : ''}`);
      if (best) reporter.update({ figures });
    },
    onWriting: () => {
      reporter.stopClock();
      reporter.announce({ phase: 'writing' });
    },
  }, control.stop);
  return outcomeOf(result, reporter.status.progress);
}

/** What the status says of a training that came to an end. */
export function outcomeOf({ reason, testFigures, figures, out }: RunResult, progress: number): Partial<RunStatus> {
  const stopped = reason === 'cancelled';
  return { state: stopped ? 'stopped' : 'finished', reason: stopped ? 'stopped' : reason, progress: stopped ? progress : 1, figures: { ...(testFigures ?? figures) }, output: out };
}

/** Takes back what was written after the checkpoint that a resumed run goes on from; from here on the rows count as another attempt's. */
function rewind(folder: string, step: number, reporter: JobReporter): void {
  const steps = rewindRows(path.join(folder, runFiles.steps), stepRowSchema, (row) => row.step <= step);
  const epochs = rewindRows(path.join(folder, runFiles.epochs), epochRowSchema, (row) => row.step <= step).length;
  rewindRows(path.join(folder, runFiles.samples), sampleRowSchema, (row) => row.epoch <= epochs);
  reporter.announce({ attempt: reporter.status.attempt + 1 });
  reporter.startClock(steps.at(-1)?.seconds ?? 0);
}

export function headlineOf({ target, labels }: Pick<Preparation, 'target' | 'labels'>): string {
  if (target === 'multiple') return 'microF1';
  return target === 'tags' && labels.some((label) => label.startsWith('B-')) ? 'spanF1' : 'accuracy';
}

export function parametersOf({ table, parameters }: Pick<Network, 'table' | 'parameters'>): number {
  const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
  return [...(table ? [table] : []), ...parameters].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function describe({ trainingExamples, validationExamples, testExamples, labels, target, tokenizer }: Preparation): string {
  return `${trainingExamples} training, ${validationExamples} validation and ${testExamples} test examples, ${labels.length} labels (${target}), ${tokenizer.kind}${'vocabulary' in tokenizer ? ` (${tokenizer.vocabulary.length})` : ''}`;
}
