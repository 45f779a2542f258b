import { readFileSync } from 'node:fs';

/** Whether a process of this number lives, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and is another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return statOf(pid)?.state !== 'Z';
}

/**
 * What tells a process from a later one with the same number: on Linux the tick it was started at, elsewhere nothing.
 * @returns undefined where the system does not say
 */
export function identityOf(pid: number): string | undefined {
  return statOf(pid)?.started;
}

/** Whether the process that noted its number and identity is still there. */
export function isSameProcess(pid: number, identity: string | undefined): boolean {
  if (!isAlive(pid)) return false;
  const now = identityOf(pid);
  return identity === undefined || now === undefined || now === identity;
}

/** Fields of /proc/PID/stat (proc(5)): 3 the state, 22 the start. The second, the name, is in brackets and may hold anything. */
function statOf(pid: number): { state: string; started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], started: fields[19] };
  } catch {
    return undefined;
  }
}
