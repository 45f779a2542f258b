import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import type { Problem } from '../corpora/source.ts';
import { SharedArena } from '../kernels/sharedArena.ts';
import type { VectorTable } from '../vectors/space.ts';
import { encodeCorpus } from './corpus.ts';
import type { EncodedCorpus, Vocabulary } from './corpus.ts';
import type { EmbeddingCheckpoint } from './checkpoint.ts';
import { writeFastTextModel } from './fastTextFile.ts';
import { trainByCounting } from './countingFamilies.ts';
import { KernelPool } from './kernelPool.ts';
import type { Gate } from './kernelPool.ts';
import { joinPhrases } from './phrases.ts';
import { PredictionModel } from './predictionModel.ts';
import type { PredictionSettings } from './predictionModel.ts';
import { trainPrediction } from './predictionTraining.ts';
import type { EpochResult } from './predictionTraining.ts';
import type { EmbeddingSettings } from './settings.ts';

export type EmbeddingPhase = 'reading' | 'counting' | 'training' | 'decomposing';

export interface EmbeddingProgress {
  readonly phase: EmbeddingPhase;
  /** Part of the phase done, 0 to 1. */
  readonly part: number;
  readonly epoch?: number;
  readonly epochs?: number;
  /** Mean loss of the epoch so far, in float64 over all threads. */
  readonly loss?: number;
  /** Words of the corpus trained on by the second, since training began. */
  readonly wordsPerSecond?: number;
  readonly rate?: number;
}

export interface EmbeddingCallbacks {
  /** Once training has begun, aborting it ends it early and keeps what is trained. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: EmbeddingProgress) => void;
  readonly onVocabulary?: (vocabulary: Vocabulary, tokenCount: number) => void;
  /** Holds the training while it is paused. */
  readonly gate?: Gate | undefined;
  /** Takes rows of tables that break their format; without it the first one ends the training. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  /** Once, when there are vectors to look at; while the training goes on, a look sees them as they are at that moment. */
  readonly onTable?: (vectors: VectorTable) => void;
  /** After every epoch, with the vectors as they are then. */
  readonly onEpoch?: (result: EpochResult, vectors: VectorTable) => void;
}

export interface TrainedEmbeddings extends VectorTable {
  readonly vocabulary: Vocabulary;
  /** Tokens of the corpus, those outside the vocabulary included. */
  readonly tokenCount: number;
  /** One a finished epoch; empty for families without epochs. */
  readonly epochs: readonly EpochResult[];
  /** False when the run was stopped before its end. */
  readonly completed: boolean;
  /** Of the matrix that was decomposed, largest first: the scree plot. */
  readonly singularValues?: Float64Array;
  /** Writes a fastText `.bin`; only for the subword families. */
  readonly writeModel?: (file: string, signal?: AbortSignal) => Promise<void>;
}

/**
 * Trains word vectors on files, folders or globs of text.
 * @param checkpoint folder where the state is kept after every epoch and when the run is stopped; a state found there is continued
 * @throws LexiscopeError of the readers; `cancelled` when aborted before training began; `unsupported` when 4 GiB are not enough
 */
export async function trainEmbeddings(
  corpusPaths: readonly string[], settings: EmbeddingSettings, callbacks: EmbeddingCallbacks = {}, checkpoint?: EmbeddingCheckpoint,
): Promise<TrainedEmbeddings> {
  const { signal, onProgress } = callbacks;
  const corpus = await readCorpus(corpusPaths, settings, callbacks);
  const arena = new SharedArena();
  const pool = new KernelPool(arena.memory, settings.threads, callbacks.gate);
  try {
    throwIfAborted(signal, 'The training');
    callbacks.onVocabulary?.(corpus.vocabulary, corpus.tokenCount);
    onProgress?.({ phase: settings.algorithm === 'ppmi-svd' || settings.algorithm === 'glove' ? 'counting' : 'training', part: 0 });
    if (settings.algorithm === 'ppmi-svd' || settings.algorithm === 'glove') return await trainByCounting(arena, pool, corpus, settings, callbacks, checkpoint);
    return await trainByPrediction(arena, pool, corpus, settings, callbacks, checkpoint);
  } finally {
    await pool.close();
    corpus.ids.dispose();
  }
}

async function readCorpus(paths: readonly string[], settings: EmbeddingSettings, { signal, onProgress, gate, onProblem }: EmbeddingCallbacks): Promise<EncodedCorpus> {
  let corpus = await encodeCorpus(paths, {
    tokens: settings.tokens, lowerCase: settings.lowerCase, boundaries: settings.boundaries, minimumCount: settings.minimumCount,
    ...(settings.maximumVocabulary > 0 && { maximumVocabulary: settings.maximumVocabulary }), signal, gate, onProblem,
    onProgress: (bytes, total) => onProgress?.({ phase: 'reading', part: total > 0 ? bytes / total : 0 }),
  });
  for (let round = 0; round < settings.phraseRounds; round++) corpus = joinPhrases(corpus, settings.minimumCount, settings.phraseThreshold);
  return corpus;
}

type PredictionFamily = Exclude<EmbeddingSettings, { algorithm: 'ppmi-svd' | 'glove' }>;

function predictionSettings(settings: PredictionFamily): PredictionSettings {
  return {
    architecture: settings.algorithm.endsWith('cbow') ? 'cbow' : 'skipgram',
    dimensions: settings.dimensions, window: settings.window, negative: settings.negative, noiseExponent: settings.noiseExponent, sample: settings.sample, seed: settings.seed,
    subwords: 'buckets' in settings ? { minimumLength: settings.minimumNgram, maximumLength: settings.maximumNgram, buckets: settings.buckets } : undefined,
  };
}

async function trainByPrediction(
  arena: SharedArena, pool: KernelPool, corpus: EncodedCorpus, settings: PredictionFamily, callbacks: EmbeddingCallbacks, checkpoint: EmbeddingCheckpoint | undefined,
): Promise<TrainedEmbeddings> {
  const { vocabulary, tokenCount } = corpus;
  const model = new PredictionModel(arena, vocabulary, predictionSettings(settings));
  const matrices = [model.inputMatrix(), model.outputMatrix()];
  const state = await checkpoint?.restore(settings, vocabulary, matrices);
  if (!state) model.initialize();
  const epochs: EpochResult[] = [...(state?.epochs ?? [])];
  const table = {
    vocabulary, tokenCount, size: vocabulary.words.length, dimensions: settings.dimensions,
    word: (row: number): string => vocabulary.words[row],
    copyRow: (row: number, out: Float32Array): void => model.copyVector(row, out),
  };
  callbacks.onTable?.(table);
  const started = performance.now();
  let wordsAtStart: number | undefined;
  let completed = true;
  try {
    await trainPrediction(arena, pool, corpus, model, settings, {
      signal: callbacks.signal,
      onProgress: ({ epoch, words, totalWords, rate, loss }) => {
        wordsAtStart ??= words;
        callbacks.onProgress?.({
          phase: 'training', part: words / totalWords, epoch, epochs: settings.epochs, loss, rate,
          wordsPerSecond: ((words - wordsAtStart) / (performance.now() - started)) * 1000,
        });
      },
      onEpoch: async (result, position) => {
        epochs.push(result);
        callbacks.onEpoch?.(result, table);
        await checkpoint?.save(settings, vocabulary, matrices, epochs, position);
      },
      onStopped: async (position) => {
        await checkpoint?.save(settings, vocabulary, matrices, epochs, position);
      },
    }, state?.position);
  } catch (error) {
    if (!(error instanceof LexiscopeError) || error.code !== 'cancelled') throw error;
    completed = false;
  }
  const training = { epochs: settings.epochs, minimumCount: settings.minimumCount, tokenCount };
  return {
    ...table, epochs, completed,
    ...('buckets' in settings && { writeModel: (file: string, signal?: AbortSignal) => writeFastTextModel(file, model, vocabulary, training, signal) }),
  };
}
