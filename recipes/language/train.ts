import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Network } from '../../src/nn/architecture.ts';
import { createNetwork, embeddingTableName } from '../../src/nn/architecture.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/nn/checkpoint.ts';
import type { TrainingConfiguration } from '../../src/nn/configuration.ts';
import { trainingConfiguration } from '../../src/nn/configuration.ts';
import { Evaluator } from '../../src/nn/evaluator.ts';
import { fit } from '../../src/nn/fit.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import { readModelFile } from '../../src/onnx/modelFile.ts';
import { createTokenizer } from '../../src/text/createTokenizer.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { TokenizerSpec } from '../../src/text/tokenizerSpec.ts';
import type { Random } from '../../src/base/random.ts';
import type { LabelledText, LanguageData } from './corpus.ts';
import { accuracyOn } from './evaluation.ts';
import { readParameters } from '../wide/readParameters.ts';
import { languageSource } from './sampling.ts';
import type { Stage } from './stages.ts';
import { tableRows, widenTable } from './widen.ts';

export const maximumTokens = 64;

export interface StageOptions {
  readonly languages: readonly LanguageData[];
  readonly notLanguage: (random: Random) => string;
  readonly labels: readonly string[];
  /** Sets to report accuracy on after each epoch. */
  readonly heldOut: Readonly<Record<string, readonly LabelledText[]>>;
  readonly dimensions: number;
  readonly hidden: number;
  readonly seed: number;
  readonly threads: number;
  /** Folder of the checkpoints. */
  readonly run: string;
  readonly signal: AbortSignal;
}

/** What a stage begins with. */
export interface StageResult {
  readonly stage: Stage;
  readonly parameters: Parameters;
}

export interface TrainedStage extends StageResult {
  readonly spec: TokenizerSpec;
  readonly tokenizer: Tokenizer;
  readonly network: Network;
}

/** What a stage trains: the tokenizer and the network follow from its settings. */
function prepare(stage: Stage, { labels, dimensions, hidden, seed, threads }: StageOptions): Omit<TrainedStage, keyof StageResult> & { readonly configuration: TrainingConfiguration } {
  const spec: TokenizerSpec = {
    kind: 'hashed-ngrams', normalization: { unicode: 'NFC', lowerCase: true }, minimumLength: 1, maximumLength: 5, wholeWord: true,
    buckets: tableRows(stage.tableFactor), maximumWordLength: 20, punctuation: false,
  };
  const configuration = trainingConfiguration({
    architecture: {
      embedding: { kind: 'table', dimensions },
      recurrent: { cell: 'lstm', hiddenSize: hidden, layers: 1, bidirectional: true },
      pooling: ['max', 'mean'],
      dropout: { embedding: stage.dropout[0], between: 0, recurrent: stage.dropout[1], output: stage.dropout[2] },
    },
    epochs: stage.epochs, batchSize: stage.batchSize, maximumTokensPerBatch: 8192, window: 16384,
    optimiser: { kind: 'adam', weightDecay: 0.01 }, schedule: { kind: 'cosine', rate: stage.rate, warmup: 0.02 },
    embeddingRate: 3, labelSmoothing: stage.labelSmoothing, averaging: { kind: 'ema', decay: 0.999 }, earlyStopping: 0, seed, threads,
  });
  const network = createNetwork(configuration.architecture, { vocabularySize: spec.buckets, logits: labels.length, maximumTokens });
  return { spec, tokenizer: createTokenizer(spec), configuration, network };
}

/** The parameters of a model file that a stage has made, for the stage after it. */
export async function readStage(stage: Stage, file: string, options: StageOptions): Promise<StageResult> {
  const { bytes } = await readModelFile(file);
  return { stage, parameters: readParameters(bytes, prepare(stage, options).network) };
}

/** Trains a stage: on from its checkpoint, else from the parameters of the stage before; without one from fresh ones. */
export async function trainStage(stage: Stage, before: StageResult | undefined, options: StageOptions): Promise<TrainedStage> {
  const { languages, labels, dimensions, seed, threads } = options;
  const { spec, tokenizer, configuration, network } = prepare(stage, options);
  const source = languageSource(languages, options.notLanguage, tokenizer, { perLanguage: stage.perLanguage, mix: stage.mix, noise: stage.noise, evenLengths: stage.evenLengths, seed, maximumTokens });
  const checkpointFile = path.join(options.run, `${stage.name}.lexi`);
  const evaluator = await Evaluator.create(network, true, threads);
  let reported = performance.now();
  try {
    const result = await fit({
      network, configuration, lossKind: 'softmax', source, signal: options.signal,
      ...(before ? { initialParameters: widened(before, stage, dimensions) } : {}),
      ...(existsSync(checkpointFile) ? { resumeFrom: await readCheckpoint(checkpointFile) } : {}),
      checkpoint: (checkpoint) => writeCheckpoint(checkpointFile, checkpoint), checkpointSeconds: 300,
      evaluate: async (parameters) => {
        const figures: Record<string, number> = {};
        for (const [name, rows] of Object.entries(options.heldOut)) figures[name] = await accuracyOn(evaluator, parameters, tokenizer, labels, rows, maximumTokens);
        return { score: Object.values(figures).reduce((sum, figure) => sum + figure, 0), figures };
      },
      onStep: (report) => {
        if (performance.now() - reported < 20000) return;
        reported = performance.now();
        console.log(`${stage.name} epoch ${report.epoch + 1} ${(100 * report.progress).toFixed(1)}% loss ${report.loss.toFixed(4)} ${Math.round(report.tokensPerSecond)} tokens/s`);
      },
      onEpoch: (report) => {
        const figures = Object.entries(report.evaluation?.figures ?? {}).map(([name, value]) => `${name} ${(100 * value).toFixed(2)}`).join(' ');
        console.log(`${stage.name} epoch ${report.epoch + 1} loss ${report.loss.toFixed(4)} ${figures} ${report.seconds.toFixed(0)}s`);
      },
    });
    return { stage, spec, tokenizer, network, parameters: result.parameters };
  } finally {
    await evaluator.dispose();
  }
}

function widened(before: StageResult, stage: Stage, dimensions: number): Parameters {
  const table = before.parameters.get(embeddingTableName)!;
  return new Map(before.parameters).set(embeddingTableName, widenTable(table, dimensions, stage.tableFactor / before.stage.tableFactor));
}
