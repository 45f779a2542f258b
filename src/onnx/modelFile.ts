import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../base/files.ts';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import { decodeMetadata, decodeModel } from './decode.ts';
import { encodeModel } from './encode.ts';
import type { ModelMetadata } from './metadata.ts';
import { formatMetadata, parseMetadata } from './metadata.ts';
import type { Graph } from './model.ts';

/** Opset 17 and IR 8 load in every ONNX Runtime since 1.12 (2022). */
export const writtenOpset = 17;
export const writtenIrVersion = 8;

/** The bytes of a graph that is run here and never kept (training, tests). */
export function encodeGraph(graph: Graph): Uint8Array {
  return encodeModel({ graph, opset: writtenOpset, irVersion: writtenIrVersion, producer: 'lexiscope', metadata: new Map() });
}

/** Writes a classifier with its metadata, atomically. */
export async function writeModelFile(file: string, graph: Graph, metadata: ModelMetadata): Promise<void> {
  await writeFileAtomically(file, encodeModel({ graph, opset: writtenOpset, irVersion: writtenIrVersion, producer: 'lexiscope', metadata: formatMetadata(metadata) }));
}

/**
 * Reads and checks a model file; its bytes go to `createSession`.
 * @throws LexiscopeError `not-found`, or `bad-input` where it is no ONNX model or breaks the contract
 */
export async function readModelFile(file: string): Promise<{ bytes: Uint8Array; metadata: ModelMetadata }> {
  const bytes = await readBytes(file);
  return { bytes, metadata: within(file, () => { decodeModel(bytes); return parseMetadata(decodeMetadata(bytes), file); }) };
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new LexiscopeError(missing ? 'not-found' : 'bad-input', missing ? `${file}: no such model file` : `${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** Puts the file's name before errors that do not know it. */
function within<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LexiscopeError && !error.message.startsWith(file)) {
      throw new LexiscopeError(error.code, `${file}: ${error.message}`, { ...(error.hint === undefined ? {} : { hint: error.hint }), cause: error });
    }
    throw error;
  }
}
