import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Stands between two sentences (or lines, paragraphs, documents); windows do not reach across. */
export const boundary = -1;

const blockLength = 1 << 20;

/**
 * A corpus as int32 token ids, written once from front to back. Up to `memoryLimitBytes` it stays in memory; a larger one goes to a temporary
 * file, so that every epoch streams ids and never the text again.
 */
export class TokenLog {
  readonly #memoryLimitBytes: number;
  #blocks: Int32Array[] = [];
  #block = new Int32Array(blockLength);
  #filled = 0;
  #length = 0;
  #file: { folder: string; path: string; descriptor: number } | undefined;

  constructor(memoryLimitBytes: number) {
    this.#memoryLimitBytes = memoryLimitBytes;
  }

  /** Ids and boundaries written. */
  get length(): number {
    return this.#length;
  }

  /** The file that holds the ids as little-endian int32, or undefined while they are in memory. Complete after `flush`. */
  get path(): string | undefined {
    return this.#file?.path;
  }

  append(id: number): void {
    this.#block[this.#filled++] = id;
    this.#length++;
    if (this.#filled === blockLength) this.#closeBlock();
  }

  /** Ends the current sentence; two in a row are one. */
  appendBoundary(): void {
    const last = this.#filled > 0 ? this.#block[this.#filled - 1] : this.#length > 0 ? undefined : boundary;
    if (last !== boundary) this.append(boundary);
  }

  /** Makes everything written readable through `path`. */
  flush(): void {
    if (!this.#file) return;
    writeFully(this.#file.descriptor, this.#block.subarray(0, this.#filled));
    this.#block = new Int32Array(blockLength);
    this.#filled = 0;
  }

  /** Copies ids from `start` on to `target`; returns how many there were. */
  read(start: number, target: Int32Array): number {
    const count = Math.max(0, Math.min(target.length, this.#length - start));
    if (this.#file) {
      this.flush();
      return readIds(this.#file.descriptor, start, target.subarray(0, count));
    }
    for (let done = 0; done < count;) {
      const index = Math.floor((start + done) / blockLength);
      const from = (start + done) % blockLength;
      const block = index < this.#blocks.length ? this.#blocks[index] : this.#block;
      const part = block.subarray(from, Math.min(blockLength, from + count - done));
      target.set(part, done);
      done += part.length;
    }
    return count;
  }

  /** All ids, in pieces that are valid until the next one is asked for. */
  *pieces(): Generator<Int32Array> {
    const piece = new Int32Array(Math.min(blockLength, this.#length));
    for (let start = 0; start < this.#length; start += piece.length) yield piece.subarray(0, this.read(start, piece));
  }

  /** A new log with `map` applied to every id (a negative result leaves the token out); this one is disposed of. */
  mapped(map: Int32Array): TokenLog {
    const result = new TokenLog(this.#memoryLimitBytes);
    for (const piece of this.pieces()) {
      for (const id of piece) {
        if (id === boundary) result.appendBoundary();
        else if (map[id] >= 0) result.append(map[id]);
      }
    }
    result.flush();
    this.dispose();
    return result;
  }

  /** Removes the temporary file, if there is one. */
  dispose(): void {
    this.#blocks = [];
    if (!this.#file) return;
    closeSync(this.#file.descriptor);
    rmSync(this.#file.folder, { recursive: true, force: true });
    this.#file = undefined;
  }

  #closeBlock(): void {
    if (this.#file) {
      writeFully(this.#file.descriptor, this.#block);
      this.#filled = 0;
      return;
    }
    this.#blocks.push(this.#block);
    this.#block = new Int32Array(blockLength);
    this.#filled = 0;
    if (this.#blocks.length * blockLength * 4 < this.#memoryLimitBytes) return;
    const folder = mkdtempSync(path.join(tmpdir(), 'lexiscope-ids-'));
    const file = path.join(folder, 'ids.bin');
    this.#file = { folder, path: file, descriptor: openSync(file, 'w+') };
    for (const block of this.#blocks) writeFully(this.#file.descriptor, block);
    this.#blocks = [];
  }
}

/** Fills `target` with ids of an open id file from index `start` on; returns how many there were. */
export function readIds(descriptor: number, start: number, target: Int32Array): number {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(descriptor, bytes, done, bytes.length - done, start * 4 + done);
    if (count === 0) break;
    done += count;
  }
  return done >> 2;
}

function writeFully(descriptor: number, ids: Int32Array): void {
  const bytes = new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength);
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
}
