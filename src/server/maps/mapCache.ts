import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '../../base/files.ts';
import type { ProjectionChoice } from '../../protocol/spaceMaps.ts';
import type { RowStore } from '../../vectors/rowStore.ts';

/** Raised when a change of the algorithms makes other maps of the same points. */
const version = 1;
const kept = 50;

/** Maps by the content of the points and how they were asked for: the same question about the same vectors is computed once. */
export class MapCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The name of a map. @param axes the vectors of chosen axes, which the words alone do not tell */
  key(points: RowStore, projection: ProjectionChoice, axes: readonly Float32Array[]): string {
    const hash = createHash('sha256').update(JSON.stringify([version, points.rows, points.dimensions, projection]));
    for (const values of [points.matrix(), ...axes]) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return hash.digest('hex').slice(0, 32);
  }

  /** @param length how many numbers the map has; a file of another length is not it */
  async read(key: string, length: number): Promise<Float32Array | undefined> {
    try {
      const bytes = await readFile(this.#file(key));
      if (bytes.byteLength !== length * 4) return undefined;
      const now = new Date();
      await utimes(this.#file(key), now, now);
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    } catch {
      return undefined; // Not cached, or not readable: it is computed.
    }
  }

  /** A cache that cannot be written costs time, not the result. */
  async write(key: string, map: Float32Array): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFileAtomically(this.#file(key), new Uint8Array(map.buffer, map.byteOffset, map.byteLength));
      await this.#prune();
    } catch {
      // The next question computes it again.
    }
  }

  #file(key: string): string {
    return path.join(this.#folder, `${key}.map`);
  }

  async #prune(): Promise<void> {
    const files = (await readdir(this.#folder)).filter((name) => name.endsWith('.map')).map((name) => path.join(this.#folder, name));
    if (files.length <= kept) return;
    const used = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
    used.sort((a, b) => b.at - a.at);
    await Promise.all(used.slice(kept).map(({ file }) => rm(file, { force: true })));
  }
}
