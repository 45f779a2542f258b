import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { VectorSpace } from '../../../src/vectors/space.ts';

/** Runs `use` with a new folder, which is removed afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-vectors-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `use` with a file of this content. */
export function withFile<T>(name: string, content: string | Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const file = path.join(folder, name);
    await writeFile(file, content);
    return use(file);
  });
}

/** A space of named vectors. */
export function spaceOf(rows: Readonly<Record<string, readonly number[]>>): VectorSpace {
  const vectors = Object.values(rows);
  return VectorSpace.from(Object.keys(rows), Float32Array.from(vectors.flat()), vectors[0].length);
}
