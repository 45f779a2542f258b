import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { replaceFile } from '../../base/files.ts';
import { throwIfAborted } from '../../base/errors.ts';
import type { ExportResultParams, ResultRow } from '../../protocol/folder.ts';
import type { JobContext } from './analyze.ts';
import { ResultTable } from './resultReader.ts';

const pageSize = 500;
const columns = ['row', 'uri', 'line', 'label', 'labels', 'confidence', 'verdict', 'language', 'words', 'text', 'skipped'] as const;

/** Writes the rows that are selected, in their order, as JSON Lines or as CSV (RFC 4180, with a header; several labels parted by `;`). */
export async function exportResult({ resultFile, file, format, ...selection }: ExportResultParams, { signal, progress }: JobContext<number>): Promise<{ rows: number }> {
  return ResultTable.use(resultFile, selection, async (table) => {
    async function* lines(): AsyncGenerator<string> {
      if (format === 'csv') yield `${columns.join(',')}\r\n`;
      for (let offset = 0; offset < table.total; offset += pageSize) {
        throwIfAborted(signal, 'The export');
        const { rows } = await table.page(offset, pageSize);
        yield rows.map((row) => (format === 'csv' ? `${columns.map((column) => cell(row, column)).join(',')}\r\n` : `${JSON.stringify(row)}\n`)).join('');
        progress((offset + rows.length) / table.total);
      }
    }
    await replaceFile(file, (temporary) => pipeline(Readable.from(lines()), createWriteStream(temporary)));
    return { rows: table.total };
  });
}

function cell(row: ResultRow, column: (typeof columns)[number]): string {
  const value = row[column];
  const text = value === undefined || value === null ? '' : typeof value === 'object' ? value.join(';') : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
