import type { FileHandle } from 'node:fs/promises';
import { ByteReader, openForReading } from './byteReader.ts';
import { detectFormat, type VectorFormat } from './formats.ts';
import { averageWithNgrams, readFastText } from './readFastText.ts';
import { readBinary } from './readBinary.ts';
import { readText } from './readText.ts';
import { VectorSpace } from './space.ts';
import { firstWords } from './firstWords.ts';
import { readSpaceFile } from './readSpaceFile.ts';
import type { TableBuilder } from './tableBuilder.ts';

export interface ReadOptions {
  /** What the file is; found out from its bytes by default. */
  readonly format?: VectorFormat | undefined;
  /** Only the first so many rows: the most frequent words. */
  readonly limit?: number | undefined;
  /** A word that comes twice: keep its first vector and warn (default), or fail. */
  readonly duplicates?: 'first' | 'error' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the part of the file read, 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

export interface ReadResult {
  readonly space: VectorSpace;
  readonly format: VectorFormat;
  /** What was odd but did not stop the reading: one line each, with file and place. */
  readonly warnings: readonly string[];
}

/**
 * Reads a file of vectors (word2vec text or binary, GloVe, fastText `.vec` or `.bin`, our own), gzipped or not, in one pass and
 * without a second copy of the matrix.
 * @throws LexiscopeError `not-found`; `bad-input` naming the place and what was expected; `unsupported`; `cancelled`
 */
export async function readVectors(file: string, options: ReadOptions = {}): Promise<ReadResult> {
  const handle = await openForReading(file);
  try {
    return (await readHandle(handle, file, options, false)).result;
  } finally {
    await handle.close();
  }
}

/** As `readVectors`, from an open file. With `hashed`, reads to the end and gives the content hash of the file too. */
export async function readHandle(handle: FileHandle, file: string, options: ReadOptions, hashed: boolean): Promise<{ result: ReadResult; content: string }> {
  const reader = await ByteReader.over(handle, file, options);
  try {
    await reader.load(65536);
    const format = options.format ?? detectFormat(reader.buffer.subarray(reader.start, reader.end));
    if (format === 'lexiscope') {
      const { space, warnings } = await readSpaceFile(handle, file, options);
      return { result: { space: options.limit === undefined ? space : firstWords(space, file, options.limit), format, warnings }, content: '' };
    }
    const result = { ...(await readRows(reader, format, options)), format };
    return { result, content: hashed ? await reader.contentHash() : '' };
  } finally {
    await reader.close();
  }
}

async function readRows(reader: ByteReader, format: Exclude<VectorFormat, 'lexiscope'>, options: ReadOptions): Promise<{ space: VectorSpace; warnings: string[] }> {
  const name = reader.file;
  if (format === 'fasttext-binary') {
    const { table, counts, subwords } = await readFastText(reader, options);
    const { words, store, warnings } = table.finish();
    if (subwords) averageWithNgrams(store.matrix(), words, subwords);
    return { space: new VectorSpace(words, store, { name, counts, ...(subwords && { subwords }) }), warnings };
  }
  const table: TableBuilder = format === 'word2vec-binary' ? await readBinary(reader, options) : await readText(reader, format === 'word2vec-text', options);
  const { words, store, warnings } = table.finish();
  return { space: new VectorSpace(words, store, { name }), warnings };
}
