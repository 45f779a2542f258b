import { writeFastTextBinary } from './fastTextBinary.ts';
import type { SupervisedModel } from './supervised.ts';

/**
 * Writes the classifier as fastText's `.bin`, which `fasttext predict` and `fasttext test` read; labels get the prefix `__label__`. With n-grams
 * the file has a row for every bucket, those that no example used being zeros.
 * @throws LexiscopeError `failed` where the file cannot be written, `cancelled`
 */
export async function writeSupervisedModel(file: string, model: SupervisedModel, signal?: AbortSignal): Promise<void> {
  const { settings, features, labels, input, output } = model;
  const { dimensions } = settings;
  const buckets = features.hashes ? settings.buckets : 0;
  const words = features.words.length;
  const rowOfBucket = new Int32Array(buckets).fill(-1);
  for (const [bucket, row] of features.buckets) rowOfBucket[bucket] = row;
  const copy = (matrix: Float32Array, row: number, out: Float32Array): void => out.set(matrix.subarray(row * dimensions, (row + 1) * dimensions));
  await writeFastTextBinary(file, {
    settings: {
      model: 'supervised', loss: 'softmax', dimensions, epochs: settings.epochs, minimumCount: settings.minimumCount, wordNgrams: settings.wordNgrams, buckets,
      minimumNgram: settings.minimumNgram, maximumNgram: settings.maximumNgram,
      // fastText's defaults of what a classifier does not use.
      window: 5, negative: 5, sample: 1e-4,
    },
    words: features.words.map(({ word, count }) => ({ text: word, count })),
    labels: labels.map(({ name, count }) => ({ text: `__label__${name}`, count })),
    tokenCount: features.words.reduce((sum, { count }) => sum + count, 0),
    input: {
      rows: words + buckets,
      copyRow: (row, out) => {
        const at = row < words ? row : rowOfBucket[row - words];
        if (at >= 0) copy(input, at, out);
      },
    },
    output: { rows: labels.length, copyRow: (row, out) => copy(output, row, out) },
  }, signal);
}
