import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
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
import { createSession } from '../onnx/runtime.ts';
import { createTokenizer } from '../text/createTokenizer.ts';
import type { ExampleStore } from './exampleStore.ts';
import { initialTable } from './initialTable.ts';
import { encodeData, inspectData } from './prepareData.ts';
import type { ReadingProgress } from './prepareData.ts';
import { formatReport } from './report.ts';
import type { RunConfiguration } from './runConfiguration.ts';
import type { Preparation, RunFolder, RunResult } from './runFolder.ts';
import type { Decision } from './validation.ts';
import { collectLogits, fitDecision, scoreLogits, scoreTags } from './validation.ts';

export interface TrainingEvents {
  readonly onReading?: (progress: ReadingProgress) => void;
  readonly onPrepared?: (preparation: Preparation) => void;
  readonly onStep?: (report: StepReport) => void;
  readonly onEpoch?: (report: EpochReport) => void;
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
  const reading = { ...(signal && { signal }), ...(events.onReading && { onProgress: events.onReading }) };
  let preparation = await run.readPreparation();
  if (!preparation) {
    preparation = await inspectData(configuration, reading);
    await run.writePreparation(preparation);
  }
  events.onPrepared?.(preparation);
  const store = await encodeData(configuration, preparation, run.examples, reading);
  try {
    return await trainOn(store, run, configuration, preparation, events, signal);
  } finally {
    await store.dispose();
  }
}

async function trainOn(store: ExampleStore, run: RunFolder, configuration: RunConfiguration, preparation: Preparation, events: TrainingEvents, signal: AbortSignal | undefined): Promise<RunResult> {
  const { training, maximumTokens } = configuration;
  const tokenizer = createTokenizer(preparation.tokenizer);
  const severalIds = preparation.tokenizer.kind === 'hashed-ngrams';
  const logits = preparation.target === 'binary' ? 1 : preparation.labels.length;
  const network = createNetwork(training.architecture, { vocabularySize: tokenizer.vocabularySize, logits, maximumTokens });
  const evaluator = await Evaluator.create(network, severalIds, training.threads);
  try {
    const runWith = (parameters: Parameters): RunBatch => async (batch) => (await evaluator.logits(parameters, batch)).data as Float32Array;
    const evaluate = async (parameters: Parameters): Promise<Evaluation> => (await judge(store, preparation, logits, runWith(parameters))).evaluation;
    const started = performance.now();
    const result = await fitRun(run, configuration, preparation, network, store, evaluate, events, signal);
    const { decision, evaluation: { figures } } = await judge(store, preparation, logits, runWith(result.parameters));
    const metadata = describeModel(configuration, preparation, decision, { ...figures, epochs: result.epochs, steps: result.steps, seconds: Math.round((performance.now() - started) / 1000) });
    const graph = exportGraph(network, severalIds, result.parameters, configuration.storage);
    await writeModelFile(run.model, graph, metadata);
    const stored = configuration.storage === 'float32' ? undefined : await scoreStored(encodeGraph(graph), store, logits, severalIds, preparation, decision, training.threads);
    const outcome: RunResult = { reason: result.reason, figures: stored ?? figures, ...(stored && { figuresBeforeStorage: figures }), out: configuration.out };
    await copyFile(run.model, configuration.out);
    await formatReport(run, configuration, preparation, outcome);
    await run.writeResult(outcome);
    return outcome;
  } finally {
    await evaluator.dispose();
  }
}

type RunBatch = (batch: readonly EncodedExample[]) => Promise<Float32Array>;

/** Runs a network over the validation examples and scores its answers; fits the decision on them, where none is given. */
async function judge(store: ExampleStore, preparation: Preparation, logits: number, run: RunBatch, given?: Decision): Promise<{ decision: Decision; evaluation: Evaluation }> {
  const { labels, target } = preparation;
  if (target === 'tags') {
    const evaluation = await scoreTags(store.inOrder('validation'), labels, run);
    return { decision: { target: { kind: 'single' }, temperature: 1 }, evaluation };
  }
  const values = await collectLogits(store.inOrder('validation'), store.size('validation'), logits, run);
  const decision = given ?? fitDecision(values, { target, labels });
  return { decision, evaluation: scoreLogits(values, labels.length, decision) };
}

function lossOf({ target }: Preparation, { training }: RunConfiguration): LossKind {
  if (target === 'tags') return training.architecture.crf ? 'crf' : 'softmax';
  return target === 'single' ? 'softmax' : 'sigmoid';
}

async function fitRun(
  run: RunFolder, configuration: RunConfiguration, preparation: Preparation, network: Network, store: ExampleStore,
  evaluate: (parameters: Parameters) => Promise<Evaluation>, events: TrainingEvents, signal: AbortSignal | undefined,
): Promise<FitResult> {
  const { training } = configuration;
  const resumeFrom = existsSync(run.checkpoint) ? await readCheckpoint(run.checkpoint) : undefined;
  const bestSoFar = resumeFrom && existsSync(run.best) ? (await readCheckpoint(run.best)).state.parameters : undefined;
  await run.rewindCurves(resumeFrom?.state.step ?? 0);
  const weights = configuration.classWeights === 'balanced' ? balancedWeights(preparation) : undefined;
  const table = configuration.vectors !== undefined && !resumeFrom ? await initialTable(configuration.vectors, preparation.tokenizer, network, training.seed, signal) : undefined;
  return fit({
    network, configuration: training, lossKind: lossOf(preparation, configuration),
    source: store.trainingSource(training.seed, weights), evaluate,
    ...(resumeFrom && { resumeFrom }), ...(bestSoFar && { bestSoFar }), ...(table && { initialTable: table }), ...(signal && { signal }),
    ...(events.onStep && { onStep: events.onStep }),
    onEpoch: async (report, parameters) => {
      const { epoch, step, loss, rate, seconds, best, evaluation } = report;
      // Before the curve: a kill between the two costs a row of the curve, which comes again, not the best network.
      if (best) await writeCheckpoint(run.best, { state: { parameters, moments: new Map(), step, random: 0 }, averaged: undefined, progress: null });
      await run.appendCurve({ epoch: epoch + 1, step, loss, rate, seconds, best, figures: { ...evaluation?.figures } });
      events.onEpoch?.(report);
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

/** The figures of the graph as it will be read from the file. */
async function scoreStored(model: Uint8Array, store: ExampleStore, logits: number, severalIds: boolean, preparation: Preparation, decision: Decision, threads: number): Promise<Readonly<Record<string, number>>> {
  const session = await createSession(model, { threads });
  try {
    const run: RunBatch = async (batch) => {
      const { ids, lengths } = idsOf(batch, severalIds);
      return (await session.run({ ids, lengths })).logits.data as Float32Array;
    };
    return (await judge(store, preparation, logits, run, decision)).evaluation.figures;
  } finally {
    await session.dispose();
  }
}

function describeModel(configuration: RunConfiguration, preparation: Preparation, { target, temperature }: Decision, figures: Readonly<Record<string, number>>): ModelMetadata {
  const { maximumTokens, training, data } = configuration;
  return {
    // By this task the model format knows that the logits are a label's for each token.
    format: formatVersion, name: configuration.name, task: preparation.target === 'tags' ? 'tagging' : configuration.task, labels: preparation.labels.map((name) => ({ name })), target,
    tokenizer: preparation.tokenizer, input: { maximumTokens, overlap: Math.min(32, Math.floor(maximumTokens / 8)) }, calibration: { temperature }, languages: ['*'],
    training: {
      data, trainingExamples: preparation.trainingExamples, validationExamples: preparation.validationExamples, validation: figures,
      configuration: training, date: new Date().toISOString().slice(0, 10), seed: training.seed, storage: configuration.storage,
    },
    licence: '',
  };
}
