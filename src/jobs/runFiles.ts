import { existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import { orDiskFull } from '../base/files.ts';
import type { ControlCommand, RunDescription, RunStatus } from '../protocol/trainingRun.ts';
import { controlCommands, runDescriptionSchema, runStatusSchema } from '../protocol/trainingRun.ts';

/** Names of the files in a run's folder through which processes know of each other; see docs/training.md. */
export const runFiles = {
  description: 'run.json', status: 'status.json', control: 'control.json', lock: 'lock', queued: 'queued', log: 'log.txt',
  steps: 'progress.jsonl', epochs: 'curves.jsonl', samples: 'samples.jsonl', sampleTexts: 'samples.json', frames: 'frames.jsonl',
  metrics: 'metrics.json', singularValues: 'singular-values.json', embeddingCheckpoint: 'state', answers: 'answers.jsonl', model: 'model.onnx', report: 'report.md', checkpoint: 'checkpoint.lexi',
} as const;

/**
 * Replaces a small file at once, without waiting for the disk: a status that a power cut loses is not worth a flush twice a second. Readers see the
 * old content or the new. On a full disk the old file is overwritten in place, which needs no room.
 * @throws LexiscopeError `failed` where the disk is full and there is no old file, or not enough room in it
 */
export function replaceSmallFile(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC' || !existsSync(file)) throw orDiskFull(error, file);
    const before = readFileSync(file);
    try {
      overwrite(file, Buffer.from(content));
    } catch (stillFull) {
      overwrite(file, before);
      throw orDiskFull(stillFull, file);
    }
  }
}

function overwrite(file: string, content: Uint8Array): void {
  writeFileSync(file, content, { flag: 'r+' });
  truncateSync(file, content.byteLength);
}

/** @throws LexiscopeError `not-found`, or `bad-input` naming file and key */
export function readDescription(folder: string): RunDescription {
  return readJson(path.join(folder, runFiles.description), runDescriptionSchema);
}

export function writeDescription(folder: string, description: RunDescription): void {
  replaceSmallFile(path.join(folder, runFiles.description), `${JSON.stringify(description, null, 1)}\n`);
}

/** @throws LexiscopeError `not-found`, or `bad-input` naming file and key */
export function readStatus(folder: string): RunStatus {
  return readJson(path.join(folder, runFiles.status), runStatusSchema);
}

export function writeStatus(folder: string, status: RunStatus): void {
  replaceSmallFile(path.join(folder, runFiles.status), `${JSON.stringify(status)}\n`);
}

const controlSchema = v.object({ command: v.picklist(controlCommands) });

/** Tells the process of a run what to do; a later command replaces one that was not heard yet. */
export function sendControl(folder: string, command: ControlCommand): void {
  replaceSmallFile(path.join(folder, runFiles.control), JSON.stringify({ command } satisfies v.InferOutput<typeof controlSchema>));
}

/** Takes the command that waits for this process; cheap where there is none. */
export function takeControl(folder: string): ControlCommand | undefined {
  const file = path.join(folder, runFiles.control);
  if (!existsSync(file)) return undefined;
  const { command } = readJson(file, controlSchema);
  rmSync(file, { force: true });
  return command;
}

/** @throws LexiscopeError `not-found`, or `bad-input` naming file and key */
export function readJson<S extends v.GenericSchema>(file: string, schema: S): v.InferOutput<S> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new LexiscopeError((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'not-found' : 'failed', `${file}: ${messageOf(error)}`, { cause: error });
  }
  return parseJson(file, text, schema);
}

function parseJson<S extends v.GenericSchema>(file: string, text: string, schema: S): v.InferOutput<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new LexiscopeError('bad-input', `${file}: ${messageOf(error)}`, { cause: error });
  }
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) throw new LexiscopeError('bad-input', `${file}: ${v.getDotPath(parsed.issues[0]) ?? 'the file'}: ${parsed.issues[0].message}`);
  return parsed.output;
}
