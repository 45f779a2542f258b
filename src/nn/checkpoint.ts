import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import { writeFileAtomically } from '../base/files.ts';
import { ContentHash } from '../kernels/contentHash.ts';
import type { TrainerState } from './trainer.ts';

/**
 * A checkpoint file: the bytes "LEXI" and a version, the length of a JSON header, the header, then the arrays it
 * lists, float32, one after the other, and a checksum of all that (hexadecimal ContentHash): a network with a
 * damaged weight would train on without anybody noticing.
 */
const magic = 0x4c455849;
const version = 2;
/** Version 1 had no checksum. */
const versionWithoutChecksum = 1;
const checksumBytes = 16;

const headerSchema = v.object({
  step: v.number(),
  random: v.number(),
  /** What the fit loop wants to find again. */
  progress: v.unknown(),
  arrays: v.array(v.object({ group: v.string(), name: v.string(), index: v.number(), length: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
});

export interface Checkpoint {
  readonly state: TrainerState;
  /** Averaged parameters, where the run averages. */
  readonly averaged: ReadonlyMap<string, Float32Array> | undefined;
  readonly progress: unknown;
}

/** Writes atomically: a kill leaves the checkpoint before or this one. */
export async function writeCheckpoint(file: string, { state, averaged, progress }: Checkpoint): Promise<void> {
  const arrays: { group: string; name: string; index: number; values: Float32Array }[] = [];
  for (const [name, values] of state.parameters) arrays.push({ group: 'parameters', name, index: 0, values });
  for (const [name, moments] of state.moments) moments.forEach((values, index) => arrays.push({ group: 'moments', name, index, values }));
  for (const [name, values] of averaged ?? []) arrays.push({ group: 'averaged', name, index: 0, values });
  const header = new TextEncoder().encode(JSON.stringify({
    step: state.step, random: state.random, progress,
    arrays: arrays.map(({ group, name, index, values }) => ({ group, name, index, length: values.length })),
  }));
  const size = 12 + header.length + arrays.reduce((sum, { values }) => sum + values.byteLength, 0) + checksumBytes;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  view.setUint32(4, version);
  view.setUint32(8, header.length);
  bytes.set(header, 12);
  let offset = 12 + header.length;
  for (const { values } of arrays) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  bytes.set(checksumOf(bytes.subarray(0, offset)), offset);
  await writeFileAtomically(file, bytes);
}

/**
 * @throws LexiscopeError `not-found`, or `bad-input` where the file is no checkpoint, of another version, cut off or damaged
 */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new LexiscopeError('not-found', `${file}: ${messageOf(error)}`, { cause: error });
  }
  const broken = (what: string): LexiscopeError => new LexiscopeError('bad-input', `${file}: not a checkpoint: ${what}`, { hint: 'Without this file, the run begins anew when it is resumed.' });
  if (bytes.length < 12) throw broken(`it has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== magic) throw broken('it does not begin with LEXI');
  const found = view.getUint32(4);
  if (found !== version && found !== versionWithoutChecksum) throw broken(`its version is ${found}, this program reads ${version}`);
  const headerLength = view.getUint32(8);
  if (12 + headerLength > bytes.length) throw broken('its header is cut off');
  let header: v.InferOutput<typeof headerSchema>;
  try {
    header = v.parse(headerSchema, JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + headerLength))));
  } catch (error) {
    throw broken(`its header is damaged (${messageOf(error)})`);
  }
  const end = 12 + headerLength + 4 * header.arrays.reduce((sum, { length }) => sum + length, 0);
  const expected = found === version ? end + checksumBytes : end;
  if (expected !== bytes.length) throw broken(`it should have ${expected} bytes and has ${bytes.length}`);
  if (found === version && Buffer.compare(checksumOf(bytes.subarray(0, end)), bytes.subarray(end)) !== 0) throw broken('its checksum is wrong: the file is damaged');

  const parameters = new Map<string, Float32Array>();
  const moments = new Map<string, Float32Array[]>();
  const averaged = new Map<string, Float32Array>();
  let offset = 12 + headerLength;
  for (const { group, name, length } of header.arrays) {
    const values = new Float32Array(length);
    new Uint8Array(values.buffer).set(bytes.subarray(offset, offset + 4 * length));
    offset += 4 * length;
    if (group === 'parameters') parameters.set(name, values);
    else if (group === 'averaged') averaged.set(name, values);
    else moments.set(name, [...(moments.get(name) ?? []), values]);
  }
  const state: TrainerState = { parameters, moments, step: header.step, random: header.random };
  return { state, averaged: averaged.size > 0 ? averaged : undefined, progress: header.progress };
}

function checksumOf(bytes: Uint8Array): Uint8Array {
  return Buffer.from(new ContentHash().update(bytes).digest(), 'latin1');
}
