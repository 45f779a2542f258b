import type { Network } from './architecture.ts';
import { WeightAverage } from './averaging.ts';
import { batches } from './batches.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { TrainingConfiguration } from './configuration.ts';
import type { ExampleSource } from './examples.ts';
import { tokensOf } from './examples.ts';
import { learningRate } from './optimisers/schedule.ts';
import type { Parameters } from './parameters.ts';
import { Trainer } from './trainer.ts';
import type { LossKind } from './trainingGraph.ts';

/** Figures of an evaluation; `score` is what early stopping and the best model go by, more is better. */
export interface Evaluation {
  readonly score: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** Where a training stands; the order of calls is Keras' callbacks'. */
export interface StepReport {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  /** Share of the whole training, 0 to 1. */
  readonly progress: number;
  /** Mean over the epoch so far, weighted by texts. */
  readonly loss: number;
  /** Of this step alone. */
  readonly stepLoss: number;
  readonly rate: number;
  readonly tokensPerSecond: number;
}

export interface EpochReport extends StepReport {
  readonly evaluation: Evaluation | undefined;
  readonly best: boolean;
  readonly seconds: number;
}

export interface FitOptions {
  readonly network: Network;
  readonly configuration: TrainingConfiguration;
  readonly lossKind: LossKind;
  readonly source: ExampleSource;
  /** Looks at the network after each epoch, with averaged weights where the configuration averages. */
  readonly evaluate?: (parameters: Parameters) => Promise<Evaluation>;
  readonly onStep?: (report: StepReport) => void | Promise<void>;
  readonly onEpoch?: (report: EpochReport, parameters: Parameters) => void | Promise<void>;
  /** Stops after the batch in work; what was best so far is the result. */
  readonly signal?: AbortSignal;
  /** Continues from a checkpoint as if nothing had happened. */
  readonly resumeFrom?: Checkpoint;
  /** The best parameters before the resume, as told by onEpoch. */
  readonly bestSoFar?: Parameters;
  /** Called every `checkpointSeconds` and after each epoch; after short epochs less often, so that it takes a twentieth of the time at most. */
  readonly checkpoint?: (checkpoint: Checkpoint) => Promise<void>;
  readonly checkpointSeconds?: number;
  /** Ready-made vectors [vocabulary, dimensions] for the embedding table. */
  readonly initialTable?: Float32Array;
  /** Parameters to begin with instead of freshly drawn ones, by name; others stay as drawn. */
  readonly initialParameters?: Parameters;
}

export interface FitResult {
  /** The best parameters by the evaluation's score, the last ones without an evaluation. */
  readonly parameters: Parameters;
  readonly best: Evaluation | undefined;
  readonly epochs: number;
  readonly steps: number;
  readonly reason: 'finished' | 'stopped-early' | 'cancelled';
}

/** Between two checkpoints after epochs lies at least so many times what one takes: flushing a file to a busy disk takes longer than an epoch over a few hundred texts. */
const checkpointShare = 20;

/** What a checkpoint remembers of the loop besides the trainer's state. */
interface Progress {
  epoch: number;
  /** Batches of this epoch that are done. */
  batch: number;
  lossSum: number;
  lossTexts: number;
  bestScore: number | null;
  bestFigures: Record<string, number>;
  withoutImprovement: number;
  halvings: number;
  averagedEpochs: number;
}

const freshProgress: Progress = { epoch: 0, batch: 0, lossSum: 0, lossTexts: 0, bestScore: null, bestFigures: {}, withoutImprovement: 0, halvings: 0, averagedEpochs: 0 };

/**
 * Trains until the epochs are done, the score stops improving, or the signal is given.
 * @throws LexiscopeError `failed` when the loss is no longer a number
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { network, configuration, source, resumeFrom } = options;
  const trainer = await Trainer.create(network, configuration, options.lossKind, resumeFrom?.state);
  if (!resumeFrom) {
    if (options.initialTable) trainer.state.parameters.get(network.table!.name)!.set(options.initialTable);
    for (const [name, values] of options.initialParameters ?? []) trainer.state.parameters.get(name)?.set(values);
  }
  const progress = { ...(resumeFrom ? (resumeFrom.progress as Progress) : freshProgress) };
  const average = new WeightAverage(configuration.averaging, resumeFrom?.averaged && { average: resumeFrom.averaged, epochs: progress.averagedEpochs });
  let best = options.bestSoFar;
  let reason: FitResult['reason'] = 'finished';
  let lastCheckpoint = performance.now();
  let checkpointMs = 0;
  const save = async (): Promise<void> => {
    lastCheckpoint = performance.now();
    progress.averagedEpochs = average.epochs;
    await options.checkpoint?.({ state: trainer.state, averaged: average.parameters, progress: { ...progress } });
    checkpointMs = performance.now() - lastCheckpoint;
  };

  try {
    for (; progress.epoch < configuration.epochs; progress.epoch++) {
      const started = performance.now();
      let tokens = 0;
      let seen = 0;
      let batchIndex = 0;
      let report: StepReport | undefined;
      const frozen = configuration.frozenEpochs === null || progress.epoch < configuration.frozenEpochs;
      for await (const batch of batches(source, progress.epoch, configuration)) {
        seen += batch.length;
        if (batchIndex++ < progress.batch) continue;
        if (options.signal?.aborted) {
          reason = 'cancelled';
          break;
        }
        const done = (progress.epoch + Math.min(1, seen / source.size)) / configuration.epochs;
        const rate = learningRate(configuration.schedule, done, progress.halvings);
        const result = await trainer.step(batch, rate, frozen);
        average.afterStep(trainer.state.step, trainer.state.parameters);
        progress.batch++;
        progress.lossSum += result.loss * batch.length;
        progress.lossTexts += batch.length;
        tokens += batch.reduce((sum, example) => sum + tokensOf(example), 0);
        report = {
          epoch: progress.epoch, epochs: configuration.epochs, step: trainer.state.step, progress: done,
          loss: progress.lossSum / progress.lossTexts, stepLoss: result.loss, rate, tokensPerSecond: (1000 * tokens) / (performance.now() - started),
        };
        await options.onStep?.(report);
        if (performance.now() - lastCheckpoint > 1000 * (options.checkpointSeconds ?? 60)) await save();
      }
      if (reason === 'cancelled') {
        await save();
        break;
      }
      if (report) average.afterEpoch((progress.epoch + 1) / configuration.epochs, trainer.state.parameters);
      // A copy: the table in training lies in shared memory, which the runtime does not take.
      const parameters = average.parameters ?? copyOf(trainer.state.parameters);
      const evaluation = await options.evaluate?.(parameters);
      const better = evaluation === undefined || isBetter(evaluation, progress);
      if (better) {
        best = copyOf(parameters);
        progress.bestScore = evaluation?.score ?? null;
        progress.bestFigures = { ...evaluation?.figures };
        progress.withoutImprovement = 0;
      } else {
        progress.withoutImprovement++;
        if (configuration.schedule.kind === 'plateau' && progress.withoutImprovement % configuration.schedule.patience === 0) progress.halvings++;
      }
      if (report) await options.onEpoch?.({ ...report, evaluation, best: better, seconds: (performance.now() - started) / 1000 }, parameters);
      progress.batch = 0;
      progress.lossSum = 0;
      progress.lossTexts = 0;
      const stop = configuration.earlyStopping > 0 && progress.withoutImprovement >= configuration.earlyStopping;
      const { epoch } = progress;
      progress.epoch = epoch + 1;
      if (stop || progress.epoch === configuration.epochs || performance.now() - lastCheckpoint > checkpointShare * checkpointMs) await save();
      progress.epoch = epoch;
      if (stop) {
        reason = 'stopped-early';
        break;
      }
    }
    return {
      parameters: best ?? copyOf(average.parameters ?? trainer.state.parameters),
      best: progress.bestScore === null ? undefined : { score: progress.bestScore, figures: progress.bestFigures },
      epochs: Math.min(progress.epoch + 1, configuration.epochs), steps: trainer.state.step, reason,
    };
  } finally {
    await trainer.dispose();
  }
}

function copyOf(parameters: Parameters): Parameters {
  return new Map([...parameters].map(([name, values]) => [name, values.slice()]));
}

/** On little validation data many epochs have the same score, and the first of them is far from done: the one with the lower loss is better. */
function isBetter({ score, figures }: Evaluation, { bestScore, bestFigures }: Pick<Progress, 'bestScore' | 'bestFigures'>): boolean {
  if (bestScore === null || score !== bestScore) return bestScore === null || score > bestScore;
  const [loss, bestLoss] = [figures['loss'], bestFigures['loss']];
  return loss !== undefined && bestLoss !== undefined && loss < bestLoss;
}
