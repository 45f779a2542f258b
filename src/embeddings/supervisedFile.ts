import { LexiscopeError, messageOf } from '../base/errors.ts';
import { writeFileAtomically } from '../base/files.ts';
import { fastTextMagic } from '../vectors/formats.ts';
import type { SupervisedModel } from './supervised.ts';

const version = 12;
const softmax = 3;
const supervised = 3;
const [wordEntry, labelEntry] = [0, 1];

/** Writes the classifier as fastText's `.bin` (version 12), which `fasttext predict` reads; labels get the prefix `__label__`. */
export async function writeSupervisedModel(file: string, model: SupervisedModel): Promise<void> {
  const { settings, features, labels, input, output } = model;
  const { dimensions } = settings;
  const buckets = features.hashes ? settings.buckets : 0;
  const rows = features.words.length + buckets;
  const size = (rows + labels.length) * dimensions * 4;
  if (size > 0x7fff0000) throw new LexiscopeError('unsupported', `${file}: ${buckets} buckets of ${dimensions} dimensions make a file of more than 2 GB`, { hint: 'Choose fewer buckets.' });
  const head: Buffer[] = [];
  const int32 = (...values: number[]): void => {
    const bytes = Buffer.alloc(4 * values.length);
    values.forEach((value, i) => bytes.writeInt32LE(value, 4 * i));
    head.push(bytes);
  };
  const int64 = (...values: number[]): void => {
    const bytes = Buffer.alloc(8 * values.length);
    values.forEach((value, i) => bytes.writeBigInt64LE(BigInt(value), 8 * i));
    head.push(bytes);
  };
  // dim, ws, epoch, minCount, neg, wordNgrams, loss, model, bucket, minn, maxn, lrUpdateRate; t
  int32(fastTextMagic, version, dimensions, 5, settings.epochs, settings.minimumCount, 5, settings.wordNgrams, softmax, supervised, buckets, settings.minimumNgram, settings.maximumNgram, 100);
  const threshold = Buffer.alloc(8);
  threshold.writeDoubleLE(1e-4);
  head.push(threshold);
  int32(features.words.length + labels.length, features.words.length, labels.length);
  int64(features.words.reduce((sum, { count }) => sum + count, 0), -1);
  const entry = (text: string, count: number, kind: number): void => {
    head.push(Buffer.from(`${text}\0`));
    int64(count);
    head.push(Buffer.of(kind));
  };
  for (const { word, count } of features.words) entry(word, count, wordEntry);
  for (const { name, count } of labels) entry(`__label__${name}`, count, labelEntry);

  const matrix = new Float32Array(rows * dimensions);
  matrix.set(input.subarray(0, features.words.length * dimensions));
  for (const [bucket, row] of features.buckets) matrix.set(input.subarray(row * dimensions, (row + 1) * dimensions), (features.words.length + bucket) * dimensions);
  head.push(Buffer.of(0));
  int64(rows, dimensions);
  head.push(Buffer.from(matrix.buffer), Buffer.of(0));
  int64(labels.length, dimensions);
  head.push(Buffer.from(output.buffer, output.byteOffset, output.byteLength));
  try {
    await writeFileAtomically(file, Buffer.concat(head));
  } catch (error) {
    throw new LexiscopeError('failed', `${file}: cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
