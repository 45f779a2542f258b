import { LexiscopeError } from '../base/errors.ts';
import { EmbeddingCheckpoint } from '../embeddings/checkpoint.ts';
import type { StepReport } from '../nn/fit.ts';
import { RunFolder } from '../jobs/runFolder.ts';
import { listedRun } from '../jobs/listedRun.ts';
import { trainClassifier } from '../jobs/trainClassifier.ts';
import type { Io } from './io.ts';
import { UsageError } from './io.ts';
import { parseOptions } from './options.ts';
import { ProgressBar, formatDuration } from './progressBar.ts';
import { trainEmbeddings, trainEmbeddingsUsage } from './trainEmbeddings.ts';
import { newRun, trainClassifierUsage } from './trainOptions.ts';
import { trainSupervised, trainSupervisedUsage } from './trainSupervised.ts';

export const trainUsage = `usage: lexiscope train classifier --data FILE --out FILE.onnx [options]
       lexiscope train tagger --data FILE.conllu --out FILE.onnx [options]
       lexiscope train embeddings --corpus FILE|FOLDER|GLOB --out FILE.vec|.bin [options]
       lexiscope train supervised --data FILE --out FILE.bin [options]
       lexiscope train --resume RUN

Trains a network on your own texts. A run's folder keeps configuration, curves, checkpoints, model and report; Ctrl-C ends the training with the best
network so far, and --resume goes on where it was stopped, by Ctrl-C or by force.

${trainClassifierUsage}
${trainEmbeddingsUsage}
${trainSupervisedUsage}`;

export async function train(args: string[], io: Io): Promise<number> {
  const [what, ...rest] = args;
  if (what === 'classifier' || what === 'tagger') return runTraining(await newRun(rest, what), io);
  if (what === 'embeddings') return trainEmbeddings(rest, io);
  if (what === 'supervised') return trainSupervised(rest, io);
  const { values, positionals } = parseOptions(args, { resume: { type: 'string' } });
  if (positionals.length > 0) throw new UsageError(`there is no train ${positionals[0]}; there are train classifier, train tagger, train embeddings and train supervised`);
  if (values.resume === undefined) throw new UsageError('what to train is missing: train classifier ..., train tagger ..., train embeddings ..., train supervised ... or train --resume RUN');
  if (EmbeddingCheckpoint.exists(values.resume)) return trainEmbeddings(args, io);
  return runTraining(new RunFolder(values.resume), io);
}

async function runTraining(run: RunFolder, io: Io): Promise<number> {
  const bar = new ProgressBar(io);
  const percent = (value: number | undefined): string => (value === undefined ? '' : `${(100 * value).toFixed(2)} %`);
  let accuracy = '';
  let clock: { started: number; from: number } | undefined;
  const timeLeft = ({ progress }: StepReport): string => {
    clock ??= { started: performance.now(), from: progress };
    const done = progress - clock.from;
    return done <= 0 ? '' : ` ${formatDuration(((performance.now() - clock.started) / 1000 / done) * (1 - progress))} left`;
  };
  try {
    const result = await listedRun(run, (listed) => trainClassifier(run, {
      onReading: ({ phase, rows }) => bar.draw(phase === 'counting' ? 'reading' : 'tokenizing', undefined, `${rows} rows`),
      onReady: listed.onReady,
      onPrepared: async (preparation) => {
        await listed.onPrepared(preparation);
        const { trainingExamples, validationExamples, labels, target, tokenizer } = preparation;
        bar.print(`${trainingExamples} training and ${validationExamples} validation examples, ${labels.length} labels (${target}), ${tokenizer.kind}${'vocabulary' in tokenizer ? ` (${tokenizer.vocabulary.length})` : ''}`);
      },
      onStep: async (report) => {
        await listed.onStep(report);
        bar.draw(`epoch ${report.epoch + 1}/${report.epochs}`, report.progress, `loss ${report.loss.toFixed(4)}${accuracy} ${formatRate(report.tokensPerSecond)}${timeLeft(report)}`);
      },
      onEpoch: ({ epoch, epochs, loss, evaluation, best, seconds, tokensPerSecond }) => {
        accuracy = evaluation === undefined ? '' : ` accuracy ${percent(evaluation.figures.accuracy)}`;
        const f1 = evaluation === undefined ? '' : ` macro-F1 ${percent(evaluation.figures.macroF1)}`;
        bar.print(`epoch ${epoch + 1}/${epochs}: loss ${loss.toFixed(4)},${accuracy}${f1}, ${seconds.toFixed(1)} s, ${formatRate(tokensPerSecond)}${best ? ', best so far' : ''}`);
      },
    }, io.signal));
    const { figures, figuresBeforeStorage } = result;
    const stored = figuresBeforeStorage ? ` (before storing smaller: ${percent(figuresBeforeStorage.accuracy)})` : '';
    if (result.reason === 'cancelled') bar.print(`stopped; go on with: lexiscope train --resume ${run.folder}`);
    bar.clear();
    io.stdout(`${result.out}: accuracy ${percent(figures.accuracy)}${stored}, macro-F1 ${percent(figures.macroF1)} on the validation data; report: ${run.report}\n`);
    return 0;
  } catch (error) {
    bar.clear();
    // Before the first batch there is nothing to keep.
    if (error instanceof LexiscopeError && error.code === 'cancelled') throw new LexiscopeError('cancelled', 'stopped before the training began; nothing was written');
    throw error;
  }
}

function formatRate(tokensPerSecond: number): string {
  return tokensPerSecond >= 10_000 ? `${Math.round(tokensPerSecond / 1000)}k tokens/s` : `${Math.round(tokensPerSecond)} tokens/s`;
}
