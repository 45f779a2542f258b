import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Whether a process may mount a file system of its own, which is soon full. */
const canMount = process.platform === 'linux' && spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;

/** Options of a test that needs a small disk: where none may be mounted there is nothing to try. */
export const mounting = { skip: canMount ? false : 'not possible here: needs unshare -rm and mount', timeout: 120_000 };

/**
 * A command that runs another one (added behind it) with a disk of its own.
 * @param folder where the disk is mounted; only the command sees it
 * @param size as mount takes it: `600k`
 * @param room a file; when it is made, the disk grows to 64 MB
 */
export function onSmallDisk(folder: string, size: string, room: string): string[] {
  const grow = 'while kill -0 $$ 2>/dev/null && [ ! -e "$room" ]; do sleep 0.1; done; [ ! -e "$room" ] || mount -o remount,size=64m "$disk"';
  return ['unshare', '-rm', 'sh', '-c', `disk="$1"; room="$2"; shift 2; mount -t tmpfs -o size=${size} tmpfs "$disk" && { (${grow}) & exec "$@"; }`, 'sh', folder, room];
}
