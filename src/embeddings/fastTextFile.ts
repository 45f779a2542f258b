import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { LexiscopeError, messageOf, throwIfAborted } from '../base/errors.ts';
import { replaceFile } from '../base/files.ts';
import { fastTextMagic } from '../vectors/formats.ts';
import type { Vocabulary } from './corpus.ts';
import type { PredictionModel } from './predictionModel.ts';

const version = 12;
const lossOfFastText = { hierarchical: 1, negative: 2 };
const modelOfFastText = { cbow: 1, skipgram: 2 };

/**
 * Writes a subword model as fastText's `.bin` (version 12), for unseen words here, in fastText and in gensim (`load_facebook_vectors`). Buckets that
 * no n-gram of the vocabulary hashes to are rows of zeros. The file has (words + buckets) rows of dimensions floats, and the output rows.
 * Written to a temporary file beside the target, then renamed.
 */
export async function writeFastTextModel(
  file: string, model: PredictionModel, vocabulary: Vocabulary, training: { readonly epochs: number; readonly minimumCount: number; readonly tokenCount: number }, signal?: AbortSignal,
): Promise<void> {
  try {
    await replaceFile(file, async (temporary) => {
      const handle = await open(temporary, 'w');
      try {
        await handle.appendFile(header(model, vocabulary, training));
        await writeInput(handle, model, signal);
        await writeMatrix(handle, model.outputMatrix(), model.outputRows, model, signal);
      } finally {
        await handle.close();
      }
    });
  } catch (error) {
    if (error instanceof LexiscopeError) throw error;
    throw new LexiscopeError('failed', `${file}: cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

function header(model: PredictionModel, vocabulary: Vocabulary, training: { readonly epochs: number; readonly minimumCount: number; readonly tokenCount: number }): Buffer {
  const { settings } = model;
  const subwords = settings.subwords!;
  const numbers = Buffer.alloc(8 + 12 * 4 + 8 + 3 * 4 + 2 * 8);
  let at = 0;
  const int32 = (value: number): void => { at = numbers.writeInt32LE(value, at); };
  int32(fastTextMagic);
  int32(version);
  const learning = settings.negative > 0 ? lossOfFastText.negative : lossOfFastText.hierarchical;
  // dim, ws, epoch, minCount, neg, wordNgrams, loss, model, bucket, minn, maxn, lrUpdateRate, t
  for (const value of [settings.dimensions, settings.window, training.epochs, training.minimumCount, settings.negative, 1, learning, modelOfFastText[settings.architecture],
    subwords.buckets, subwords.minimumLength, subwords.maximumLength, 100]) int32(value);
  at = numbers.writeDoubleLE(settings.sample, at);
  int32(vocabulary.words.length);
  int32(vocabulary.words.length);
  int32(0);
  at = numbers.writeBigInt64LE(BigInt(training.tokenCount), at);
  numbers.writeBigInt64LE(-1n, at);
  const entries = vocabulary.words.map((word, w) => {
    const text = Buffer.from(word);
    const entry = Buffer.alloc(text.length + 1 + 8 + 1);
    text.copy(entry);
    entry.writeBigInt64LE(BigInt(vocabulary.counts[w]), text.length + 1);
    return entry;
  });
  return Buffer.concat([numbers, ...entries]);
}

async function writeInput(handle: FileHandle, model: PredictionModel, signal: AbortSignal | undefined): Promise<void> {
  const { buckets } = model.settings.subwords!;
  const { dimensions } = model.settings;
  const matrix = model.inputMatrix();
  const rowOfBucket = new Int32Array(buckets).fill(-1);
  model.lists!.buckets.forEach((bucket, i) => (rowOfBucket[bucket] = model.words + i));
  await handle.appendFile(dimensionsOf(model.words + buckets, dimensions));
  const rows = 4096;
  const block = new Float32Array(rows * dimensions);
  for (let first = 0; first < model.words + buckets; first += rows) {
    throwIfAborted(signal, 'Writing the model');
    const count = Math.min(rows, model.words + buckets - first);
    block.fill(0);
    for (let r = 0; r < count; r++) {
      const row = first + r < model.words ? first + r : rowOfBucket[first + r - model.words];
      if (row >= 0) block.set(matrix.subarray(row * model.stride, row * model.stride + dimensions), r * dimensions);
    }
    await handle.appendFile(new Uint8Array(block.buffer, 0, count * dimensions * 4));
  }
}

async function writeMatrix(handle: FileHandle, matrix: Float32Array, rows: number, model: PredictionModel, signal: AbortSignal | undefined): Promise<void> {
  const { dimensions } = model.settings;
  await handle.appendFile(dimensionsOf(rows, dimensions));
  const block = new Float32Array(rows * dimensions);
  for (let r = 0; r < rows; r++) block.set(matrix.subarray(r * model.stride, r * model.stride + dimensions), r * dimensions);
  throwIfAborted(signal, 'Writing the model');
  await handle.appendFile(new Uint8Array(block.buffer));
}

/** "Not quantised", rows and columns of a matrix. */
function dimensionsOf(rows: number, columns: number): Buffer {
  const bytes = Buffer.alloc(17);
  bytes.writeBigInt64LE(BigInt(rows), 1);
  bytes.writeBigInt64LE(BigInt(columns), 9);
  return bytes;
}
