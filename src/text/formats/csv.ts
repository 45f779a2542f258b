import type { ProseSegment } from '../prose.ts';
import { SegmentBuilder } from '../segmentBuilder.ts';

const noSection: readonly string[] = [];

/** A field's range with its quotes, if any. */
interface Field {
  readonly start: number;
  readonly end: number;
}

/**
 * One column of a CSV or TSV file (RFC 4180; the delimiter is the one of , ; tab | that the first line has most of).
 * The first row holds the names when it names `column`; with a column's number, all rows are data.
 * Every row gives one segment, more where a field is long.
 *
 * @param column name in the first row or 0-based number; left out: the column with most letters in the first rows
 */
export function* extractCsv(document: string, column?: string | number): Generator<ProseSegment | undefined> {
  const delimiter = findDelimiter(document);
  const { index, firstRow } = findColumn(document, delimiter, column);
  if (index < 0) return;
  const builder = new SegmentBuilder(document);
  let rowNumber = 0;
  for (const row of rowsOf(document, delimiter)) {
    if (rowNumber++ >= firstRow && index < row.length) {
      copyField(builder, document, row[index]);
      yield* builder.finish('field', noSection);
    }
    yield undefined;
  }
}

function findDelimiter(document: string): string {
  const firstLine = /^[^\r\n]*/.exec(document.slice(0, 10_000))![0].replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: firstLine.split(delimiter).length }));
  return counts.reduce((best, candidate) => (candidate.count > best.count ? candidate : best)).delimiter;
}

const sampledRows = 50;

function findColumn(document: string, delimiter: string, column: string | number | undefined): { index: number; firstRow: number } {
  if (typeof column === 'number') return { index: column, firstRow: 0 };
  const letters: number[] = [];
  let rowNumber = 0;
  for (const row of rowsOf(document, delimiter)) {
    const texts = row.map(({ start, end }) => document.slice(start, Math.min(end, start + 1000)));
    if (column !== undefined) return { index: texts.findIndex((text) => unquoted(text) === column), firstRow: 1 };
    // The names themselves do not count.
    if (rowNumber > 0) texts.forEach((text, i) => (letters[i] = (letters[i] ?? 0) + (text.match(/\p{L}/gu)?.length ?? 0)));
    if (++rowNumber > sampledRows) break;
  }
  return { index: letters.length === 0 ? 0 : letters.indexOf(Math.max(...letters)), firstRow: rowNumber > 1 ? 1 : 0 };
}

function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text.trim();
}

function* rowsOf(document: string, delimiter: string): Generator<Field[]> {
  let row: Field[] = [];
  let position = document.startsWith('\ufeff') ? 1 : 0;
  const fieldEnd = delimiter === '|' ? /[|\r\n]/g : new RegExp(`[${delimiter}\\r\\n]`, 'g');
  while (position < document.length) {
    const start = position;
    fieldEnd.lastIndex = document[start] === '"' ? endOfQuotes(document, start) : start;
    const end = fieldEnd.exec(document)?.index ?? document.length;
    row.push({ start, end });
    position = end + 1;
    if (document[end] === delimiter && end + 1 < document.length) continue;
    if (document[end] === delimiter) row.push({ start: end + 1, end: end + 1 });
    if (document[end] === '\r' && document[end + 1] === '\n') position++;
    yield row;
    row = [];
  }
}

/** The position behind a quoted field's closing quote; of one that is never closed, behind its opening quote. */
function endOfQuotes(document: string, start: number): number {
  for (let i = start + 1; ; i += 2) {
    i = document.indexOf('"', i);
    if (i < 0) return start + 1;
    if (document[i + 1] !== '"') return i + 1;
  }
}

function copyField(builder: SegmentBuilder, document: string, { start, end }: Field): void {
  const isQuoted = document[start] === '"' && end - start >= 2 && document[end - 1] === '"';
  if (!isQuoted) {
    builder.copy(start, end);
    return;
  }
  let from = start + 1;
  for (let at = document.indexOf('""', from); at >= 0 && at < end - 2; at = document.indexOf('""', at + 2)) {
    builder.copy(from, at + 1);
    from = at + 2;
  }
  builder.copy(from, end - 1);
}
