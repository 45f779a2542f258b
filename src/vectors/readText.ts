import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import type { ByteReader } from './byteReader.ts';
import { FloatScanner } from './floatScanner.ts';
import { isHeader } from './formats.ts';
import type { ReadOptions } from './read.ts';
import { maximumDimensions } from './rowStore.ts';
import { TableBuilder } from './tableBuilder.ts';

const space = 0x20;
const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** 65,536 dimensions of 24 characters: a longer line is no vector. */
const longestLine = 1 << 21;

/** Rows and dimensions that the first line of a word2vec file announces. */
export interface Header {
  readonly rows: number;
  readonly dimensions: number;
}

/**
 * Reads "word value value ..." lines: word2vec text and fastText `.vec` (with header) or GloVe (without). The fast path takes a line byte by byte
 * as it should be; a line that is not goes to `readOddLine`, which finds out why.
 * @throws LexiscopeError `bad-input` naming file and line, and what was expected and found
 */
export async function readText(reader: ByteReader, hasHeader: boolean, options: ReadOptions): Promise<TableBuilder> {
  const lines = new LineWindow(reader);
  await lines.load();
  const header = hasHeader ? parseHeader(reader, await lines.takeLine(), minimumTextRow) : undefined;
  const dimensions = header?.dimensions ?? dimensionsOf(reader.file, lines.peekLine());
  const limit = Math.min(options.limit ?? Infinity, header?.rows ?? Infinity);
  const table = new TableBuilder(reader.file, dimensions, header ? Math.min(header.rows, limit) : 1024, options.duplicates === 'error');
  const scanner = new FloatScanner();
  let read = 0;
  while (read < limit && (await lines.load())) {
    throwIfAborted(options.signal, `Reading ${reader.file}`);
    while (read < limit && reader.start < lines.end) {
      const next = lines.blankLine === 0 ? readLine(reader.buffer, reader.start, table, scanner, lines.line) : -1;
      if (next >= 0) {
        reader.consume(next - reader.start);
        lines.line++;
        read++;
      } else if (readOddLine(reader.file, lines, table, scanner)) {
        read++;
      }
    }
  }
  if (header && read < limit) {
    throw new LexiscopeError('bad-input', `${reader.file}: line 1 announces ${header.rows} rows, but the file ends after ${read}`);
  }
  if (header && read === header.rows) await expectNoMore(reader, lines, header);
  return table;
}

/** Reads the line at `at` when it is as it should be and returns where the next begins, or -1. The line must end with a line feed. */
function readLine(buffer: Uint8Array, at: number, table: TableBuilder, scanner: FloatScanner, line: number): number {
  const { matrix, dimensions, nextRowAt } = table;
  let i = at;
  while (buffer[i] > space || (buffer[i] !== space && buffer[i] !== tab && buffer[i] !== lineFeed)) i++;
  const wordEnd = i;
  if (wordEnd === at) return -1;
  for (let d = 0; d < dimensions; d++) {
    if (buffer[i] !== space && buffer[i] !== tab) return -1;
    do i++;
    while (buffer[i] === space || buffer[i] === tab);
    const value = scanner.scan(buffer, i);
    // Also false for NaN: no number stood there.
    if (!(Math.abs(value) <= 3.4028234663852886e38)) return -1;
    matrix[nextRowAt + d] = value;
    i = scanner.end;
  }
  while (buffer[i] === space || buffer[i] === tab || buffer[i] === carriageReturn) i++;
  if (buffer[i] !== lineFeed) return -1;
  table.endRow(buffer, at, wordEnd, line);
  return i + 1;
}

/**
 * The slow path. Takes words with blanks, as some GloVe files have (". . . 0.1 0.2"), passes over blank lines at the end of the file, and
 * throws what is wrong with any other line.
 * @returns whether a row was read
 */
function readOddLine(file: string, lines: LineWindow, table: TableBuilder, scanner: FloatScanner): boolean {
  const line = lines.line;
  const content = lines.takeLineNow();
  const fail = (what: string): never => {
    throw new LexiscopeError('bad-input', `${file}:${line}: ${what}`);
  };
  const { dimensions } = table;
  const fields = content.trimEnd().split(/[ \t]+/);
  if (fields.length === 1 && fields[0] === '') {
    lines.blankLine ||= line;
    return false;
  }
  if (lines.blankLine > 0) {
    throw new LexiscopeError('bad-input', `${file}:${lines.blankLine}: expected a word and ${dimensions} values, found a blank line`);
  }
  if (fields[0] === '') return fail('no word before the values');
  const values = fields.slice(-dimensions);
  const parts = fields.slice(0, Math.max(1, fields.length - dimensions));
  const wordIsOdd = parts.length > 1 && !isNumber(parts.at(-1)!);
  if (fields.length - 1 !== dimensions && !wordIsOdd) {
    return fail(`expected ${dimensions} values after ${JSON.stringify(fields[0])}, found ${fields.length - 1}`);
  }
  values.forEach((field, d) => {
    const bytes = Buffer.from(field);
    const value = scanner.scan(bytes, 0);
    if (scanner.end !== bytes.length || !Number.isFinite(Math.fround(value))) {
      fail(`value ${d + 1} of ${dimensions} after ${JSON.stringify(parts.join(' '))} is ${JSON.stringify(field)}, which is no finite number`);
    }
    table.matrix[table.nextRowAt + d] = value;
  });
  const word = Buffer.from(parts.join(' '));
  table.endRow(word, 0, word.length, line);
  return true;
}

/** The shortest a row can be: a word of one character, and a blank and a digit a value. */
function minimumTextRow(dimensions: number): number {
  return 2 + 2 * dimensions;
}

/**
 * Checks what a header announces against what the file can hold, before anything is allocated.
 * @param minimumRow bytes that a row takes at least
 */
export function parseHeader(reader: ByteReader, line: string, minimumRow: (dimensions: number) => number): Header {
  const fail = (what: string): never => {
    throw new LexiscopeError('bad-input', `${reader.file}:1: ${what}`);
  };
  if (!isHeader(line)) return fail(`expected a header of two whole numbers (rows and dimensions), found ${JSON.stringify(line.slice(0, 60))}`);
  const [rows, dimensions] = line.trim().split(/[ \t]+/).map(Number);
  if (dimensions < 1 || dimensions > maximumDimensions) return fail(`${dimensions} dimensions announced; 1 to ${maximumDimensions} are supported`);
  const left = reader.largestSize - reader.position;
  // The last row may lack its line end.
  if (rows * minimumRow(dimensions) - 1 > left) {
    return fail(`${rows} rows of ${dimensions} values announced, but the file cannot hold more than ${Math.floor((left + 1) / minimumRow(dimensions))} of them`);
  }
  return { rows, dimensions };
}

/** Dimensions of a file without header, by its first line: what follows the first field, or follows the last field that is no number. */
function dimensionsOf(file: string, line: string): number {
  const fields = line.trimEnd().split(/[ \t]+/);
  let numbers = 0;
  while (numbers < fields.length - 1 && isNumber(fields[fields.length - 1 - numbers])) numbers++;
  if (numbers === 0) throw new LexiscopeError('bad-input', `${file}:1: expected a word and its values, or a header of two whole numbers, found ${JSON.stringify(line.slice(0, 60))}`);
  return numbers;
}

function isNumber(field: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(field);
}

async function expectNoMore(reader: ByteReader, lines: LineWindow, header: Header): Promise<void> {
  while (await lines.load()) {
    const { line } = lines;
    if (lines.takeLineNow().trim() !== '') {
      throw new LexiscopeError('bad-input', `${reader.file}:${line}: line 1 announces ${header.rows} rows, but another one follows`);
    }
  }
}

/** The whole lines among the bytes that a reader has loaded. */
class LineWindow {
  /** 1-based number of the line at reader.start. */
  line = 1;
  /** The first blank line, 0 for none yet. Blank lines may stand at the end of the file only. */
  blankLine = 0;
  /** Just after the last line feed loaded. */
  end = 0;
  private readonly reader: ByteReader;

  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  /** Makes sure that a whole line is loaded; false at the end of the file. A last line without line feed gets one. */
  async load(): Promise<boolean> {
    const { reader } = this;
    if (this.end > reader.start) return true;
    for (;;) {
      const last = reader.buffer.subarray(reader.start, reader.end).lastIndexOf(lineFeed);
      if (last >= 0) {
        this.end = reader.start + last + 1;
        return true;
      }
      if (reader.ended) {
        if (reader.available === 0) return false;
        this.end = reader.terminateLine();
        return true;
      }
      if (reader.available > longestLine) throw new LexiscopeError('bad-input', `${reader.file}:${this.line}: a line of more than ${longestLine} bytes; expected a word and its values`);
      await reader.loadMore();
      // Loading may move the bytes.
      this.end = 0;
    }
  }

  async takeLine(): Promise<string> {
    await this.load();
    return this.takeLineNow();
  }

  takeLineNow(): string {
    const text = this.peekLine();
    const { buffer, start } = this.reader;
    this.reader.consume(buffer.indexOf(lineFeed, start) + 1 - start);
    this.line++;
    return text;
  }

  /** The line at reader.start, without its end. */
  peekLine(): string {
    const { buffer, start } = this.reader;
    if (this.end <= start) return '';
    return Buffer.from(buffer.subarray(start, buffer.indexOf(lineFeed, start))).toString('utf8').replace(/\r$/, '');
  }
}
