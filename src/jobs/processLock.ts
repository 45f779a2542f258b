import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf, isSameProcess } from './processIdentity.ts';

/** A lock that this process holds. */
export interface ProcessLock {
  release(): void;
}

/**
 * Takes a lock: a file that names the process that holds it. The lock of a dead process counts for nothing.
 * @returns undefined where a living process holds it
 */
export function takeLock(file: string): ProcessLock | undefined {
  const own = `${file}.${process.pid}`;
  const content = `${process.pid} ${identityOf(process.pid) ?? ''}`;
  try {
    // Written whole before it gets the lock's name, so nobody reads half of it; a link fails where the name is taken.
    writeFileSync(own, content);
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        linkSync(own, file);
        return { release: () => releaseLock(file, content) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const held = contentOf(file);
      if (held !== undefined && isHeld(held)) return undefined;
      if (held !== undefined) removeStale(file, held);
    }
    return undefined;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Who holds a lock, if anyone alive does. */
export function lockHolder(file: string): number | undefined {
  const held = contentOf(file);
  return held !== undefined && isHeld(held) ? Number(held.split(' ')[0]) : undefined;
}

function isHeld(content: string): boolean {
  const [pid, identity] = content.split(' ');
  return isSameProcess(Number(pid), identity || undefined);
}

/** Two processes may find the same stale lock: who renamed a fresh one of the other's puts it back. */
function removeStale(file: string, content: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (contentOf(aside) === content) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

function releaseLock(file: string, content: string): void {
  if (contentOf(file) === content) rmSync(file, { force: true });
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
