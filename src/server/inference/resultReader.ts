import { type FileHandle, open } from 'node:fs/promises';
import { LexiscopeError, messageOf } from '../../base/errors.ts';
import type { ResultPage, ResultRow, ResultRowsParams } from '../../protocol/folder.ts';

/** What is known of a row without reading it again. */
interface RowKey {
  readonly offset: number;
  readonly length: number;
  readonly key: string | number;
}

const chunkBytes = 1 << 18;
const lineFeed = 0x0a;

export type RowSelection = Pick<ResultRowsParams, 'sortBy' | 'descending' | 'labels' | 'containing' | 'show'>;

/** A result file as a table: rows in an order of choice, of which only keys are held in memory. */
export class ResultTable {
  readonly #handle: FileHandle;
  readonly #keys: readonly RowKey[];

  private constructor(handle: FileHandle, keys: readonly RowKey[]) {
    this.#handle = handle;
    this.#keys = keys;
  }

  /**
   * Opens a file for the time of `use`.
   * @throws LexiscopeError `not-found`; `bad-input` for a file that holds something else
   */
  static async use<T>(file: string, selection: RowSelection, use: (table: ResultTable) => Promise<T>): Promise<T> {
    let handle: FileHandle;
    try {
      handle = await open(file, 'r');
    } catch (error) {
      throw new LexiscopeError('not-found', `${file}: could not be read (${messageOf(error)})`, { cause: error });
    }
    try {
      return await use(new ResultTable(handle, await keysOf(handle, file, selection)));
    } finally {
      await handle.close();
    }
  }

  get total(): number {
    return this.#keys.length;
  }

  async page(offset: number, limit: number): Promise<ResultPage> {
    const rows: ResultRow[] = [];
    for (const key of this.#keys.slice(offset, offset + limit)) rows.push(await this.#read(key));
    return { rows, total: this.total };
  }

  async #read({ offset, length }: RowKey): Promise<ResultRow> {
    const { buffer } = await this.#handle.read(Buffer.alloc(length), 0, length, offset);
    return JSON.parse(buffer.toString('utf8')) as ResultRow;
  }
}

/** The keys of the rows that are selected, in the order that is asked for; rows with equal keys stay in their order. */
async function keysOf(handle: FileHandle, file: string, selection: RowSelection): Promise<RowKey[]> {
  const { sortBy = 'row', descending = false } = selection;
  const accepts = acceptorOf(selection);
  const keys: RowKey[] = [];
  for await (const { offset, line } of linesOf(handle)) {
    const row = parseRow(line, file, offset);
    if (accepts(row)) keys.push({ offset, length: line.length, key: row[sortBy] ?? '' });
  }
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const byKey = (a: RowKey, b: RowKey): number => (typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : compare(String(a.key), String(b.key)));
  if (sortBy === 'row') return descending ? keys.reverse() : keys;
  return keys.sort((a, b) => (descending ? byKey(b, a) : byKey(a, b)));
}

function acceptorOf({ labels, containing, show = 'all' }: RowSelection): (row: ResultRow) => boolean {
  const wanted = labels && new Set(labels);
  const part = containing?.toLowerCase();
  return (row) => {
    if (show !== 'all' && (row.skipped !== undefined) !== (show === 'skipped')) return false;
    if (wanted && !(row.labels.length === 0 ? wanted.has('') : row.labels.some((label) => wanted.has(label)))) return false;
    return part === undefined || row.text.toLowerCase().includes(part) || decoded(row.uri).toLowerCase().includes(part);
  };
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function parseRow(line: Buffer, file: string, offset: number): ResultRow {
  try {
    const row = JSON.parse(line.toString('utf8')) as Partial<ResultRow> | null;
    if (typeof row?.row === 'number' && typeof row.uri === 'string' && Array.isArray(row.labels) && typeof row.text === 'string') return row as ResultRow;
  } catch {
    // Told below, as what is no row.
  }
  throw new LexiscopeError('bad-input', `${file}: byte ${offset}: expected a row of a result`);
}

/** The complete lines of a file; one that is still being written is left for the next time. */
async function* linesOf(handle: FileHandle): AsyncGenerator<{ offset: number; line: Buffer }> {
  let rest: Buffer = Buffer.alloc(0);
  let restOffset = 0;
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    const read = buffer.subarray(0, bytesRead);
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, read]) : read;
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      yield { offset: restOffset + from, line: bytes.subarray(from, end) };
      from = end + 1;
    }
    rest = Buffer.from(bytes.subarray(from));
    restOffset += from;
  }
}
