import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { LexiscopeError, messageOf, throwIfAborted } from '../base/errors.ts';
import { replaceFile } from '../base/files.ts';
import { fastTextMagic } from '../vectors/formats.ts';

const version = 12;
const kindOfEntry = { word: 0, label: 1 };
const lossNumbers = { hierarchical: 1, negative: 2, softmax: 3 };
const modelNumbers = { cbow: 1, skipgram: 2, supervised: 3 };
const blockRows = 4096;

/** The settings that fastText keeps in a model, under its own names where they differ (in brackets). */
export interface FastTextSettings {
  readonly model: keyof typeof modelNumbers;
  readonly loss: keyof typeof lossNumbers;
  readonly dimensions: number;
  /** (ws) */
  readonly window: number;
  readonly epochs: number;
  readonly minimumCount: number;
  /** (neg) */
  readonly negative: number;
  readonly wordNgrams: number;
  /** (bucket) */
  readonly buckets: number;
  /** (minn, maxn) */
  readonly minimumNgram: number;
  readonly maximumNgram: number;
  /** (t) */
  readonly sample: number;
}

export interface FastTextEntry {
  readonly text: string;
  readonly count: number;
}

/** A matrix that gives its rows one by one; `copyRow` gets zeros and may leave them. */
export interface FastTextMatrix {
  readonly rows: number;
  readonly copyRow: (row: number, out: Float32Array) => void;
}

export interface FastTextParts {
  readonly settings: FastTextSettings;
  readonly words: readonly FastTextEntry[];
  readonly labels: readonly FastTextEntry[];
  readonly tokenCount: number;
  readonly input: FastTextMatrix;
  readonly output: FastTextMatrix;
}

/**
 * Writes fastText's `.bin` (version 12; the layout stands at readFastText), to a temporary file beside the target, which is then renamed.
 * @throws LexiscopeError `failed` where the file cannot be written, `cancelled`
 */
export async function writeFastTextBinary(file: string, { settings, words, labels, tokenCount, input, output }: FastTextParts, signal?: AbortSignal): Promise<void> {
  try {
    await replaceFile(file, async (temporary) => {
      const handle = await open(temporary, 'w');
      try {
        await handle.appendFile(header(settings, words.length, labels.length, tokenCount));
        await handle.appendFile(Buffer.concat([...words.map((word) => entryBytes(word, 'word')), ...labels.map((label) => entryBytes(label, 'label'))]));
        for (const matrix of [input, output]) await writeMatrix(handle, matrix, settings.dimensions, signal);
      } finally {
        await handle.close();
      }
    });
  } catch (error) {
    if (error instanceof LexiscopeError) throw error;
    throw new LexiscopeError('failed', `${file}: cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

function header(settings: FastTextSettings, words: number, labels: number, tokenCount: number): Buffer {
  const bytes = Buffer.alloc(8 + 12 * 4 + 8 + 3 * 4 + 2 * 8);
  let at = 0;
  const int32 = (...values: number[]): void => { for (const value of values) at = bytes.writeInt32LE(value, at); };
  int32(fastTextMagic, version);
  const { dimensions, window, epochs, minimumCount, negative, wordNgrams, loss, model, buckets, minimumNgram, maximumNgram, sample } = settings;
  const lrUpdateRate = 100;
  int32(dimensions, window, epochs, minimumCount, negative, wordNgrams, lossNumbers[loss], modelNumbers[model], buckets, minimumNgram, maximumNgram, lrUpdateRate);
  at = bytes.writeDoubleLE(sample, at);
  int32(words + labels, words, labels);
  at = bytes.writeBigInt64LE(BigInt(tokenCount), at);
  // Not pruned.
  bytes.writeBigInt64LE(-1n, at);
  return bytes;
}

function entryBytes({ text, count }: FastTextEntry, kind: keyof typeof kindOfEntry): Buffer {
  const name = Buffer.from(text);
  const entry = Buffer.alloc(name.length + 1 + 8 + 1);
  name.copy(entry);
  entry.writeBigInt64LE(BigInt(count), name.length + 1);
  entry[name.length + 9] = kindOfEntry[kind];
  return entry;
}

async function writeMatrix(handle: FileHandle, { rows, copyRow }: FastTextMatrix, dimensions: number, signal: AbortSignal | undefined): Promise<void> {
  const head = Buffer.alloc(17); // "not quantised", rows, columns
  head.writeBigInt64LE(BigInt(rows), 1);
  head.writeBigInt64LE(BigInt(dimensions), 9);
  await handle.appendFile(head);
  const block = new Float32Array(Math.min(rows, blockRows) * dimensions);
  for (let first = 0; first < rows; first += blockRows) {
    throwIfAborted(signal, 'Writing the model');
    const count = Math.min(blockRows, rows - first);
    block.fill(0);
    for (let r = 0; r < count; r++) copyRow(first + r, block.subarray(r * dimensions, (r + 1) * dimensions));
    await handle.appendFile(new Uint8Array(block.buffer, 0, count * dimensions * 4));
  }
}
