import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { createNetwork } from '../nn/architecture.ts';
import type { Network } from '../nn/architecture.ts';
import { readCheckpoint, writeCheckpoint } from '../nn/checkpoint.ts';
import { Evaluator, idsOf } from '../nn/evaluator.ts';
import { exportGraph } from '../nn/exportModel.ts';
import type { EncodedExample } from '../nn/examples.ts';
import type { EpochReport, Evaluation, FitResult, StepReport } from '../nn/fit.ts';
import { fit } from '../nn/fit.ts';
import type { Parameters } from '../nn/parameters.ts';
import type { LossKind } from '../nn/trainingGraph.ts';
import type { ModelMetadata } from '../onnx/metadata.ts';
import { formatVersion } from '../onnx/metadata.ts';
import { encodeGraph, writeModelFile } from '../onnx/modelFile.ts';
import type { Session } from '../onnx/runtime.ts';
import { createSession } from '../onnx/runtime.ts';
import { createTokenizer } from '../text/createTokenizer.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { RunBatch } from './assess.ts';
import { assess, judge, logitCountOf } from './assess.ts';
import { initialTable } from './initialTable.ts';
import type { PreparedData, ReadingOptions, ReadingProgress } from './prepareData.ts';
import { disposeData, encodeData, inspectData } from './prepareData.ts';
import { formatReport } from './report.ts';
import type { RunConfiguration } from './runConfiguration.ts';
import type { Preparation, RunFolder, RunResult } from './runFolder.ts';
import type { Decision } from './validation.ts';

/** What a run looks like from outside once its data is ready: for those who watch it learn. */
export interface ReadyRun {
  readonly preparation: Preparation;
  readonly data: PreparedData;
  readonly tokenizer: Tokenizer;
  readonly network: Network;
  /** Logits of a few examples with the parameters of the moment. */
  readonly logits: (parameters: Parameters, examples: readonly EncodedExample[]) => Promise<Float32Array>;
}

/** Each is waited for. */
export interface TrainingEvents {
  readonly onReading?: (progress: ReadingProgress) => void | Promise<void>;
  readonly onProblem?: ReadingOptions['onProblem'];
  readonly onPrepared?: (preparation: Preparation) => void | Promise<void>;
  /** @param resumedAt the step that the training goes on from; 0 for one that begins */
  readonly onReady?: (ready: ReadyRun, resumedAt: number) => void | Promise<void>;
  readonly onStep?: (report: StepReport) => void | Promise<void>;
  /** Before every batch of an evaluation: what it throws ends the run. */
  readonly onEvaluating?: () => void | Promise<void>;
  readonly onEpoch?: (report: EpochReport, parameters: Parameters) => void | Promise<void>;
  readonly onWriting?: () => void | Promise<void>;
}

/**
 * Trains the classifier that a run's folder describes, or goes on training it from its last checkpoint, and writes model and report. When
 * `signal` is given during training, the best network so far becomes the model, and the run can still be resumed.
 * @throws LexiscopeError `bad-input` for data that cannot be trained on or a run that is done; `cancelled` when the signal comes before the training has begun
 */
export async function trainClassifier(run: RunFolder, events: TrainingEvents = {}, signal?: AbortSignal): Promise<RunResult> {
  const configuration = await run.readConfiguration();
  await run.checkResumable();
  await run.removeLeftovers();
  const reading = { ...(signal && { signal }), ...(events.onReading && { onProgress: events.onReading }), ...(events.onProblem && { onProblem: events.onProblem }) };
  let preparation = await run.readPreparation();
  if (!preparation) {
    preparation = await inspectData(configuration, reading);
    await run.writePreparation(preparation);
  }
  await events.onPrepared?.(preparation);
  const data = await encodeData(configuration, preparation, run.examples, reading);
  try {
    return await trainOn(data, run, configuration, preparation, events, signal);
  } finally {
    await disposeData(data);
  }
}

async function trainOn(data: PreparedData, run: RunFolder, configuration: RunConfiguration, preparation: Preparation, events: TrainingEvents, signal: AbortSignal | undefined): Promise<RunResult> {
  const { training, maximumTokens, storage } = configuration;
  const tokenizer = createTokenizer(preparation.tokenizer);
  const severalIds = preparation.tokenizer.kind === 'hashed-ngrams';
  const network = createNetwork(training.architecture, { vocabularySize: tokenizer.vocabularySize, logits: logitCountOf(preparation), maximumTokens });
  const evaluator = await Evaluator.create(network, severalIds, training.threads);
  try {
    const logits: ReadyRun['logits'] = async (parameters, examples) => (await evaluator.logits(parameters, examples)).data as Float32Array;
    const runWith = (parameters: Parameters): RunBatch => async (batch) => {
      await events.onEvaluating?.();
      return logits(parameters, batch);
    };
    const started = performance.now();
    const ready = { preparation, data, tokenizer, network, logits };
    const result = await fitRun(run, configuration, ready, async (parameters) => (await judge(data, 'validation', preparation, runWith(parameters))).evaluation, events, signal);
    await events.onWriting?.();
    const { decision, evaluation: { figures } } = await judge(data, 'validation', preparation, runWith(result.parameters));
    const metadata = describeModel(configuration, preparation, decision, { ...figures, epochs: result.epochs, steps: result.steps, seconds: Math.round((performance.now() - started) / 1000) });
    const graph = exportGraph(network, severalIds, result.parameters, storage);
    await writeModelFile(run.model, graph, metadata);
    const stored = storage === 'float32' ? undefined : await StoredModel.open(encodeGraph(graph), severalIds, training.threads);
    try {
      const storedFigures = stored && (await judge(data, 'validation', preparation, stored.run, decision)).evaluation.figures;
      const metrics = await assess(run, data, preparation, decision, stored?.run ?? runWith(result.parameters));
      const outcome: RunResult = {
        reason: result.reason, figures: storedFigures ?? figures, ...(storedFigures && { figuresBeforeStorage: figures }),
        ...(metrics.part === 'test' && { testFigures: metrics.figures }), out: configuration.out,
      };
      if (path.resolve(configuration.out) !== run.model) await copyFile(run.model, configuration.out);
      await formatReport(run, configuration, preparation, outcome);
      await run.writeResult(outcome);
      return outcome;
    } finally {
      await stored?.dispose();
    }
  } finally {
    await evaluator.dispose();
  }
}

function lossOf({ target }: Preparation, { training }: RunConfiguration): LossKind {
  if (target === 'tags') return training.architecture.crf ? 'crf' : 'softmax';
  return target === 'single' ? 'softmax' : 'sigmoid';
}

async function fitRun(
  run: RunFolder, configuration: RunConfiguration, ready: ReadyRun,
  evaluate: (parameters: Parameters) => Promise<Evaluation>, events: TrainingEvents, signal: AbortSignal | undefined,
): Promise<FitResult> {
  const { training } = configuration;
  const { preparation, data: { examples }, network } = ready;
  const resumeFrom = existsSync(run.checkpoint) ? await readCheckpoint(run.checkpoint) : undefined;
  const bestSoFar = resumeFrom && existsSync(run.best) ? (await readCheckpoint(run.best)).state.parameters : undefined;
  const resumedAt = resumeFrom?.state.step ?? 0;
  await run.rewindCurves(resumedAt);
  const weights = configuration.classWeights === 'balanced' ? balancedWeights(preparation) : undefined;
  const table = configuration.vectors !== undefined && !resumeFrom ? await initialTable(configuration.vectors, preparation.tokenizer, network, training.seed, signal) : undefined;
  await events.onReady?.(ready, resumedAt);
  return fit({
    network, configuration: training, lossKind: lossOf(preparation, configuration),
    source: examples.trainingSource(training.seed, weights), evaluate,
    ...(resumeFrom && { resumeFrom }), ...(bestSoFar && { bestSoFar }), ...(table && { initialTable: table }), ...(signal && { signal }),
    ...(events.onStep && { onStep: events.onStep }),
    onEpoch: async (report, parameters) => {
      const { epoch, step, loss, rate, seconds, best, evaluation } = report;
      // Before the curve: a kill between the two costs a row of the curve, which comes again, not the best network.
      if (best) await writeCheckpoint(run.best, { state: { parameters, moments: new Map(), step, random: 0 }, averaged: undefined, progress: null });
      await run.appendCurve({ epoch: epoch + 1, step, loss, rate, seconds, best, figures: { ...evaluation?.figures } });
      await events.onEpoch?.(report, parameters);
    },
    checkpoint: (checkpoint) => writeCheckpoint(run.checkpoint, checkpoint),
    checkpointSeconds: configuration.checkpointSeconds,
  });
}

/** n / (labels x n of the label): the mean over examples with one label each is 1. */
function balancedWeights({ labelCounts }: Preparation): Float64Array {
  const total = labelCounts.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(labelCounts, (count) => total / (labelCounts.length * count));
}

/** The graph as it will be read from the file. */
class StoredModel {
  readonly #session: Session;
  readonly #severalIds: boolean;

  private constructor(session: Session, severalIds: boolean) {
    this.#session = session;
    this.#severalIds = severalIds;
  }

  static async open(model: Uint8Array, severalIds: boolean, threads: number): Promise<StoredModel> {
    return new StoredModel(await createSession(model, { threads }), severalIds);
  }

  readonly run: RunBatch = async (batch) => {
    const { ids, lengths } = idsOf(batch, this.#severalIds);
    return (await this.#session.run({ ids, lengths })).logits.data as Float32Array;
  };

  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}

function describeModel(configuration: RunConfiguration, preparation: Preparation, { target, temperature }: Decision, figures: Readonly<Record<string, number>>): ModelMetadata {
  const { maximumTokens, training, data } = configuration;
  return {
    // By this task the model format knows that the logits are a label's for each token.
    format: formatVersion, name: configuration.name, task: preparation.target === 'tags' ? 'tagging' : configuration.task, labels: preparation.labels.map((name) => ({ name })), target,
    tokenizer: preparation.tokenizer, input: { maximumTokens, overlap: Math.min(32, Math.floor(maximumTokens / 8)) }, calibration: { temperature }, languages: ['*'],
    training: {
      data, trainingExamples: preparation.trainingExamples, validationExamples: preparation.validationExamples, testExamples: preparation.testExamples, validation: figures,
      configuration: training, date: new Date().toISOString().slice(0, 10), seed: training.seed, storage: configuration.storage,
    },
    licence: '',
  };
}
