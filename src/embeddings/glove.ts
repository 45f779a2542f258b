import { createRandom } from '../base/random.ts';
import { throwIfAborted } from '../base/errors.ts';
import { paddedLength } from '../kernels/sharedArena.ts';
import type { SharedArena } from '../kernels/sharedArena.ts';
import { cellBytes } from './gloveCells.ts';
import type { GloveCells } from './gloveCells.ts';
import { kernelCall } from './kernelPool.ts';
import type { KernelPool } from './kernelPool.ts';
import type { EpochResult } from './predictionTraining.ts';

export interface GloveSettings {
  readonly dimensions: number;
  readonly epochs: number;
  readonly rate: number;
  /** Cells with larger counts weigh 1, smaller ones (x / xMax)^alpha. */
  readonly xMax: number;
  readonly alpha: number;
  readonly seed: number;
}

export interface GloveProgress {
  readonly epoch: number;
  /** Part of the epoch done, 0 to 1. */
  readonly part: number;
  /** Mean loss of the epoch so far. */
  readonly loss: number;
}

export interface GloveCallbacks {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: GloveProgress) => void) | undefined;
  readonly onEpoch?: ((result: EpochResult) => void | Promise<void>) | undefined;
}

const cellsOfCall = 1 << 17;
const probeCells = 2000;

/**
 * GloVe's parameters: for every word a row of word parameters and one of context parameters, each followed by its sums of squares.
 */
export class GloveModel {
  readonly words: number;
  readonly settings: GloveSettings;
  /** Floats of one half of a row. */
  readonly stride: number;
  readonly wordRows: number;
  readonly contextRows: number;
  readonly #arena: SharedArena;

  constructor(arena: SharedArena, words: number, settings: GloveSettings) {
    this.#arena = arena;
    this.words = words;
    this.settings = settings;
    this.stride = paddedLength(settings.dimensions + 2);
    this.wordRows = arena.allocate(words * this.stride * 8, 'The model');
    this.contextRows = arena.allocate(words * this.stride * 8, 'The model');
  }

  /** Parameters uniform in +-1 / (2 dimensions), sums of squares 1, as in glove.c. */
  initialize(): void {
    const { dimensions, seed } = this.settings;
    const random = createRandom(seed);
    for (const [matrix, bias, one] of [[this.wordMatrix(), dimensions, dimensions + 1], [this.contextMatrix(), dimensions + 1, dimensions]] as const) {
      for (let w = 0; w < this.words; w++) {
        const at = w * this.stride * 2;
        for (let i = 0; i < dimensions; i++) matrix[at + i] = (random.next() - 0.5) / dimensions;
        matrix[at + bias] = (random.next() - 0.5) / dimensions;
        matrix[at + one] = 1;
        matrix.fill(1, at + this.stride, at + 2 * this.stride);
        matrix[at + this.stride + one] = Infinity;
      }
    }
  }

  wordMatrix(): Float32Array {
    return this.#arena.floats(this.wordRows, this.words * this.stride * 2);
  }

  contextMatrix(): Float32Array {
    return this.#arena.floats(this.contextRows, this.words * this.stride * 2);
  }

  /** The vector of a word, [dimensions]: the sum of its word and context vectors, as the paper recommends. */
  copyVector(word: number, out: Float32Array): void {
    const at = word * this.stride * 2;
    const [rows, contexts] = [this.wordMatrix(), this.contextMatrix()];
    for (let i = 0; i < out.length; i++) out[i] = rows[at + i] + contexts[at + i];
  }
}

/**
 * Trains in rounds in which every thread has rows and columns of its own, so any number of threads gives the same vectors in every run
 * (another number of threads means another order of the cells, hence slightly other vectors).
 * @throws LexiscopeError `cancelled`; the model then holds what was trained
 */
export async function trainGlove(
  arena: SharedArena, pool: KernelPool, cells: GloveCells, model: GloveModel, callbacks: GloveCallbacks = {}, firstEpoch = 0,
): Promise<EpochResult[]> {
  const threads = pool.size;
  const losses = Array.from({ length: threads }, () => arena.allocate(16, 'A thread'));
  const { epochs, xMax, alpha, rate, dimensions } = model.settings;
  const stride = model.stride * 4;
  const rowBytes = Math.ceil((dimensions + 2) / 8) * 32;
  const results: EpochResult[] = [];
  for (let epoch = firstEpoch; epoch < epochs; epoch++) {
    for (const loss of losses) arena.doubles(loss, 2).fill(0);
    const total = (): { sum: number; count: number } => losses.map((loss) => arena.doubles(loss, 2)).reduce((t, [sum, count]) => ({ sum: t.sum + sum, count: t.count + count }), { sum: 0, count: 0 });
    for (let round = 0; round < threads; round++) {
      await Promise.all(losses.map(async (loss, thread) => {
        const { address, count } = cells.parts[thread][(thread + round) % threads];
        for (let first = 0; first < count; first += cellsOfCall) {
          throwIfAborted(callbacks.signal, 'Training');
          await pool.run(thread, [kernelCall('glove', 'train', address + first * cellBytes, Math.min(cellsOfCall, count - first), model.wordRows, model.contextRows,
            stride, rowBytes, xMax, alpha, rate, loss)]);
          const { sum, count: done } = total();
          callbacks.onProgress?.({ epoch, part: done / cells.count, loss: sum / done });
        }
      }));
    }
    const { sum, count } = total();
    const result = { epoch, loss: sum / count, probeLoss: probeLoss(arena, cells, model) };
    results.push(result);
    await callbacks.onEpoch?.(result);
  }
  return results;
}

/** Mean loss, in float64, of the first cells of every part: they are in random order, so a fixed sample of all cells. */
function probeLoss(arena: SharedArena, { parts }: GloveCells, model: GloveModel): number {
  const { xMax, alpha, dimensions } = model.settings;
  const [words, contexts] = [model.wordMatrix(), model.contextMatrix()];
  const all = parts.flat();
  let total = 0;
  let probed = 0;
  for (const { address, count } of all) {
    for (let i = 0; i < Math.min(count, Math.ceil(probeCells / all.length)); i++) {
      const [row, column] = arena.ints(address + i * cellBytes, 2);
      const [x] = arena.floats(address + i * cellBytes + 8, 1);
      let product = 0;
      for (let k = 0; k < dimensions + 2; k++) product += words[row * model.stride * 2 + k] * contexts[column * model.stride * 2 + k];
      total += (Math.min(1, (x / xMax) ** alpha) * (product - Math.log(x)) ** 2) / 2;
      probed++;
    }
  }
  return total / probed;
}
