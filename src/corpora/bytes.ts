import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LexiscopeError, cancelled, messageOf, throwIfAborted } from '../base/errors.ts';
import { createDecoder, isUndecodable } from './encoding.ts';
import { rowError } from './source.ts';

const chunkBytes = 64 * 1024;

export interface ByteOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes of this file read so far, as they lie on the disk. */
  readonly onBytes?: (bytesRead: number) => void;
}

export interface TextOptions extends ByteOptions {
  /** A WHATWG encoding label, or `xml` for what the XML declaration says; detected if left out. */
  readonly encoding?: string;
}

/** Compressed or packed formats that people hand in, by their first bytes. */
const refusedFormats: readonly { name: string; magic: readonly number[]; hint: string }[] = [
  { name: 'an xz file', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], hint: 'Unpack it first: unxz FILE' },
  { name: 'a bzip2 file', magic: [0x42, 0x5a, 0x68], hint: 'Unpack it first: bunzip2 FILE' },
  { name: 'a Zstandard file', magic: [0x28, 0xb5, 0x2f, 0xfd], hint: 'Unpack it first: unzstd FILE' },
  { name: 'a zip file', magic: [0x50, 0x4b, 0x03, 0x04], hint: 'Unpack it first, or export a table as CSV.' },
];

/** What the operating system or zlib reported, as an error that names the file. */
export function fileError(error: unknown, file: string): LexiscopeError {
  if (error instanceof LexiscopeError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new LexiscopeError('not-found', `${file}: there is no such file`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new LexiscopeError('failed', `${file}: no permission to read this file`, { cause: error });
  if (code === 'EISDIR') return new LexiscopeError('bad-input', `${file}: this is a folder, expected a file`, { cause: error });
  if (code === 'Z_BUF_ERROR') return new LexiscopeError('bad-input', `${file}: the gzip data is cut off`, { hint: 'Fetch or copy the file again.', cause: error });
  if (typeof code === 'string' && code.startsWith('Z_')) {
    return new LexiscopeError('bad-input', `${file}: the gzip data is damaged (${messageOf(error)})`, { hint: 'Fetch or copy the file again.', cause: error });
  }
  return new LexiscopeError('failed', `${file}: could not be read (${messageOf(error)})`, { cause: error });
}

/**
 * The bytes of a file in pieces of at most 64 kB, unpacked where its first bytes say gzip; a piece is valid until the next is asked for.
 * A zip bomb does no harm: nothing is kept.
 * @throws LexiscopeError naming the file: missing, unreadable, not a regular file, an archive, damaged or cut-off gzip, shortened meanwhile
 */
export async function* readBytes(file: string, options: ByteOptions = {}): AsyncGenerator<Buffer> {
  let handle: FileHandle | undefined;
  try {
    throwIfAborted(options.signal, `reading ${file}`);
    const opened = await openRegularFile(file);
    handle = opened.handle;
    // Files in /proc have no size.
    const buffer = Buffer.alloc(Math.min(chunkBytes, opened.size || chunkBytes));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const refused = refusedFormats.find((format) => bytesRead >= format.magic.length && format.magic.every((byte, i) => byte === buffer[i]));
    if (refused) throw new LexiscopeError('unsupported', `${file}: this is ${refused.name}; text and gzip are read`, { hint: refused.hint });
    const packed = bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    yield* packed ? unpack(file, handle, options) : readOn(file, opened, buffer, bytesRead, options);
  } catch (error) {
    throw options.signal?.aborted ? cancelled(`reading ${file}`) : fileError(error, file);
  } finally {
    await handle?.close();
  }
}

/** The first `bytesRead` bytes, which are in `buffer` already, and the rest of a file that is not packed. */
async function* readOn(file: string, { handle, size }: OpenFile, buffer: Buffer, bytesRead: number, options: ByteOptions): AsyncGenerator<Buffer> {
  let position = 0;
  while (bytesRead > 0) {
    throwIfAborted(options.signal, `reading ${file}`);
    position += bytesRead;
    options.onBytes?.(position);
    yield buffer.subarray(0, bytesRead);
    if (position === size) return;
    ({ bytesRead } = await handle.read(buffer, 0, buffer.length, position));
  }
  if (position < size) throw new LexiscopeError('failed', `${file}: the file became shorter while it was read`);
}

async function* unpack(file: string, handle: FileHandle, options: ByteOptions): AsyncGenerator<Buffer> {
  const source = handle.createReadStream({ start: 0, highWaterMark: chunkBytes, autoClose: false });
  // pipeline hands every error on to the stream that is iterated below.
  const stream = pipeline(source, createGunzip({ chunkSize: chunkBytes }), () => undefined);
  try {
    for await (const chunk of stream) {
      throwIfAborted(options.signal, `reading ${file}`);
      options.onBytes?.(source.bytesRead);
      yield chunk as Buffer;
    }
    options.onBytes?.(source.bytesRead);
  } finally {
    stream.destroy();
    source.destroy();
  }
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly size: number;
}

/** Opens without waiting: opening a named pipe would block until somebody writes to it. */
async function openRegularFile(file: string): Promise<OpenFile> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, size: stats.size };
  await handle.close();
  throw new LexiscopeError('bad-input', `${file}: ${stats.isDirectory() ? 'this is a folder, expected a file' : 'this is not a regular file'}`);
}

/**
 * The text of a file in pieces, gzip unpacked, decoded, without its byte order mark.
 * @throws LexiscopeError as `readBytes` does; an undecodable byte is named with its offset (in the unpacked data) and line
 */
export async function* readText(file: string, options: TextOptions = {}): AsyncGenerator<string> {
  const decoder = createDecoder(options.encoding);
  try {
    for await (const chunk of readBytes(file, options)) {
      const text = decoder.decode(chunk);
      if (text.length > 0) yield text;
    }
    const rest = decoder.end();
    if (rest.length > 0) yield rest;
  } catch (error) {
    if (!isUndecodable(error)) throw error;
    const line = error.offset === undefined ? undefined : await lineOfByte(file, error.offset, options.signal);
    throw rowError(file, line, error.message, error.hint);
  }
}

/** The 1-based line of a byte of an ASCII-compatible file. Reads the file again: only errors need it. */
async function lineOfByte(file: string, offset: number, signal: AbortSignal | undefined): Promise<number> {
  let line = 1;
  let position = 0;
  let previous = 0;
  for await (const chunk of readBytes(file, signal ? { signal } : {})) {
    for (let i = 0; i < chunk.length; i++, position++) {
      if (position >= offset) return line;
      const byte = chunk[i];
      if (byte === 0x0d || (byte === 0x0a && previous !== 0x0d)) line++;
      previous = byte;
    }
  }
  return line;
}
