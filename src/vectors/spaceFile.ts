import type { FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { LexiscopeError } from '../base/errors.ts';
import { ContentHash } from '../kernels/contentHash.ts';
import { lexiscopeMagic, vectorFormats, type VectorFormat } from './formats.ts';
import { maximumDimensions } from './rowStore.ts';
import { VectorSpace, type VectorTable } from './space.ts';
import { WordTable } from './wordTable.ts';

/**
 * The file that a space is cached and shipped in: everything stands as it lies in memory, so reading is copying. Little-endian:
 *
 *   8 bytes "LXVECTOR" | uint32 version | uint32 length of the header | header, JSON | sections, each at a multiple of 64 | 16 bytes checksum
 *
 * The checksum (hexadecimal ContentHash) is of all bytes before it. docs/vectors.md describes the sections.
 */
const version = 1;
const alignment = 64;
const prefixBytes = 16;
export const checksumBytes = 16;
/** Read and written at once. */
export const chunkBytes = 1 << 21;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sectionNames = ['text', 'offsets', 'slots', 'matrix', 'scales', 'counts', 'subwordMatrix', 'keptBuckets'] as const;
export type SectionName = (typeof sectionNames)[number];

const sourceSchema = v.object({
  file: v.string(),
  size: count,
  /** Milliseconds since 1970, as the file system keeps them. */
  modified: v.number(),
  sample: v.string(),
  content: v.string(),
});

const headerSchema = v.object({
  rows: count,
  dimensions: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maximumDimensions)),
  storage: v.picklist(['float32', 'int8']),
  /** Length of each section in bytes, in the order of the file. */
  sections: v.array(v.object({ name: v.picklist(sectionNames), bytes: count })),
  subwords: v.optional(v.object({ minimumLength: count, maximumLength: count, buckets: count })),
  /** For a cached copy: the file that it was read from, and its format. */
  source: v.optional(sourceSchema),
  format: v.optional(v.picklist(vectorFormats)),
  warnings: v.optional(v.array(v.string())),
});
type Header = v.InferOutput<typeof headerSchema>;

/** What identifies the file that a cached copy was made from. */
export type SourceStamp = v.InferOutput<typeof sourceSchema>;

export interface SpaceFileExtras {
  readonly source?: SourceStamp;
  readonly format?: VectorFormat;
  readonly warnings?: readonly string[];
}

interface Section {
  readonly name: SectionName;
  readonly bytes: number;
  readonly chunks: () => Iterable<Uint8Array>;
}

/** The file's bytes in pieces, each with the part of the whole written when it is. */
export function* chunksOfSpaceFile(
  table: VectorTable, storage: Header['storage'], extras: SpaceFileExtras = {},
): Generator<{ bytes: Uint8Array; part: number }> {
  const sections = sectionsOf(table, storage);
  const header: Header = {
    rows: table.size, dimensions: table.dimensions, storage,
    sections: sections.map(({ name, bytes }) => ({ name, bytes })),
    ...(table.subwords && { subwords: table.subwords.settings }),
    ...(extras.source && { source: extras.source }),
    ...(extras.format && { format: extras.format }),
    ...(extras.warnings && extras.warnings.length > 0 && { warnings: [...extras.warnings] }),
  };
  const json = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(aligned(prefixBytes + json.length));
  start.write(lexiscopeMagic, 'latin1');
  start.writeUInt32LE(version, 8);
  start.writeUInt32LE(json.length, 12);
  json.copy(start, prefixBytes);

  const total = sections.reduce((sum, section) => sum + aligned(section.bytes), start.length) + checksumBytes;
  const hash = new ContentHash();
  let written = 0;
  const chunk = (bytes: Uint8Array): { bytes: Uint8Array; part: number } => {
    hash.update(bytes);
    written += bytes.length;
    return { bytes, part: written / total };
  };
  yield chunk(start);
  for (const section of sections) {
    for (const bytes of section.chunks()) yield chunk(bytes);
    const padding = aligned(section.bytes) - section.bytes;
    if (padding > 0) yield chunk(new Uint8Array(padding));
  }
  yield { bytes: Buffer.from(hash.digest(), 'latin1'), part: 1 };
}

function sectionsOf(table: VectorTable, storage: Header['storage']): Section[] {
  const words = table instanceof VectorSpace ? table.words : WordTable.from(wordsOf(table));
  const sections = [held('text', words.text), held('offsets', words.offsets), held('slots', words.slots)];
  if (storage === 'float32') {
    sections.push({ name: 'matrix', bytes: table.size * table.dimensions * 4, chunks: () => floatRows(table) });
  } else {
    const scales = new Float32Array(table.size);
    sections.push({ name: 'matrix', bytes: table.size * table.dimensions, chunks: () => quantizedRows(table, scales) });
    // After the matrix, whose writing computes them.
    sections.push({ name: 'scales', bytes: scales.byteLength, chunks: () => pieces(scales) });
  }
  if (table.counts) sections.push(held('counts', table.counts));
  if (table.subwords) {
    sections.push(held('subwordMatrix', table.subwords.matrix));
    const kept = table.subwords.keptBuckets();
    if (kept) sections.push(held('keptBuckets', kept));
  }
  return sections;
}

function* wordsOf(table: VectorTable): Generator<string> {
  for (let row = 0; row < table.size; row++) yield table.word(row);
}

function held(name: SectionName, array: ArrayBufferView): Section {
  return { name, bytes: array.byteLength, chunks: () => pieces(array) };
}

function* pieces(array: ArrayBufferView): Generator<Uint8Array> {
  for (let at = 0; at < array.byteLength; at += chunkBytes) {
    yield new Uint8Array(array.buffer, array.byteOffset + at, Math.min(chunkBytes, array.byteLength - at));
  }
}

function* floatRows(table: VectorTable): Generator<Uint8Array> {
  if (table instanceof VectorSpace) {
    yield* pieces(table.store.matrix());
    return;
  }
  const perChunk = Math.max(1, Math.floor(chunkBytes / (table.dimensions * 4)));
  for (let first = 0; first < table.size; first += perChunk) {
    const rows = Math.min(perChunk, table.size - first);
    const block = new Float32Array(rows * table.dimensions);
    for (let r = 0; r < rows; r++) table.copyRow(first + r, block.subarray(r * table.dimensions, (r + 1) * table.dimensions));
    yield new Uint8Array(block.buffer);
  }
}

/** Symmetric quantisation by row: value = scale * q, q in [-127, 127], scale = max |value| / 127. Fills `scales` [rows]. */
function* quantizedRows(table: VectorTable, scales: Float32Array): Generator<Uint8Array> {
  const { dimensions } = table;
  const row = new Float32Array(dimensions);
  const perChunk = Math.max(1, Math.floor(chunkBytes / dimensions));
  for (let first = 0; first < table.size; first += perChunk) {
    const rows = Math.min(perChunk, table.size - first);
    const block = new Int8Array(rows * dimensions);
    for (let r = 0; r < rows; r++) {
      table.copyRow(first + r, row);
      let largest = 0;
      for (let i = 0; i < dimensions; i++) largest = Math.max(largest, Math.abs(row[i]));
      const scale = largest / 127;
      scales[first + r] = scale;
      if (scale > 0) for (let i = 0; i < dimensions; i++) block[r * dimensions + i] = Math.round(row[i] / scale);
    }
    yield new Uint8Array(block.buffer);
  }
}

/** The header of an open file. @throws LexiscopeError `bad-input` for a file that is no space, of another version, or damaged */
export async function readSpaceHeader(handle: FileHandle, file: string): Promise<Header & { readonly bodyAt: number }> {
  const damaged = (what: string): LexiscopeError => new LexiscopeError('bad-input', `${file}: ${what}`);
  const { size } = await handle.stat();
  const prefix = Buffer.alloc(prefixBytes);
  const { bytesRead } = await handle.read(prefix, 0, prefixBytes, 0);
  if (bytesRead < prefixBytes || prefix.toString('latin1', 0, 8) !== lexiscopeMagic) throw damaged(`not a vector space file: expected it to start with ${lexiscopeMagic}`);
  const found = prefix.readUInt32LE(8);
  if (found !== version) throw damaged(`version ${found} of the vector space format; this Lexiscope reads version ${version}`);
  const headerBytes = prefix.readUInt32LE(12);
  if (prefixBytes + headerBytes > size) throw damaged(`header of ${headerBytes} bytes announced, but the file has ${size}`);
  const json = Buffer.alloc(headerBytes);
  await handle.read(json, 0, headerBytes, prefixBytes);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), headerSchema), json.toString('utf8'));
  if (!parsed.success) throw damaged(`header: ${v.getDotPath(parsed.issues[0]) ?? 'JSON'}: ${parsed.issues[0].message}`);
  const header = parsed.output;
  const bodyAt = aligned(prefixBytes + headerBytes);
  const expected = header.sections.reduce((sum, section) => sum + aligned(section.bytes), bodyAt) + checksumBytes;
  if (expected !== size) throw damaged(`the header announces ${expected} bytes, the file has ${size}: it was cut off or changed`);
  checkSections(header, damaged);
  return { ...header, bodyAt };
}

/** Section sizes must follow from rows and dimensions, so that nothing is allocated on the header's word alone. */
function checkSections(header: Header, damaged: (what: string) => LexiscopeError): void {
  const { rows, dimensions } = header;
  const sizes = new Map(header.sections.map(({ name, bytes }) => [name, bytes]));
  const expected: Partial<Record<SectionName, number>> = {
    offsets: (rows + 1) * 4,
    matrix: rows * dimensions * (header.storage === 'int8' ? 1 : 4),
    ...(header.storage === 'int8' && { scales: rows * 4 }),
    ...(sizes.has('counts') && { counts: rows * 8 }),
  };
  for (const name of ['text', 'slots'] as const) if (!sizes.has(name)) throw damaged(`section ${name} is missing`);
  const slots = sizes.get('slots')! / 4;
  if (!Number.isInteger(Math.log2(slots)) || slots <= rows) throw damaged(`section slots has ${slots} entries; expected a power of two above ${rows}`);
  for (const [name, bytes] of Object.entries(expected)) {
    if (sizes.get(name as SectionName) !== bytes) throw damaged(`section ${name} has ${sizes.get(name as SectionName) ?? 'no'} bytes; expected ${bytes} for ${rows} x ${dimensions}`);
  }
  const subwordBytes = sizes.get('subwordMatrix');
  if ((subwordBytes === undefined) !== (header.subwords === undefined) || (subwordBytes ?? 0) % (dimensions * 4) !== 0) throw damaged('subwords: settings and matrix do not match');
  if (header.subwords && !sizes.has('keptBuckets') && subwordBytes !== header.subwords.buckets * dimensions * 4) throw damaged(`section subwordMatrix: expected ${header.subwords.buckets} rows`);
}

/** The start of the section after one that ends here. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
