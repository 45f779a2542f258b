import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';
import type { ModelMetadata } from '../onnx/metadata.ts';
import { formatVersion } from '../onnx/metadata.ts';
import { writeModelFile } from '../onnx/modelFile.ts';
import { createTokenizer } from '../text/createTokenizer.ts';
import type { Network } from './architecture.ts';
import { createNetwork } from './architecture.ts';
import { EncodedCorpus } from './encodedCorpus.ts';
import { Evaluator } from './evaluator.ts';
import { exportGraph } from './exportModel.ts';
import type { FitOptions, FitResult } from './fit.ts';
import { fit } from './fit.ts';
import { initialTable } from './initialVectors.ts';
import { fitSigmoidTemperature, fitSoftmaxTemperature } from './metrics/temperature.ts';
import { tuneThresholds } from './metrics/thresholds.ts';
import type { Parameters } from './parameters.ts';
import type { TrainingPlan } from './plan.ts';
import type { PreparedData } from './prepare.ts';
import { trainingCorpus, validationCorpus } from './prepare.ts';
import type { LossKind } from './trainingGraph.ts';
import type { Decision, ValidationReport } from './validate.ts';
import { predict, validate } from './validate.ts';

/** A trained classifier or tagger, ready to be written, and how it does on the validation data. */
export interface TrainedModel {
  readonly network: Network;
  readonly parameters: Parameters;
  readonly metadata: ModelMetadata;
  readonly report: ValidationReport;
  readonly fit: FitResult;
  readonly severalIds: boolean;
}

/** What the caller of a training may want to hear or decide; see FitOptions. */
export type TrainingHooks = Pick<FitOptions, 'onStep' | 'onEpoch' | 'signal' | 'resumeFrom' | 'bestSoFar' | 'checkpoint' | 'checkpointSeconds'>;

/**
 * Trains on prepared data (see prepare.ts) and calibrates on its validation part.
 * @param folder where `prepareTexts` or `prepareSentences` put the corpora
 * @throws LexiscopeError `bad-input` for a plan that does not fit the data; `failed` when the loss is no longer a number
 */
export async function trainModel(plan: TrainingPlan, data: PreparedData, folder: string, hooks: TrainingHooks = {}): Promise<TrainedModel> {
  const tokenizer = createTokenizer(data.tokenizer);
  if (plan.target === 'binary' && data.labels.length !== 2) throw new LexiscopeError('bad-input', `a binary target needs two labels, the data has ${data.labels.length}`);
  const start = plan.initialVectors === undefined ? undefined : await initialTable(plan.initialVectors, data.tokenizer, plan.training.seed, hooks.signal);
  const chosen = plan.training.architecture;
  const architecture = start ? { ...chosen, embedding: { kind: 'table' as const, dimensions: start.dimensions } } : chosen;
  const network = createNetwork(architecture, {
    vocabularySize: tokenizer.vocabularySize, logits: plan.target === 'binary' ? 1 : data.labels.length, maximumTokens: data.maximumTokens,
  });
  const severalIds = tokenizer.maximumIdsPerToken > 1;
  const training = await EncodedCorpus.open(path.join(folder, trainingCorpus), plan.classWeights ? inverseFrequencies(data.labelCounts) : undefined);
  const validation = await EncodedCorpus.open(path.join(folder, validationCorpus));
  const evaluator = await Evaluator.create(network, severalIds, plan.training.threads);
  const tagging = plan.target === 'tags';
  try {
    const plain: Decision = { labels: data.labels, kind: plan.target, temperature: 1, thresholds: data.labels.map(() => 0.5) };
    const evaluate = validation.size === 0 ? {} : {
      evaluate: async (parameters: Parameters) => {
        const report = await validate(predict(evaluator, parameters, validation, tagging), plain);
        const figures = { loss: report.loss, accuracy: report.accuracy, microF1: report.microF1, macroF1: report.macroF1, ...(report.spanF1 === undefined ? {} : { spanF1: report.spanF1 }) };
        return { score: report.spanF1 ?? (plan.target === 'multiple' ? report.microF1 : report.accuracy), figures };
      },
    };
    const result = await fit({
      network, configuration: { ...plan.training, architecture }, lossKind: lossOf(plan), source: training.source(plan.training.seed),
      ...evaluate, ...hooks, ...(start ? { initialTable: start.table } : {}),
    });
    const decision = validation.size === 0 ? plain : await calibrate(plan, plain, evaluator, result.parameters, validation);
    const report = await validate(predict(evaluator, result.parameters, validation, tagging), decision);
    return { network, parameters: result.parameters, metadata: metadataOf(plan, data, decision, report, result), report, fit: result, severalIds };
  } finally {
    await evaluator.dispose();
  }
}

/** Writes the trained model as one `.onnx` file. */
export async function writeTrainedModel(file: string, model: TrainedModel, storage: TrainingPlan['storage']): Promise<void> {
  await writeModelFile(file, exportGraph(model.network, model.severalIds, model.parameters, storage), model.metadata);
}

function lossOf(plan: TrainingPlan): LossKind {
  if (plan.target === 'tags') return plan.training.architecture.crf ? 'crf' : 'softmax';
  return plan.target === 'single' ? 'softmax' : 'sigmoid';
}

/** n / (labels x n_label): each label weighs the same in the loss. */
function inverseFrequencies(counts: readonly number[]): Float32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(counts, (count) => total / (counts.length * Math.max(1, count)));
}

/** Temperature (and a threshold a label) that fit the validation data best. */
async function calibrate(plan: TrainingPlan, plain: Decision, evaluator: Evaluator, parameters: Parameters, validation: EncodedCorpus): Promise<Decision> {
  const logits: number[] = [];
  const gold: number[] = [];
  const sigmoid = plan.target === 'binary' || plan.target === 'multiple';
  const outputs = plan.target === 'binary' ? 1 : plain.labels.length;
  for await (const prediction of predict(evaluator, parameters, validation, plan.target === 'tags')) {
    for (const z of prediction.logits) logits.push(z);
    if (!sigmoid) for (const label of prediction.example.labels) gold.push(label);
    else for (let k = 0; k < outputs; k++) gold.push(plan.target === 'binary' ? prediction.example.labels[0] : Number(prediction.example.labels.includes(k)));
  }
  if (gold.length === 0) return plain;
  if (!sigmoid) return { ...plain, temperature: fitSoftmaxTemperature(logits, gold) };
  const temperature = fitSigmoidTemperature(logits, gold);
  if (plan.target === 'binary') return { ...plain, temperature };
  const probabilities = logits.map((z) => 1 / (1 + Math.exp(-z / temperature)));
  return { ...plain, temperature, thresholds: tuneThresholds(probabilities, gold, outputs) };
}

function metadataOf(plan: TrainingPlan, data: PreparedData, decision: Decision, report: ValidationReport, result: FitResult): ModelMetadata {
  const target = plan.target === 'multiple'
    ? { kind: 'multiple' as const, thresholds: [...decision.thresholds] }
    : plan.target === 'binary' ? { kind: 'binary' as const, threshold: 0.5 } : { kind: 'single' as const };
  const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
  return {
    format: formatVersion, name: plan.name, task: plan.target === 'tags' ? 'tagging' : plan.task,
    labels: data.labels.map((name) => ({ name })), target, tokenizer: data.tokenizer,
    input: { maximumTokens: data.maximumTokens, overlap: 0 }, calibration: { temperature: decision.temperature }, languages: [...plan.languages],
    training: {
      date: new Date().toISOString().slice(0, 10), seed: plan.training.seed, epochs: result.epochs, steps: result.steps,
      trainingExamples: data.trainingExamples, validationExamples: data.validationExamples,
      validation: { accuracy: rounded(report.accuracy), microF1: rounded(report.microF1), macroF1: rounded(report.macroF1), expectedCalibrationError: rounded(report.expectedCalibrationError) },
      architecture: plan.training.architecture,
    },
    licence: '',
  };
}
