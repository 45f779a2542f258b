import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import type { ByteReader } from './byteReader.ts';
import type { ReadOptions } from './read.ts';
import { parseHeader } from './readText.ts';
import { TableBuilder } from './tableBuilder.ts';

const longestHeader = 64;
const longestWord = 1 << 14;

/**
 * Reads word2vec's binary format: a header line, then for each row the word, a blank and float32 values, little-endian, with or without
 * a line feed between rows.
 * @throws LexiscopeError `bad-input` naming the file, the row and the byte
 */
export async function readBinary(reader: ByteReader, options: ReadOptions): Promise<TableBuilder> {
  await reader.load(longestHeader);
  const headerEnd = reader.buffer.subarray(reader.start, Math.min(reader.end, reader.start + longestHeader)).indexOf(0x0a);
  const line = Buffer.from(reader.buffer.subarray(reader.start, reader.start + Math.max(0, headerEnd))).toString('latin1');
  // A word of one byte, the blank and the values.
  const header = parseHeader(reader, line, (dimensions) => 2 + 4 * dimensions);
  reader.consume(headerEnd + 1);
  const { rows, dimensions } = header;
  const limit = Math.min(options.limit ?? Infinity, rows);
  const table = new TableBuilder(reader.file, dimensions, limit, options.duplicates === 'error');
  const bytes = dimensions * 4;
  const values = new Float32Array(dimensions);
  const valueBytes = new Uint8Array(values.buffer);
  for (let row = 0; row < limit; row++) {
    if ((row & 4095) === 0) throwIfAborted(options.signal, `Reading ${reader.file}`);
    if (reader.available < bytes + longestWord) await reader.load(bytes + longestWord);
    const fail = (what: string): LexiscopeError => new LexiscopeError('bad-input', `${reader.file}: row ${row + 1} of ${rows}, byte ${reader.position}: ${what}`);
    // The line feed before a word belongs to the row before it.
    while (reader.available > 0 && reader.buffer[reader.start] === 0x0a) reader.consume(1);
    const { buffer, start } = reader;
    const wordEnd = buffer.indexOf(0x20, start);
    if (wordEnd < 0 || wordEnd >= reader.end || wordEnd - start > longestWord) {
      throw reader.available > longestWord ? fail(`no word ends within ${longestWord} bytes; not a word2vec binary file`) : fail('the file ends here: it was cut off');
    }
    if (wordEnd === start) throw fail('no word before the values');
    const valuesAt = wordEnd + 1;
    if (valuesAt + bytes > reader.end) {
      throw fail(`expected ${dimensions} values (${bytes} bytes) after the word, found ${reader.end - valuesAt} bytes: the file was cut off`);
    }
    // Through an aligned copy: words of any length put the values at any address.
    valueBytes.set(buffer.subarray(valuesAt, valuesAt + bytes));
    for (let d = 0; d < dimensions; d++) if (!Number.isFinite(values[d])) throw fail(`value ${d + 1} of ${dimensions} is ${values[d]}, which is no finite number`);
    table.matrix.set(values, table.nextRowAt);
    table.endRow(buffer, start, wordEnd, undefined);
    reader.consume(valuesAt + bytes - start);
  }
  if (limit === rows) await expectEnd(reader, rows);
  return table;
}

async function expectEnd(reader: ByteReader, rows: number): Promise<void> {
  await reader.load(2);
  while (reader.available > 0 && reader.buffer[reader.start] === 0x0a) reader.consume(1);
  if (reader.available > 0) throw new LexiscopeError('bad-input', `${reader.file}: the header announces ${rows} rows, but more bytes follow at ${reader.position}`);
}
