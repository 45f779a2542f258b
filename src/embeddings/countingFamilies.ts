import { createRandom } from '../base/random.ts';
import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import type { SharedArena } from '../kernels/sharedArena.ts';
import type { EmbeddingCheckpoint } from './checkpoint.ts';
import type { CountSource } from './cooccurrence.ts';
import { countCooccurrences } from './countCooccurrences.ts';
import type { EncodedCorpus } from './corpus.ts';
import { GloveModel, trainGlove } from './glove.ts';
import { shuffledCells } from './gloveCells.ts';
import type { KernelPool } from './kernelPool.ts';
import { mutualInformation } from './mutualInformation.ts';
import type { EpochResult } from './predictionTraining.ts';
import { randomizedSvd } from './randomizedSvd.ts';
import type { SettingsOf } from './settings.ts';
import { SparseMatrix } from './sparseMatrix.ts';
import { subsampled } from './subsampling.ts';
import type { EmbeddingCallbacks, TrainedEmbeddings } from './train.ts';

/** Singular values below this part of the largest are rounding errors of float32. */
const vanishing = 1e-4;
/** Ids beyond this go to a temporary file. */
const idMemoryBytes = 1 << 29;

type CountingFamily = SettingsOf<'ppmi-svd'> | SettingsOf<'glove'>;

/** The families that count first: PPMI with singular value decomposition, and GloVe. */
export async function trainByCounting(
  arena: SharedArena, pool: KernelPool, corpus: EncodedCorpus, settings: CountingFamily, callbacks: EmbeddingCallbacks, checkpoint: EmbeddingCheckpoint | undefined,
): Promise<TrainedEmbeddings> {
  const words = corpus.vocabulary.words.length;
  const window = { size: settings.window, sides: settings.sides, weighting: settings.weighting };
  const ids = subsampled(corpus, settings.sample, settings.seed, idMemoryBytes);
  return countCooccurrences(arena, pool, ids, words, window, callbacks.signal, (counts) => (settings.algorithm === 'glove'
    ? trainGloveFamily(arena, pool, corpus, counts, settings, callbacks, checkpoint)
    : trainPpmi(arena, pool, corpus, counts, settings, callbacks)));
}

async function trainPpmi(
  arena: SharedArena, pool: KernelPool, corpus: EncodedCorpus, counter: CountSource, settings: SettingsOf<'ppmi-svd'>, callbacks: EmbeddingCallbacks,
): Promise<TrainedEmbeddings> {
  const { signal, onProgress } = callbacks;
  const { vocabulary, tokenCount } = corpus;
  const rowSums = await counter.sums(false);
  const columnSums = settings.sides === 'both' ? rowSums : await counter.sums(true);
  const matrix = await mutualInformation(arena, pool, counter.blocks(signal, (part) => onProgress?.({ phase: 'counting', part })), rowSums, columnSums, settings);
  if (matrix.cells === 0) throw new LexiscopeError('bad-input', 'no two words of the vocabulary stand near each other: there is nothing to train on', { hint: 'Lower the minimum count.' });
  throwIfAborted(signal, 'The training');
  const { u, stride, values } = await randomizedSvd(arena, pool, matrix, {
    rank: settings.dimensions, powerIterations: settings.powerIterations, seed: settings.seed, signal, onProgress: (part) => onProgress?.({ phase: 'decomposing', part }),
  });
  const rows = arena.floats(u, matrix.rows * stride);
  // Where the matrix has no more directions, what is left are rounding errors: with p = 0 they would count as much as the rest.
  const scales = Float32Array.from({ length: settings.dimensions }, (_, i) => (values[i] > vanishing * values[0] ? values[i] ** settings.valueExponent : 0));
  return {
    vocabulary, tokenCount, size: matrix.rows, dimensions: settings.dimensions, epochs: [], completed: true, singularValues: values,
    word: (row) => vocabulary.words[row],
    copyRow: (row, out) => {
      for (let i = 0; i < out.length; i++) out[i] = rows[row * stride + i] * scales[i];
    },
  };
}

async function trainGloveFamily(
  arena: SharedArena, pool: KernelPool, corpus: EncodedCorpus, counter: CountSource, settings: SettingsOf<'glove'>, callbacks: EmbeddingCallbacks,
  checkpoint: EmbeddingCheckpoint | undefined,
): Promise<TrainedEmbeddings> {
  const { signal, onProgress, onEpoch, onTable } = callbacks;
  const { vocabulary, tokenCount, knownCount } = corpus;
  const model = new GloveModel(arena, vocabulary.words.length, settings);
  const matrices = [model.wordMatrix(), model.contextMatrix()];
  const state = await checkpoint?.restore(settings, vocabulary, matrices);
  if (!state) model.initialize();
  const counts = new SparseMatrix(arena, model.words, model.words);
  for await (const block of counter.blocks(signal, (part) => onProgress?.({ phase: 'counting', part }))) counts.append(block);
  if (counts.cells === 0) throw new LexiscopeError('bad-input', 'no two words of the vocabulary stand near each other: there is nothing to train on', { hint: 'Lower the minimum count.' });
  const cells = shuffledCells(arena, counts, pool.size, createRandom(settings.seed));
  throwIfAborted(signal, 'The training');

  const epochs: EpochResult[] = [...(state?.epochs ?? [])];
  const table = {
    vocabulary, tokenCount, size: model.words, dimensions: settings.dimensions,
    word: (row: number): string => vocabulary.words[row],
    copyRow: (row: number, out: Float32Array): void => model.copyVector(row, out),
  };
  onTable?.(table);
  const started = performance.now();
  let completed = true;
  const first = epochs.length;
  try {
    await trainGlove(arena, pool, cells, model, {
      signal,
      onProgress: ({ epoch, part, loss }) => onProgress?.({
        phase: 'training', part: (epoch + part) / settings.epochs, epoch, epochs: settings.epochs, loss, rate: settings.rate,
        wordsPerSecond: ((epoch - first + part) * knownCount * 1000) / (performance.now() - started),
      }),
      onEpoch: async (result) => {
        epochs.push(result);
        onEpoch?.(result, table);
        await checkpoint?.save(settings, vocabulary, matrices, epochs, { epoch: epochs.length, shares: [] });
      },
    }, first);
  } catch (error) {
    if (!(error instanceof LexiscopeError) || error.code !== 'cancelled') throw error;
    completed = false;
    await checkpoint?.save(settings, vocabulary, matrices, epochs, { epoch: epochs.length, shares: [] });
  }
  return { ...table, epochs, completed };
}
