import { open, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LexiscopeError, messageOf } from './errors.ts';

/**
 * Replaces a file so that a kill at any moment leaves the old content or the new, never a part: `write` fills a file with a
 * temporary name beside it, which is then flushed to the disk and renamed; when it throws, nothing is left behind.
 * @throws LexiscopeError `failed` where the disk is full; else whatever was thrown
 */
export async function replaceFile(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await write(temporary);
    const handle = await open(temporary, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw orDiskFull(error, file);
  }
}

/** The error itself, or, where it says that there is no room for `file`, one that people understand. */
export function orDiskFull(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new LexiscopeError('failed', `${file}: the disk is full (${messageOf(error)})`, { hint: 'Make room and try again: what was saved before is as it was.', cause: error });
}

/** Writes a whole file by `replaceFile`. */
export async function writeFileAtomically(file: string, data: string | Uint8Array): Promise<void> {
  await replaceFile(file, (temporary) => writeFile(temporary, data));
}

/**
 * The folder of the installed package: the nearest one above `moduleUrl` (an `import.meta.url`) whose package.json is ours.
 * Works from src/, dist/ and build/ alike.
 */
export function packageRoot(moduleUrl: string): string {
  let folder = path.dirname(fileURLToPath(moduleUrl));
  for (;;) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'lexiscope') return folder;
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`no Lexiscope package above ${moduleUrl}`);
    folder = parent;
  }
}
