import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { packageRoot } from '../base/files.ts';
import type { RunStatus } from '../protocol/trainingRun.ts';
import { identityOf, isSameProcess } from './processIdentity.ts';
import type { ProcessLock } from './processLock.ts';
import { lockHolder, takeLock } from './processLock.ts';
import { readJson, readStatus, replaceSmallFile, runFiles, sendControl, writeStatus } from './runFiles.ts';

/** Starts the process of a run; returns its number. */
export type Launch = (folder: string) => number;

const queueSettingsSchema = v.object({ maximumRuns: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)) });
const settingsFile = 'queue.json';
const lockFile = 'queue.lock';
const lockAttempts = 40;
const lockPauseMs = 10;

/** How many runs of a folder go on at once: queue.json of the folder, else one. A network uses the processor's cores by itself. */
export function maximumRuns(root: string): number {
  const file = path.join(root, settingsFile);
  return existsSync(file) ? readJson(file, queueSettingsSchema).maximumRuns : 1;
}

/** Puts a run at the end of the queue. */
export function enqueue(folder: string): void {
  replaceSmallFile(path.join(folder, runFiles.queued), String(Date.now()));
}

export function leaveQueue(folder: string): void {
  rmSync(path.join(folder, runFiles.queued), { force: true });
}

/** Folders of the waiting runs, those that came first first. A run that is paused waits, too, once it has been told to go on. */
export function queueOf(root: string): string[] {
  const waiting: { folder: string; since: number }[] = [];
  for (const { name } of runFoldersIn(root)) {
    const since = queuedSince(path.join(root, name));
    if (since !== undefined) waiting.push({ folder: path.join(root, name), since });
  }
  return waiting.sort((a, b) => a.since - b.since || (a.folder < b.folder ? -1 : 1)).map(({ folder }) => folder);
}

function runFoldersIn(root: string): { name: string }[] {
  return existsSync(root) ? readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
}

export function queuedSince(folder: string): number | undefined {
  const file = path.join(folder, runFiles.queued);
  // Most runs wait for nothing, and an exception costs more than a look.
  if (!existsSync(file)) return undefined;
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether a process works on the run, or waits in a pause. A job that was started a moment ago has no lock yet, but its number is noted. */
export function isWorkedOn(folder: string, status: RunStatus): boolean {
  if (status.state !== 'running' && status.state !== 'paused') return false;
  if (status.pid !== undefined && isSameProcess(status.pid, status.processIdentity)) return true;
  return lockHolder(path.join(folder, runFiles.lock)) !== undefined;
}

/**
 * Starts waiting runs while there is room for them. Whoever changes something about the queue calls this: the server, the command line, and every job when it ends,
 * so that the queue goes on without a server.
 */
export function pumpQueue(root: string, launch: Launch = launchJob): void {
  const lock = waitForLock(path.join(root, lockFile));
  // Whoever has held it for so long sees what we see.
  if (!lock) return;
  try {
    let room = maximumRuns(root) - runFoldersIn(root).filter(({ name }) => isRunning(path.join(root, name))).length;
    for (const folder of queueOf(root)) {
      if (room <= 0) return;
      begin(folder, launch);
      room--;
    }
  } finally {
    lock.release();
  }
}

/** The queue is held for milliseconds. */
function waitForLock(file: string): ProcessLock | undefined {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt < lockAttempts; attempt++) {
    const lock = takeLock(file);
    if (lock) return lock;
    Atomics.wait(clock, 0, 0, lockPauseMs);
  }
  return undefined;
}

/** Paused runs use no processor. */
function isRunning(folder: string): boolean {
  if (!existsSync(path.join(folder, runFiles.status))) return false;
  const status = readStatus(folder);
  return status.state === 'running' && isWorkedOn(folder, status);
}

function begin(folder: string, launch: Launch): void {
  const status = readStatus(folder);
  leaveQueue(folder);
  if (isWorkedOn(folder, status)) {
    sendControl(folder, 'resume');
    return;
  }
  // What was said to a process that is dead.
  rmSync(path.join(folder, runFiles.control), { force: true });
  const starting = { ...status, state: 'running', phase: 'starting', started: Date.now(), ended: undefined, error: undefined, reason: undefined } as const;
  try {
    const pid = launch(folder);
    writeStatus(folder, { ...starting, pid, processIdentity: identityOf(pid), heartbeat: Date.now() });
  } catch (error) {
    writeStatus(folder, { ...starting, state: 'failed', phase: undefined, ended: Date.now(), error: { message: `the training process could not be started: ${error instanceof Error ? error.message : String(error)}` } });
  }
}

/** Starts dist/job.js so that it outlives us; what it prints goes to the run's log. In VS Code our own program is Electron, told to be Node. */
function launchJob(folder: string): number {
  const log = openSync(path.join(folder, runFiles.log), 'a');
  try {
    const child = spawn(process.execPath, [path.join(packageRoot(import.meta.url), 'dist', 'job.js'), folder], { cwd: folder, detached: true, windowsHide: true, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['ignore', log, log] });
    // Node tells by an event, later; a missing number tells at once.
    child.on('error', () => undefined);
    if (child.pid === undefined) throw new Error(`${process.execPath} did not start`);
    child.unref();
    return child.pid;
  } finally {
    closeSync(log);
  }
}
