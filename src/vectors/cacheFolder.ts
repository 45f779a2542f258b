import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { hasCachedCopy, pruneCache, readVectorsCached } from './cache.ts';
import { openForReading } from './byteReader.ts';
import { lexiscopeMagic } from './formats.ts';
import { readVectors, type ReadOptions, type ReadResult } from './read.ts';

/** Smaller files load quickly as they are: no copy is kept of them. */
const smallestCached = 8 << 20;

/** Where cached copies lie: in `$LEXISCOPE_CACHE`, or where the system keeps what can be made again. */
export function vectorsCacheFolder(): string {
  const { LEXISCOPE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (LEXISCOPE_CACHE) return path.join(LEXISCOPE_CACHE, 'vectors');
  const base = process.platform === 'win32' ? LOCALAPPDATA : process.platform === 'darwin' ? path.join(os.homedir(), 'Library', 'Caches') : XDG_CACHE_HOME;
  return path.join(base ?? path.join(os.homedir(), '.cache'), 'lexiscope', 'vectors');
}

/** As `readVectorsCached`, in the user's cache folder, for files large enough for a copy to pay. */
export async function readVectorsQuickly(file: string, options: ReadOptions = {}): Promise<ReadResult> {
  const size = await stat(file).then((found) => found.size, () => 0);
  if (size < smallestCached) return readVectors(file, options);
  const cached = await readVectorsCached(file, { ...options, cacheFolder: vectorsCacheFolder() });
  if (!cached.fromCache) await pruneCache(vectorsCacheFolder());
  return cached;
}

/**
 * Whether reading the file should be done in a process of its own: it is large, and there is no copy of it yet. Reading text leaves a third of its matrix behind as garbage that
 * the process does not give back; reading the copy leaves nothing.
 */
export async function isWorthPreparing(file: string): Promise<boolean> {
  const size = await stat(file).then((found) => found.size, () => 0);
  if (size < smallestCached || (await isSpaceFile(file))) return false;
  return !(await hasCachedCopy(file, vectorsCacheFolder()));
}

async function isSpaceFile(file: string): Promise<boolean> {
  const handle = await openForReading(file);
  try {
    const head = Buffer.alloc(lexiscopeMagic.length);
    await handle.read(head, 0, head.length, 0);
    return head.toString('latin1') === lexiscopeMagic;
  } finally {
    await handle.close();
  }
}
