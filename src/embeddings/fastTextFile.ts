import type { Vocabulary } from './corpus.ts';
import { writeFastTextBinary } from './fastTextBinary.ts';
import type { PredictionModel } from './predictionModel.ts';

/**
 * Writes a subword model as fastText's `.bin`, for unseen words here, in fastText and in gensim (`load_facebook_vectors`). Buckets that
 * no n-gram of the vocabulary hashes to are rows of zeros. The file has (words + buckets) rows of dimensions floats, and the output rows.
 * @throws LexiscopeError `failed` where the file cannot be written, `cancelled`
 */
export async function writeFastTextModel(
  file: string, model: PredictionModel, vocabulary: Vocabulary, training: { readonly epochs: number; readonly minimumCount: number; readonly tokenCount: number }, signal?: AbortSignal,
): Promise<void> {
  const { settings, stride, words } = model;
  const { minimumLength, maximumLength, buckets } = settings.subwords!;
  const rowOfBucket = new Int32Array(buckets).fill(-1);
  model.lists!.buckets.forEach((bucket, i) => (rowOfBucket[bucket] = words + i));
  const input = model.inputMatrix();
  const output = model.outputMatrix();
  const copy = (matrix: Float32Array, row: number, out: Float32Array): void => out.set(matrix.subarray(row * stride, row * stride + out.length));
  await writeFastTextBinary(file, {
    settings: {
      model: settings.architecture, loss: settings.negative > 0 ? 'negative' : 'hierarchical', dimensions: settings.dimensions, window: settings.window, epochs: training.epochs,
      minimumCount: training.minimumCount, negative: settings.negative, wordNgrams: 1, buckets, minimumNgram: minimumLength, maximumNgram: maximumLength, sample: settings.sample,
    },
    words: vocabulary.words.map((text, w) => ({ text, count: vocabulary.counts[w] })),
    labels: [],
    tokenCount: training.tokenCount,
    input: {
      rows: words + buckets,
      copyRow: (row, out) => {
        const at = row < words ? row : rowOfBucket[row - words];
        if (at >= 0) copy(input, at, out);
      },
    },
    output: { rows: model.outputRows, copyRow: (row, out) => copy(output, row, out) },
  }, signal);
}
