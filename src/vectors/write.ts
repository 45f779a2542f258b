import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { cancelled, LexiscopeError, messageOf, throwIfAborted } from '../base/errors.ts';
import { replaceFile } from '../base/files.ts';
import type { VectorFormat } from './formats.ts';
import { chunksOfSpaceFile, type SpaceFileExtras } from './spaceFile.ts';
import type { VectorTable } from './space.ts';

export interface WriteOptions {
  /** Significant digits of text formats; default the shortest that read back as the same float32. */
  readonly digits?: number;
  /** Storage of `lexiscope` files: int8 keeps a scale a row and a quarter of the size. Default float32. */
  readonly storage?: 'float32' | 'int8';
  readonly signal?: AbortSignal;
  /** Called with the part of the rows written, 0 to 1. */
  readonly onProgress?: (part: number) => void;
}

/**
 * Writes a table of vectors; compressed where the name ends in `.gz`. Streams row by row to a temporary file beside the target, which is
 * renamed when all is on the disk: a kill at any moment leaves the old file or the new.
 * @throws LexiscopeError `unsupported` for a format that is only read; `bad-input` for a word that the format cannot hold; `cancelled`
 */
export async function writeVectors(file: string, table: VectorTable, format: VectorFormat, options: WriteOptions = {}): Promise<void> {
  await writeChunks(file, chunksOf(table, format, options), options);
}

/** Writes our own format, with what a cached copy must know of its source. */
export async function writeSpaceFile(file: string, table: VectorTable, extras: SpaceFileExtras, options: WriteOptions = {}): Promise<void> {
  await writeChunks(file, chunksOfSpaceFile(table, options.storage ?? 'float32', extras), options);
}

async function writeChunks(file: string, chunks: Iterable<Chunk>, options: WriteOptions): Promise<void> {
  try {
    await replaceFile(file, async (temporary) => {
      const target = createWriteStream(temporary);
      const source = Readable.from(withProgress(chunks, options), { objectMode: true, highWaterMark: 1 });
      if (file.toLowerCase().endsWith('.gz')) await pipeline(source, createGzip(), target);
      else await pipeline(source, target);
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cancelled(`Writing ${file}`);
    if (cause instanceof LexiscopeError) throw cause;
    throw new LexiscopeError('failed', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  }
}

/** Part of a file and how many rows are written with it. */
interface Chunk {
  readonly bytes: Uint8Array;
  readonly part: number;
}

function* withProgress(chunks: Iterable<Chunk>, options: WriteOptions): Generator<Uint8Array> {
  for (const { bytes, part } of chunks) {
    throwIfAborted(options.signal, 'Writing vectors');
    yield bytes;
    options.onProgress?.(part);
  }
}

function chunksOf(table: VectorTable, format: VectorFormat, options: WriteOptions): Iterable<Chunk> {
  switch (format) {
    case 'word2vec-text':
      return textChunks(table, `${table.size} ${table.dimensions}\n`, options.digits);
    case 'glove-text':
      return textChunks(table, '', options.digits);
    case 'word2vec-binary':
      return binaryChunks(table);
    case 'lexiscope':
      return chunksOfSpaceFile(table, options.storage ?? 'float32');
    case 'fasttext-binary':
      throw new LexiscopeError('unsupported', 'fastText .bin models are read, not written', { hint: 'Write word2vec-text (.vec) or lexiscope (.lxv).' });
  }
}

const rowsPerChunk = 512;

function* textChunks(table: VectorTable, header: string, digits: number | undefined): Generator<Chunk> {
  const row = new Float32Array(table.dimensions);
  let text = header;
  for (let i = 0; i < table.size; i++) {
    table.copyRow(i, row);
    text += checkedWord(table, i);
    for (let d = 0; d < row.length; d++) text += ' ' + formatFloat(row[d], digits);
    text += '\n';
    if (i % rowsPerChunk === rowsPerChunk - 1) {
      yield { bytes: Buffer.from(text), part: (i + 1) / table.size };
      text = '';
    }
  }
  yield { bytes: Buffer.from(text), part: 1 };
}

function* binaryChunks(table: VectorTable): Generator<Chunk> {
  const row = new Float32Array(table.dimensions);
  let parts: Buffer[] = [Buffer.from(`${table.size} ${table.dimensions}\n`)];
  for (let i = 0; i < table.size; i++) {
    table.copyRow(i, row);
    const values = Buffer.alloc(row.length * 4 + 1);
    for (let d = 0; d < row.length; d++) values.writeFloatLE(row[d], d * 4);
    // word2vec's own tool ends each row with a line feed; readers (gensim too) skip it before the next word.
    values[row.length * 4] = 0x0a;
    parts.push(Buffer.from(`${checkedWord(table, i)} `), values);
    if (i % rowsPerChunk === rowsPerChunk - 1) {
      yield { bytes: Buffer.concat(parts), part: (i + 1) / table.size };
      parts = [];
    }
  }
  yield { bytes: Buffer.concat(parts), part: 1 };
}

/** Blanks and line ends separate fields: a word with one would be read back as something else. */
function checkedWord(table: VectorTable, row: number): string {
  const word = table.word(row);
  if (word === '' || /[ \t\n\r]/.test(word)) {
    throw new LexiscopeError('bad-input', `row ${row + 1}: ${JSON.stringify(word)} cannot be written, because blanks separate the fields of this format`, {
      hint: 'Join the parts of phrases by an underscore, or write the lexiscope format (.lxv).',
    });
  }
  return word;
}

/** The shortest decimal that reads back as this float32 (nine digits always do), or one of so many significant digits. */
export function formatFloat(value: number, digits?: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (digits !== undefined) return String(Number(value.toPrecision(digits)));
  for (let precision = 6; precision < 9; precision++) {
    const text = value.toPrecision(precision);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** The table of words and a matrix held elsewhere, for writing: no copy is made. @param matrix [words, dimensions], row-major */
export function tableOf(words: readonly string[], matrix: Float32Array, dimensions: number): VectorTable {
  return {
    size: words.length,
    dimensions,
    word: (row) => words[row],
    copyRow: (row, out) => out.set(matrix.subarray(row * dimensions, (row + 1) * dimensions)),
  };
}
