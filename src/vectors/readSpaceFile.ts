import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import { ContentHash } from '../kernels/contentHash.ts';
import { RowStore } from './rowStore.ts';
import { VectorSpace } from './space.ts';
import { aligned, checksumBytes, chunkBytes, readSpaceHeader, type SectionName } from './spaceFile.ts';
import { Subwords } from './subwords.ts';
import { WordTable } from './wordTable.ts';

/** Reads the space of an open file; the checksum must be right. */
export async function readSpaceFile(
  handle: FileHandle, file: string, options: { readonly name?: string; readonly signal?: AbortSignal; readonly onProgress?: (part: number) => void } = {},
): Promise<{ space: VectorSpace; warnings: readonly string[] }> {
  const header = await readSpaceHeader(handle, file);
  const { rows, dimensions } = header;
  const size = (await handle.stat()).size;
  const hash = new ContentHash();

  /** Reads and hashes piece by piece to the end of `target`; synchronously for the reason that ByteReader gives. */
  async function fill(target: ArrayBufferView, at: number): Promise<void> {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    for (let from = 0; from < bytes.length; from += chunkBytes) {
      throwIfAborted(options.signal, `Reading ${file}`);
      const piece = bytes.subarray(from, from + chunkBytes);
      readFully(handle, piece, at + from, file);
      hash.update(piece);
      options.onProgress?.(Math.min(1, (at + from + piece.length) / size));
      await nextTurn();
    }
  }

  const start = new Uint8Array(header.bodyAt);
  await fill(start, 0);
  const sections = new Map<SectionName, ArrayBufferView>();
  const store = new RowStore(dimensions);
  store.resize(rows);
  let at = header.bodyAt;
  for (const { name, bytes } of header.sections) {
    const section = name === 'matrix' && header.storage === 'float32' ? store.matrix() : emptySection(name, bytes);
    await fill(section, at);
    const padding = new Uint8Array(aligned(bytes) - bytes);
    await fill(padding, at + bytes);
    sections.set(name, section);
    at += aligned(bytes);
  }
  const checksum = Buffer.alloc(checksumBytes);
  readFully(handle, checksum, at, file);
  if (checksum.toString('latin1') !== hash.digest()) throw new LexiscopeError('bad-input', `${file}: the checksum does not fit: the file is damaged`);

  const words = new WordTable(sections.get('text') as Uint8Array, sections.get('offsets') as Uint32Array, sections.get('slots') as Uint32Array);
  if (header.storage === 'int8') dequantize(sections.get('matrix') as Int8Array, sections.get('scales') as Float32Array, dimensions, store.matrix());
  const counts = sections.get('counts') as Float64Array | undefined;
  const subwords = header.subwords && new Subwords(
    header.subwords, dimensions, sections.get('subwordMatrix') as Float32Array, Subwords.keptFrom(sections.get('keptBuckets') as Uint32Array | undefined),
  );
  const space = new VectorSpace(words, store, { name: options.name ?? file, ...(counts && { counts }), ...(subwords && { subwords }) });
  return { space, warnings: header.warnings ?? [] };
}

function emptySection(name: SectionName, bytes: number): ArrayBufferView {
  const length = bytes / 4;
  switch (name) {
    case 'text':
      return new Uint8Array(bytes);
    case 'matrix':
      return new Int8Array(bytes);
    case 'counts':
      return new Float64Array(bytes / 8);
    case 'scales':
    case 'subwordMatrix':
      return new Float32Array(length);
    default:
      return new Uint32Array(length);
  }
}

function dequantize(quantized: Int8Array, scales: Float32Array, dimensions: number, out: Float32Array): void {
  for (let row = 0, i = 0; row < scales.length; row++) {
    const scale = scales[row];
    for (const end = i + dimensions; i < end; i++) out[i] = quantized[i] * scale;
  }
}

function readFully(handle: FileHandle, target: Uint8Array, position: number, file: string): void {
  for (let done = 0; done < target.length; ) {
    const bytesRead = readSync(handle.fd, target, done, target.length - done, position + done);
    if (bytesRead === 0) throw new LexiscopeError('bad-input', `${file}: ends at byte ${position + done}, within a section`);
    done += bytesRead;
  }
}
