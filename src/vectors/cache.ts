import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';
import { ContentHash } from '../kernels/contentHash.ts';
import { openForReading } from './byteReader.ts';
import { readHandle, type ReadOptions, type ReadResult } from './read.ts';
import { readSpaceFile } from './readSpaceFile.ts';
import { readSpaceHeader, type SourceStamp } from './spaceFile.ts';
import { writeSpaceFile } from './write.ts';

export interface CacheOptions extends ReadOptions {
  /** Where cached copies lie; made when missing. */
  readonly cacheFolder: string;
}

export interface CachedResult extends ReadResult {
  /** Whether the cached copy was used. */
  readonly fromCache: boolean;
}

const sampleBytes = 1 << 14;
const samples = 64;

/**
 * As `readVectors`, through a cached copy in our own format. The copy counts while the source has the same size, the same time of change and the
 * same bytes in 64 samples spread over it; after a mere change of time the whole content decides. A copy of another version, damaged or
 * out of date is replaced. Files in our own format are read as they are, and reads with a limit or a given format leave the cache alone.
 * A cache that cannot be written costs a warning, not the result.
 */
export async function readVectorsCached(file: string, options: CacheOptions): Promise<CachedResult> {
  const handle = await openForReading(file);
  try {
    if (options.limit !== undefined || options.format !== undefined) return { ...(await readHandle(handle, file, options, false)).result, fromCache: false };
    const copy = copyOf(file, options.cacheFolder);
    const quick = await quickStamp(handle, file);
    const cached = await readCopy(copy, handle, quick, options);
    if (cached) return cached;
    const { result, content } = await readHandle(handle, file, options, true);
    if (result.format === 'lexiscope') return { ...result, fromCache: false };
    const warning = await writeCopy(copy, result, { ...quick, content });
    return { ...result, warnings: warning === undefined ? result.warnings : [...result.warnings, warning], fromCache: false };
  } finally {
    await handle.close();
  }
}

/** Whether there is a copy that `readVectorsCached` would use, as far as size, time and samples tell; nothing is read but these. */
export async function hasCachedCopy(file: string, cacheFolder: string): Promise<boolean> {
  const source = await openForReading(file);
  try {
    const { size, sample, modified } = await quickStamp(source, file);
    const stamp = await stampOf(copyOf(file, cacheFolder));
    return stamp?.size === size && stamp.sample === sample && stamp.modified === modified;
  } finally {
    await source.close();
  }
}

/** Removes cached copies whose source is gone, and all but the `keep` last used. @returns bytes freed */
export async function pruneCache(cacheFolder: string, keep = 16): Promise<number> {
  let names: string[];
  try {
    names = (await readdir(cacheFolder)).filter((name) => name.endsWith('.lxv'));
  } catch {
    return 0; // No cache yet.
  }
  const copies = await Promise.all(names.map(async (name) => {
    const copy = path.join(cacheFolder, name);
    const { size, atimeMs, mtimeMs } = await stat(copy);
    return { copy, size, used: Math.max(atimeMs, mtimeMs), source: (await stampOf(copy))?.file };
  }));
  copies.sort((a, b) => b.used - a.used);
  let freed = 0;
  let kept = 0;
  for (const { copy, size, source } of copies) {
    const exists = source !== undefined && (await stat(source).then(() => true, () => false));
    if (exists && kept++ < keep) continue;
    await rm(copy, { force: true });
    freed += size;
  }
  return freed;
}

/** What a copy says of its source; undefined where there is no copy, or one that is damaged or of another version. */
async function stampOf(copy: string): Promise<SourceStamp | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await openForReading(copy);
    return (await readSpaceHeader(handle, copy)).source;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** One copy a source path. */
function copyOf(file: string, cacheFolder: string): string {
  const absolute = path.resolve(file);
  const digest = createHash('sha256').update(absolute).digest('hex').slice(0, 16);
  return path.join(cacheFolder, `${path.basename(absolute).replace(/[^\w.-]/g, '_').slice(0, 60)}.${digest}.lxv`);
}

async function quickStamp(handle: FileHandle, file: string): Promise<Omit<SourceStamp, 'content'>> {
  const { size, mtimeMs } = await handle.stat();
  const hash = new ContentHash();
  const buffer = Buffer.alloc(sampleBytes);
  const step = Math.max(sampleBytes, (size - sampleBytes) / (samples - 1));
  for (let i = 0, at = 0; i < samples && at < size; i++, at = Math.floor(i * step)) {
    const { bytesRead } = await handle.read(buffer, 0, sampleBytes, at);
    hash.update(buffer.subarray(0, bytesRead));
  }
  return { file: path.resolve(file), size, modified: mtimeMs, sample: hash.digest() };
}

/** The cached copy when it is still that of the source; undefined otherwise. */
async function readCopy(copy: string, source: FileHandle, quick: Omit<SourceStamp, 'content'>, options: CacheOptions): Promise<CachedResult | undefined> {
  let handle: FileHandle;
  try {
    handle = await openForReading(copy);
  } catch {
    return undefined; // Not cached yet.
  }
  try {
    const { source: stamp, format } = await readSpaceHeader(handle, copy);
    if (stamp?.size !== quick.size || stamp.sample !== quick.sample) return undefined;
    if (stamp.modified !== quick.modified && stamp.content !== (await contentOf(source))) return undefined;
    const { space, warnings } = await readSpaceFile(handle, copy, { ...options, name: quick.file });
    if (options.duplicates === 'error' && warnings.length > 0) return undefined;
    return { space, format: format ?? 'lexiscope', warnings, fromCache: true };
  } catch (error) {
    if (error instanceof LexiscopeError && error.code === 'bad-input') return undefined;
    throw error;
  } finally {
    await handle.close();
  }
}

async function contentOf(handle: FileHandle): Promise<string> {
  const hash = new ContentHash();
  const buffer = Buffer.alloc(1 << 20);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return hash.digest();
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

/** @returns a warning when the copy could not be written */
async function writeCopy(copy: string, result: ReadResult, source: SourceStamp): Promise<string | undefined> {
  try {
    await mkdir(path.dirname(copy), { recursive: true });
    await writeSpaceFile(copy, result.space, { source, format: result.format, warnings: result.warnings });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `the cached copy could not be written, so the next load will take as long: ${error.message}`;
  }
}
