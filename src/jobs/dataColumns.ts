import { readText } from '../corpora/bytes.ts';
import { tableLayout } from '../corpora/columns.ts';
import { CsvParser } from '../corpora/csv.ts';
import type { CsvRecord } from '../corpora/csv.ts';
import { sniffDialect } from '../corpora/csvExamples.ts';
import type { DataInspection } from '../protocol/training.ts';
import type { RunConfiguration } from './runConfiguration.ts';

type Columns = DataInspection['columns'];
type ReadingSettings = RunConfiguration['reading'];

const headLength = 64 * 1024;
const shownRows = 5;
const shownLength = 200;

/** What could be text and labels: the columns of a table or the keys of JSON Lines, with some of their values; of other formats nothing. */
export async function columnsOf(file: string, format: string, reading: ReadingSettings, signal: AbortSignal | undefined): Promise<Columns> {
  if (format !== 'csv' && format !== 'jsonl') return [];
  let head = '';
  for await (const text of readText(file, { ...(reading.encoding !== undefined && { encoding: reading.encoding }), ...(signal && { signal }) })) {
    head += text;
    if (head.length >= headLength) break;
  }
  const whole = head.length < headLength;
  return format === 'csv' ? tableColumns(file, head.slice(0, headLength), whole, reading) : keyColumns(head.slice(0, headLength), reading);
}

function tableColumns(file: string, head: string, whole: boolean, reading: ReadingSettings): Columns {
  const options = { ...(reading.delimiter !== undefined && { delimiter: reading.delimiter }), ...(reading.header !== undefined && { header: reading.header }), ...(reading.text && { text: reading.text }), ...(reading.labels && { labels: reading.labels }) };
  const parser = new CsvParser({ file, maximumRowLength: Infinity, onProblem: () => undefined }, sniffDialect(head, whole, options));
  const records: CsvRecord[] = [...parser.push(head)];
  if (whole) records.push(...parser.end());
  if (records.length === 0) return [];
  // What cannot be told by itself (which column is which) is a person's to say.
  const layout = attempt(() => tableLayout(file, records, options, true)) ?? attempt(() => tableLayout(file, records, { ...options, text: 0, labels: 0 }, true));
  const chosen = attempt(() => tableLayout(file, records, options, true));
  const header = layout?.header === true || (chosen === undefined && reading.header === undefined && looksLikeNames(records));
  const rows = records.slice(header ? 1 : 0, shownRows + 1);
  return records[0].fields.map((name, index) => ({
    column: header ? name : index, name: header ? name : `${index + 1}`,
    role: chosen?.text.includes(index) ? 'text' : chosen?.labels.includes(index) ? 'labels' : null,
    examples: rows.map(({ fields }) => shortened(fields[index] ?? '')),
  }));
}

/** Where usual names are missing: short words without digits, each different, none of which comes again in its column. */
function looksLikeNames([first, ...others]: readonly CsvRecord[]): boolean {
  const names = first.fields;
  return others.length > 0 && new Set(names).size === names.length && names.every((name, column) => /^\p{L}[\p{L}_ -]{0,30}$/u.test(name) && !others.some(({ fields }) => fields[column] === name));
}

function keyColumns(head: string, reading: ReadingSettings): Columns {
  const rows = head.split('\n').slice(0, shownRows).map((line) => attempt(() => JSON.parse(line) as Readonly<Record<string, unknown>>)).filter((row) => typeof row === 'object' && row !== null);
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const textKeys = reading.text?.map(String) ?? ['text'];
  const labelKey = reading.labels?.[0] === undefined ? (keys.includes('labels') ? 'labels' : 'label') : String(reading.labels[0]);
  return keys.map((key) => ({
    column: key, name: key, role: textKeys.includes(key) ? 'text' : key === labelKey ? 'labels' : null,
    examples: rows.map((row) => shortened(typeof row[key] === 'string' ? row[key] : JSON.stringify(row[key] ?? null))),
  }));
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
