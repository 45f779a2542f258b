import { readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { cancelled, LexiscopeError, messageOf } from '../base/errors.ts';
import { ContentHash } from '../kernels/contentHash.ts';

const chunkBytes = 1 << 20;
/** No deflate stream expands more than this (RFC 1951: 258 bytes from 2 bits). */
const largestInflation = 1032;

export interface ByteReaderOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the part of the file read, 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

/**
 * The bytes of a file, decompressed where it is gzip, through a window that moves forwards:
 * buffer[start .. end) is what is loaded and not yet consumed.
 */
export class ByteReader {
  buffer = new Uint8Array(2 * chunkBytes);
  start = 0;
  end = 0;
  /** Nothing follows buffer[end]. */
  ended = false;
  readonly file: string;
  /** No more bytes than this can come; a header that asks for more is wrong. */
  readonly largestSize: number;
  private consumedBytes = 0;
  private readonly chunks: AsyncGenerator<Uint8Array> | AsyncIterator<Uint8Array>;
  private readonly hash: ContentHash;
  private readonly options: ByteReaderOptions;

  private constructor(file: string, largestSize: number, chunks: AsyncIterator<Uint8Array>, hash: ContentHash, options: ByteReaderOptions) {
    this.file = file;
    this.largestSize = largestSize;
    this.chunks = chunks;
    this.hash = hash;
    this.options = options;
  }

  /** @param handle of the file, at its beginning; it stays open */
  static async over(handle: FileHandle, file: string, options: ByteReaderOptions = {}): Promise<ByteReader> {
    const { size } = await handle.stat();
    const magic = Buffer.alloc(2);
    await handle.read(magic, 0, 2, 0);
    const hash = new ContentHash();
    const isGzip = magic[0] === 0x1f && magic[1] === 0x8b;
    // The stream that inflates reads ahead of what it has worked on.
    const raw = chunksOf(handle, size, hash, options, !isGzip);
    if (!isGzip) return new ByteReader(file, size, raw, hash, options);
    const gunzip = createGunzip({ chunkSize: 1 << 18 });
    // Errors of either stream come out of the iteration over the second one.
    pipeline(Readable.from(raw, { highWaterMark: 1 }), gunzip, () => undefined);
    return new ByteReader(file, size * largestInflation, gunzip[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>, hash, options);
  }

  /** Offset of buffer[start] in the (decompressed) file. */
  get position(): number {
    return this.consumedBytes;
  }

  /** Bytes loaded and not consumed. */
  get available(): number {
    return this.end - this.start;
  }

  consume(bytes: number): void {
    this.start += bytes;
    this.consumedBytes += bytes;
  }

  /**
   * Loads until `needed` bytes are available or the file ends. Views of `buffer` are invalid afterwards.
   * @returns whether so many are available
   */
  async load(needed: number): Promise<boolean> {
    while (this.available < needed && !this.ended) {
      if (this.options.signal?.aborted) throw cancelled(`Reading ${this.file}`);
      let next: IteratorResult<Uint8Array, unknown>;
      try {
        next = await this.chunks.next();
      } catch (cause) {
        if (cause instanceof LexiscopeError) throw cause;
        throw new LexiscopeError('bad-input', `${this.file}: cannot be read to the end: ${messageOf(cause)}`, { cause });
      }
      if (next.done) this.ended = true;
      else this.append(next.value);
    }
    return this.available >= needed;
  }

  /** Loads one chunk more than is available now. */
  loadMore(): Promise<boolean> {
    return this.load(this.available + 1);
  }

  /** Gives the last line of the file the line feed that it lacks; returns the new `end`. */
  terminateLine(): number {
    this.append(Uint8Array.of(0x0a));
    return this.end;
  }

  /** The ContentHash of the file as it lies on the disk; reads what is left. */
  async contentHash(): Promise<string> {
    while (!this.ended) {
      this.consume(this.available);
      await this.loadMore();
    }
    return this.hash.digest();
  }

  /** Ends the streams behind the reader. */
  async close(): Promise<void> {
    await this.chunks.return?.(undefined);
  }

  private append(chunk: Uint8Array): void {
    if (this.end + chunk.length > this.buffer.length) {
      const needed = this.available + chunk.length;
      const target = needed > this.buffer.length ? new Uint8Array(2 * needed) : this.buffer;
      target.set(this.buffer.subarray(this.start, this.end));
      this.end = this.available;
      this.start = 0;
      this.buffer = target;
    }
    this.buffer.set(chunk, this.end);
    this.end += chunk.length;
  }
}

/**
 * The file in chunks; with `reuse` a chunk is valid until the next one is asked for only. Read synchronously, with a turn of the event loop after each: an asynchronous
 * read waits for two thread switches, which on a busy machine took ten times as long as the parsing, and a chunk is short.
 */
async function* chunksOf(handle: FileHandle, size: number, hash: ContentHash, options: ByteReaderOptions, reuse: boolean): AsyncGenerator<Uint8Array> {
  let buffer = new Uint8Array(chunkBytes);
  for (let position = 0; ; ) {
    const bytesRead = readSync(handle.fd, buffer, 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    options.onProgress?.(Math.min(1, position / size));
    yield chunk;
    await nextTurn();
    if (!reuse) buffer = new Uint8Array(chunkBytes);
  }
}

/** Opens a file for reading. @throws LexiscopeError `not-found`; `bad-input` for a folder, which some systems open as if it were a file */
export async function openForReading(file: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (cause) {
    throw new LexiscopeError('not-found', `${file}: cannot be opened: ${messageOf(cause)}`, { cause });
  }
  if (!(await handle.stat()).isDirectory()) return handle;
  await handle.close();
  throw new LexiscopeError('bad-input', `${file}: this is a folder, expected a file of vectors`);
}
