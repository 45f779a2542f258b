import { createRandom, shuffle } from '../base/random.ts';
import type { Random } from '../base/random.ts';
import { throwIfAborted } from '../base/errors.ts';
import { SharedArena, paddedLength } from '../kernels/sharedArena.ts';
import { kernelCall, KernelPool } from './kernelPool.ts';
import { encodeExamples } from './supervisedExamples.ts';
import type { EncodedExamples, ExampleSource } from './supervisedExamples.ts';
import type { FeatureSettings, SupervisedFeatures } from './supervisedFeatures.ts';

/** Settings of fastText's supervised mode; docs/embeddings.md has fastText's names of them. */
export interface SupervisedSettings extends FeatureSettings {
  readonly dimensions: number;
  readonly epochs: number;
  /** Learning rate at the start; it falls linearly to 0. */
  readonly rate: number;
  readonly minimumCount: number;
  /** With one thread the same seed gives the same model; several write to one model without locks, as fastText's do. */
  readonly threads: number;
  readonly seed: number;
}

export const defaultSupervisedSettings: SupervisedSettings = {
  dimensions: 100, epochs: 5, rate: 0.1, minimumCount: 1, threads: 1, seed: 1, wordNgrams: 1, minimumNgram: 0, maximumNgram: 0, buckets: 2_000_000,
};

export interface SupervisedModel {
  readonly settings: SupervisedSettings;
  readonly features: SupervisedFeatures;
  /** By falling frequency. */
  readonly labels: readonly { readonly name: string; readonly count: number }[];
  /** [features.rows, dimensions] and [labels, dimensions], row-major */
  readonly input: Float32Array;
  readonly output: Float32Array;
  readonly exampleCount: number;
  readonly tokenCount: number;
  /** Mean loss of every whole epoch, in float64 over all threads. */
  readonly losses: readonly number[];
  /** False when the run was stopped before its end. */
  readonly completed: boolean;
}

export interface SupervisedProgress {
  readonly epoch: number;
  /** Of the whole training, 0 to 1. */
  readonly part: number;
  /** Mean loss of the epoch so far. */
  readonly loss: number;
}

export interface SupervisedCallbacks {
  /** Once training has begun, aborting it ends it early and keeps what is trained. */
  readonly signal?: AbortSignal | undefined;
  readonly onRead?: ((examples: number) => void) | undefined;
  readonly onEncoded?: ((examples: EncodedExamples) => void) | undefined;
  readonly onProgress?: ((progress: SupervisedProgress) => void) | undefined;
  readonly onEpoch?: ((epoch: number, loss: number) => void) | undefined;
}

/** Examples of one call: at most so many, and so few that the learning rate falls in some hundred steps. */
const callExamples = { most: 2000, least: 32, steps: 400 };

/**
 * Trains fastText's classifier: the mean of the rows of a text's words, character n-grams and word n-grams, against a softmax over the labels.
 * Examples are shuffled once, so that data sorted by label does no harm.
 * @throws LexiscopeError `bad-input` for fewer than two labels, `cancelled` before training began
 */
export async function trainSupervised(source: ExampleSource, settings: SupervisedSettings, callbacks: SupervisedCallbacks = {}): Promise<SupervisedModel> {
  const { signal } = callbacks;
  const examples = await encodeExamples(source, settings, signal, callbacks.onRead);
  callbacks.onEncoded?.(examples);
  throwIfAborted(signal, 'The training');
  const random = createRandom(settings.seed);
  const run = new SupervisedRun(examples, settings, random);
  const losses: number[] = [];
  try {
    for (let epoch = 0; epoch < settings.epochs; epoch++) {
      run.drawLabels(random);
      const loss = await run.epoch(epoch, callbacks);
      if (loss === undefined) break;
      losses.push(loss);
      callbacks.onEpoch?.(epoch, loss);
    }
  } finally {
    await run.close();
  }
  const { features, labels, count, tokenCount } = examples;
  return { settings, features, labels, exampleCount: count, tokenCount, losses, completed: losses.length === settings.epochs, ...run.matrices() };
}

/** The model in shared memory and the threads that train it. */
class SupervisedRun {
  readonly #arena = new SharedArena();
  readonly #pool: KernelPool;
  readonly #settings: SupervisedSettings;
  readonly #examples: EncodedExamples;
  readonly #stride: number;
  readonly #input: number;
  readonly #output: number;
  /** Examples are trained on in this order. */
  readonly #order: Int32Array;
  readonly #starts: number;
  readonly #rows: number;
  readonly #labels: number;
  readonly #threads: readonly { readonly scratch: number; readonly loss: number }[];

  constructor(examples: EncodedExamples, settings: SupervisedSettings, random: Random) {
    this.#examples = examples;
    this.#settings = settings;
    const { features, labels, count, starts, rows } = examples;
    const stride = paddedLength(settings.dimensions);
    this.#stride = stride;
    const allocate = (bytes: number): number => this.#arena.allocate(bytes, 'The classifier');
    this.#input = allocate(features.rows * stride * 4);
    this.#output = allocate(labels.length * stride * 4);
    // Uniform in +-1 / dimensions; output rows are zeros (fastText).
    const input = this.#arena.floats(this.#input, features.rows * stride);
    for (let r = 0; r < features.rows; r++) for (let i = 0; i < settings.dimensions; i++) input[r * stride + i] = ((random.next() - 0.5) * 2) / settings.dimensions;

    this.#order = shuffle(Int32Array.from({ length: count }, (_, e) => e), random);
    this.#starts = this.#arena.allocate((count + 1) * 4, 'The examples');
    this.#rows = this.#arena.allocate(rows.length * 4, 'The examples');
    this.#labels = this.#arena.allocate(count * 4, 'The examples');
    const [orderedStarts, orderedRows] = [this.#arena.ints(this.#starts, count + 1), this.#arena.ints(this.#rows, rows.length)];
    this.#order.forEach((e, i) => {
      orderedRows.set(rows.subarray(starts[e], starts[e + 1]), orderedStarts[i]);
      orderedStarts[i + 1] = orderedStarts[i] + starts[e + 1] - starts[e];
    });
    this.#threads = Array.from({ length: settings.threads }, () => ({ scratch: allocate(2 * stride * 4 + (labels.length + 4) * 4), loss: allocate(16) }));
    this.#pool = new KernelPool(this.#arena.memory, settings.threads);
  }

  /** Chooses the label that each example of the next epoch is trained on. */
  drawLabels(random: Random): void {
    const { labelStarts, labelIds, count } = this.#examples;
    const drawn = this.#arena.ints(this.#labels, count);
    this.#order.forEach((e, i) => (drawn[i] = labelIds[labelStarts[e] + random.below(labelStarts[e + 1] - labelStarts[e])]));
  }

  /** @returns the mean loss; undefined when the signal ended the epoch early */
  async epoch(epoch: number, { signal, onProgress }: SupervisedCallbacks): Promise<number | undefined> {
    const { epochs, rate, dimensions, threads } = this.#settings;
    const { count, labels } = this.#examples;
    const each = Math.min(callExamples.most, Math.max(callExamples.least, Math.ceil((count * epochs) / callExamples.steps / threads)));
    const rowBytes = Math.ceil(dimensions / 8) * 32;
    let next = 0;
    await Promise.all(this.#threads.map(async ({ scratch, loss }, thread) => {
      while (next < count && signal?.aborted !== true) {
        const first = next;
        next = Math.min(count, first + each);
        const part = (epoch + first / count) / epochs;
        await this.#pool.run(thread, [kernelCall('supervised', 'train', first, next, this.#starts, this.#rows, this.#labels, this.#input, this.#output, this.#stride * 4, rowBytes,
          labels.length, rate * (1 - part), scratch, loss)]);
        onProgress?.({ epoch, part: (epoch + next / count) / epochs, loss: this.#meanLoss() });
      }
    }));
    if (next < count) return undefined;
    const mean = this.#meanLoss();
    for (const { loss } of this.#threads) this.#arena.doubles(loss, 2).fill(0);
    return mean;
  }

  #meanLoss(): number {
    const [sum, count] = this.#threads.reduce(([sum, count], { loss }) => {
      const [s, c] = this.#arena.doubles(loss, 2);
      return [sum + s, count + c];
    }, [0, 0]);
    return sum / count;
  }

  /** Copies without the padding of rows. */
  matrices(): { input: Float32Array; output: Float32Array } {
    const { dimensions } = this.#settings;
    const compact = (address: number, rows: number): Float32Array => {
      const matrix = new Float32Array(rows * dimensions);
      for (let r = 0; r < rows; r++) matrix.set(this.#arena.floats(address + r * this.#stride * 4, dimensions), r * dimensions);
      return matrix;
    };
    return { input: compact(this.#input, this.#examples.features.rows), output: compact(this.#output, this.#examples.labels.length) };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** Labels with their probabilities, the most probable first. */
export function predictLabels({ features, labels, input, output, settings: { dimensions } }: SupervisedModel, tokens: readonly string[]): { label: string; probability: number }[] {
  const hidden = new Float64Array(dimensions);
  const rows = features.rowsOf(tokens, false);
  // A bucket that no example used has no row; it counts as a row of zeros, which it is in the file.
  for (const row of rows) if (row >= 0) for (let i = 0; i < dimensions; i++) hidden[i] += input[row * dimensions + i] / rows.length;
  const scores = labels.map((_, l) => hidden.reduce((sum, value, i) => sum + value * output[l * dimensions + i], 0));
  const largest = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0);
  return labels.map(({ name }, l) => ({ label: name, probability: Math.exp(scores[l] - largest) / total })).sort((a, b) => b.probability - a.probability);
}
