import { open, rename, rm } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes a file so that a kill at any moment leaves the old content or the new, never a part:
 * to a temporary name beside it, flushed to the disk, then renamed.
 */
export async function writeFileAtomically(file: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
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
