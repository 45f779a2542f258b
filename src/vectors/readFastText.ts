import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import type { ByteReader } from './byteReader.ts';
import { fastTextMagic } from './formats.ts';
import type { ReadOptions } from './read.ts';
import { maximumDimensions } from './rowStore.ts';
import { Subwords } from './subwords.ts';
import { TableBuilder } from './tableBuilder.ts';

/** The oldest and newest layout that this reads; fastText has written 12 since 2017. */
const oldestVersion = 11;
const newestVersion = 12;
const longestWord = 1 << 14;
const supervisedModel = 3;

/**
 * Reads a fastText `.bin` model: the dictionary and the input matrix (rows of words, then of n-gram buckets). A word's vector is the mean of its
 * own row and those of its n-grams (FastText::getWordVector), and the n-gram rows are kept for unseen words. The output matrix is left unread.
 *
 *   int32 magic, version | 12 int32 and a double of settings | int32 entries, words, labels; int64 tokens, pruned | entries: text, 0, int64 count,
 *   int8 kind | pruned pairs of int32 | bool quantised | int64 rows, columns | float32 values
 *
 * @throws LexiscopeError `bad-input` for a damaged file, `unsupported` for quantised models (.ftz)
 */
export async function readFastText(reader: ByteReader, options: ReadOptions): Promise<{ table: TableBuilder; counts: Float64Array; subwords: Subwords | undefined }> {
  const binary = new BinaryFields(reader);
  await binary.need(8 + 12 * 4 + 8 + 3 * 4 + 2 * 8, 'its settings');
  if (binary.int32() !== fastTextMagic) throw binary.fail('not a fastText model');
  const version = binary.int32();
  if (version < oldestVersion || version > newestVersion) throw binary.fail(`version ${version} of the fastText format; ${oldestVersion} and ${newestVersion} can be read`);
  // dim, ws, epoch, minCount, neg, wordNgrams, loss, model, bucket, minn, maxn, lrUpdateRate, t
  const [dimensions, , , , , , , model, buckets, minimumLength, writtenMaximum] = Array.from({ length: 12 }, () => binary.int32());
  binary.float64();
  // Version 11 supervised models were trained without n-grams, whatever their settings say.
  const maximumLength = version === 11 && model === supervisedModel ? 0 : writtenMaximum;
  const entries = binary.int32();
  const words = binary.int32();
  binary.int32();
  binary.int64();
  const pruned = binary.int64();
  if (dimensions < 1 || dimensions > maximumDimensions) throw binary.fail(`${dimensions} dimensions; 1 to ${maximumDimensions} are supported`);
  if (words < 1 || entries < words || buckets < 0) throw binary.fail(`${entries} entries with ${words} words and ${buckets} n-gram buckets`);
  // An entry takes 10 bytes at least, and a word's row follows.
  if (entries * 10 + words * dimensions * 4 > reader.largestSize) throw binary.fail(`${words} words of ${dimensions} dimensions announced, but the file is too short to hold them`);

  const limit = Math.min(options.limit ?? Infinity, words);
  const table = new TableBuilder(reader.file, dimensions, limit, true);
  const counts = new Float64Array(limit);
  for (let entry = 0; entry < entries; entry++) {
    if ((entry & 4095) === 0) throwIfAborted(options.signal, `Reading ${reader.file}`);
    const { start, end } = await binary.entry(entry);
    const count = binary.int64();
    binary.int8();
    // Labels of supervised models follow the words.
    if (entry >= limit) continue;
    table.endRow(reader.buffer, start, end, undefined);
    counts[entry] = count;
  }

  const kept = pruned > 0 ? new Map<number, number>() : undefined;
  if (pruned > entries + buckets) throw binary.fail(`${pruned} pruned n-grams announced, for ${buckets} buckets`);
  for (let i = 0; i < pruned; i++) {
    await binary.need(8, 'its pruning table');
    const bucket = binary.int32();
    kept!.set(bucket, binary.int32());
  }
  await binary.need(17, 'its input matrix');
  if (binary.int8() !== 0) throw new LexiscopeError('unsupported', `${reader.file}: a quantised fastText model (.ftz); only full models can be read`);
  const rows = binary.int64();
  const columns = binary.int64();
  const expectedRows = words + (kept ? kept.size : buckets);
  if (columns !== dimensions || (rows !== expectedRows && rows !== words)) {
    throw binary.fail(`an input matrix of ${rows} x ${columns}; expected ${expectedRows} x ${dimensions}`);
  }
  if (rows * columns * 4 > reader.largestSize - reader.position) throw binary.fail(`an input matrix of ${rows} x ${columns}, but the file is too short to hold it`);

  await binary.floats(table.matrix.subarray(0, limit * dimensions), options.signal);
  await binary.skip((words - limit) * dimensions * 4, options.signal);
  if (rows === words || maximumLength === 0) return { table, counts, subwords: undefined };
  const ngrams = new Float32Array((rows - words) * dimensions);
  await binary.floats(ngrams, options.signal);
  const subwords = new Subwords({ minimumLength, maximumLength, buckets }, dimensions, ngrams, kept);
  return { table, counts, subwords };
}

/** Adds its n-grams to every word's row and divides by their number plus one; `</s>` has none. */
export function averageWithNgrams(matrix: Float32Array, words: Iterable<string>, subwords: Subwords): void {
  const { dimensions } = subwords;
  let at = 0;
  for (const word of words) {
    const row = matrix.subarray(at, at + dimensions);
    const parts = 1 + (word === '</s>' ? 0 : subwords.addNgrams(word, row));
    for (let i = 0; i < dimensions; i++) row[i] /= parts;
    at += dimensions;
  }
}

/** Little-endian fields, one after the other. */
class BinaryFields {
  private readonly reader: ByteReader;

  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  fail(what: string): LexiscopeError {
    return new LexiscopeError('bad-input', `${this.reader.file}: byte ${this.reader.position}: ${what}`);
  }

  /** Loads so many bytes, or throws that the file is cut off within `what`. */
  async need(bytes: number, what: string): Promise<void> {
    if (this.reader.available >= bytes || (await this.reader.load(bytes))) return;
    throw this.fail(`the file ends within ${what}: it was cut off`);
  }

  int8(): number {
    return this.take(1).getInt8(0);
  }

  int32(): number {
    return this.take(4).getInt32(0, true);
  }

  /** As a number: exact up to 2^53. */
  int64(): number {
    return Number(this.take(8).getBigInt64(0, true));
  }

  float64(): number {
    return this.take(8).getFloat64(0, true);
  }

  /** The bytes of a dictionary entry's text, in the reader's buffer; its count and kind are loaded too. */
  async entry(index: number): Promise<{ start: number; end: number }> {
    const { reader } = this;
    if (reader.available < longestWord + 10) await reader.load(longestWord + 10);
    const { start } = reader;
    const end = reader.buffer.indexOf(0, start);
    if (end < 0 || end + 10 > reader.end) throw this.fail(`entry ${index + 1} of the dictionary does not end: the file was cut off or is no fastText model`);
    reader.consume(end + 1 - start);
    return { start, end };
  }

  /** Fills `target`. */
  async floats(target: Float32Array, signal: AbortSignal | undefined): Promise<void> {
    const { reader } = this;
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    for (let done = 0; done < bytes.length; ) {
      throwIfAborted(signal, `Reading ${reader.file}`);
      await this.need(1, 'its input matrix');
      const part = Math.min(reader.available, bytes.length - done);
      bytes.set(reader.buffer.subarray(reader.start, reader.start + part), done);
      reader.consume(part);
      done += part;
    }
    for (let i = 0; i < target.length; i++) if (!Number.isFinite(target[i])) throw this.fail(`value ${i + 1} of the input matrix is ${target[i]}, which is no finite number`);
  }

  async skip(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    for (let left = bytes; left > 0; ) {
      throwIfAborted(signal, `Reading ${this.reader.file}`);
      await this.need(1, 'its input matrix');
      const part = Math.min(this.reader.available, left);
      this.reader.consume(part);
      left -= part;
    }
  }

  private take(bytes: number): DataView {
    const { buffer, start } = this.reader;
    this.reader.consume(bytes);
    return new DataView(buffer.buffer, start, bytes);
  }
}
