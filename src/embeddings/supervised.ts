import { createRandom } from '../base/random.ts';
import { throwIfAborted, LexiscopeError } from '../base/errors.ts';
import { SharedArena, paddedLength } from '../kernels/sharedArena.ts';
import { kernelCall, KernelPool } from './kernelPool.ts';
import { SupervisedFeatures } from './supervisedFeatures.ts';
import type { FeatureSettings } from './supervisedFeatures.ts';

/** Settings of fastText's supervised mode, under its defaults' names in docs/embeddings.md. */
export interface SupervisedSettings extends FeatureSettings {
  readonly dimensions: number;
  readonly epochs: number;
  readonly rate: number;
  readonly minimumCount: number;
  readonly seed: number;
}

export const defaultSupervisedSettings: SupervisedSettings = {
  dimensions: 100, epochs: 5, rate: 0.1, minimumCount: 1, seed: 1, wordNgrams: 1, minimumNgram: 0, maximumNgram: 0, buckets: 2_000_000,
};

/** One text, cut into tokens, and its labels; of several, every epoch draws one, as fastText does. */
export interface SupervisedExample {
  readonly tokens: readonly string[];
  readonly labels: readonly string[];
}

export interface SupervisedModel {
  readonly settings: SupervisedSettings;
  readonly features: SupervisedFeatures;
  /** By falling frequency. */
  readonly labels: readonly { readonly name: string; readonly count: number }[];
  /** [features.rows, dimensions] and [labels, dimensions], row-major */
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** Mean loss of every epoch, in float64. */
  readonly losses: readonly number[];
}

const examplesOfCall = 2000;

/**
 * Trains fastText's classifier: the mean of the rows of a text's words, character n-grams and word n-grams, against a softmax over the labels.
 * @throws LexiscopeError `bad-input` for fewer than two labels, `cancelled`
 */
export async function trainSupervised(examples: readonly SupervisedExample[], settings: SupervisedSettings, signal?: AbortSignal): Promise<SupervisedModel> {
  const counts = new Map<string, number>();
  for (const { labels } of examples) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const labels = [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
  if (labels.length < 2) throw new LexiscopeError('bad-input', `${labels.length} labels in the data; a classifier needs at least 2`);
  const numberOf = new Map(labels.map(({ name }, i) => [name, i]));
  const labelled = examples.filter((example) => example.labels.length > 0);
  const features = SupervisedFeatures.count(labelled.map(({ tokens }) => tokens), settings.minimumCount, settings);

  const starts = new Int32Array(labelled.length + 1);
  const lists: number[] = [];
  labelled.forEach(({ tokens }, e) => {
    for (const row of features.rowsOf(tokens, true)) lists.push(row);
    starts[e + 1] = lists.length;
  });
  const arena = new SharedArena();
  const stride = paddedLength(settings.dimensions);
  const at = (bytes: number): number => arena.allocate(bytes, 'The classifier');
  const [input, output] = [at(features.rows * stride * 4), at(labels.length * stride * 4)];
  const random = createRandom(settings.seed);
  const rows = arena.floats(input, features.rows * stride);
  for (let r = 0; r < features.rows; r++) for (let i = 0; i < settings.dimensions; i++) rows[r * stride + i] = ((random.next() - 0.5) * 2) / settings.dimensions;
  const [startsAt, listsAt, labelsAt] = [arena.store(starts, 'The examples'), arena.store(Int32Array.from(lists), 'The examples'), at(labelled.length * 4)];
  const [scratch, loss] = [at(2 * stride * 4 + (labels.length + 4) * 4), at(16)];
  const rowBytes = Math.ceil(settings.dimensions / 8) * 32;

  const pool = new KernelPool(arena.memory, 1);
  const losses: number[] = [];
  try {
    for (let epoch = 0; epoch < settings.epochs; epoch++) {
      const drawn = arena.ints(labelsAt, labelled.length);
      labelled.forEach((example, e) => (drawn[e] = numberOf.get(example.labels[random.below(example.labels.length)])!));
      arena.doubles(loss, 2).fill(0);
      for (let first = 0; first < labelled.length; first += examplesOfCall) {
        throwIfAborted(signal, 'Training');
        const part = (epoch + first / labelled.length) / settings.epochs;
        await pool.run(0, [kernelCall('supervised', 'train', first, Math.min(labelled.length, first + examplesOfCall), startsAt, listsAt, labelsAt, input, output, stride * 4, rowBytes,
          labels.length, settings.rate * (1 - part), scratch, loss)]);
      }
      const [sum, count] = arena.doubles(loss, 2);
      losses.push(sum / count);
    }
  } finally {
    await pool.close();
  }
  const compact = (address: number, count: number): Float32Array => {
    const matrix = new Float32Array(count * settings.dimensions);
    for (let r = 0; r < count; r++) matrix.set(arena.floats(address + r * stride * 4, settings.dimensions), r * settings.dimensions);
    return matrix;
  };
  return { settings, features, labels, losses, input: compact(input, features.rows), output: compact(output, labels.length) };
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

