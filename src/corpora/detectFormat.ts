import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';
import { readText } from './bytes.ts';
import { headerScore } from './columns.ts';
import type { TableOptions } from './columns.ts';
import { sniffDialect } from './csvExamples.ts';
import type { CorpusFormat } from './formats.ts';
import { entriesOf, isFolder } from './paths.ts';
import type { ReadOptions } from './source.ts';

const byExtension: Readonly<Record<string, CorpusFormat>> = {
  jsonl: 'jsonl', ndjson: 'jsonl', csv: 'csv', tsv: 'csv', tab: 'csv', sgm: 'reuters', sgml: 'reuters', xml: 'rcv1', conllu: 'conllu', conll: 'conll', iob: 'conll', bio: 'conll',
};

/** Text looked at. */
const headLength = 64 * 1024;

/**
 * The format of a file by its name, else by its first 64 kB; of a folder, by what lies in it.
 * @throws LexiscopeError where it cannot be read, or is nothing known
 */
export async function detectFormat(target: string, options: ReadOptions & TableOptions = {}): Promise<CorpusFormat> {
  if (await isFolder(target)) return formatOfFolder(target);
  const named = formatOfName(target);
  if (named) return named;
  let head = '';
  for await (const text of readText(target, { ...(options.encoding !== undefined && { encoding: options.encoding }), ...(options.signal && { signal: options.signal }) })) {
    head += text;
    if (head.length >= headLength) break;
  }
  return formatOfText(target, head, options);
}

/** The format that a file's extension stands for, before a `.gz`; undefined for `.txt` and others that say nothing. */
export function formatOfName(file: string): CorpusFormat | undefined {
  return byExtension[/\.([a-z]+)(?:\.gz)?$/i.exec(file)?.[1].toLowerCase() ?? ''];
}

async function formatOfFolder(folder: string): Promise<CorpusFormat> {
  const { files, folders } = await entriesOf(folder);
  if (files.some((file) => formatOfName(file) === 'reuters')) return 'reuters';
  if (files.some((file) => formatOfName(file) === 'rcv1')) return 'rcv1';
  // RCV1 comes in a folder a day.
  for (const name of folders) {
    const inside = await entriesOf(path.join(folder, name));
    if (inside.files.length > 0) return inside.files.every((file) => formatOfName(file) === 'rcv1') ? 'rcv1' : 'folder';
  }
  if (folders.length > 0) return 'folder';
  throw new LexiscopeError('bad-input', `${folder}: expected a folder for each class, Reuters-21578's .sgm files or RCV1's .xml files in this folder`,
    { hint: 'To read one file, choose the file itself.' });
}

function formatOfText(file: string, head: string, options: TableOptions): CorpusFormat {
  const lines = head.split(/\r\n|\n|\r/);
  // The last line of a head may be cut off.
  if (head.length >= headLength && lines.length > 1) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '').slice(0, 200);
  if (filled.length === 0) return 'lines';
  const first = filled[0].trimStart();
  if (first.startsWith('{')) return 'jsonl';
  if (/^\[\s*(\{|$)/.test(first)) {
    throw new LexiscopeError('unsupported', `${file}: this looks like a JSON array; JSON Lines are read`, { hint: 'Write one object a line, without commas between them.' });
  }
  if (/<REUTERS\b|<!DOCTYPE lewis/i.test(first)) return 'reuters';
  if (/^<\?xml|^<newsitem\b/.test(first)) return 'rcv1';
  if (filled.every((line) => /(^|\s)__label__\S/.test(line))) return 'fasttext';
  if (isConllu(filled)) return 'conllu';
  if (isColumns(lines)) return 'conll';
  return tableFormat(head, filled, options);
}

/** CoNLL-U: ten tab-separated columns, the first a number, a range or an empty node. */
function isConllu(filled: readonly string[]): boolean {
  const rows = filled.filter((line) => !line.startsWith('#'));
  return rows.length > 0 && rows.every((line) => /^\d+([-.]\d+)?\t/.test(line) && line.split('\t').length === 10);
}

/** Columns of words and tags: the same number of short columns on every line, sentences divided by blank lines. */
function isColumns(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== '');
  if (filled.length === lines.length || filled.length < 2) return false;
  const columns = filled[0].trim().split(/[ \t]+/).length;
  const interior = lines.slice(lines.indexOf(filled[0]), lines.lastIndexOf(filled[filled.length - 1]));
  return columns >= 2 && interior.some((line) => line.trim() === '') && filled.every((line) => line.trim().split(/[ \t]+/).length === columns);
}

/** A table with a header; without one only tabs are taken as a sign of columns, as commas stand in any text. */
function tableFormat(head: string, filled: readonly string[], options: TableOptions): CorpusFormat {
  const dialect = sniffDialect(head, head.length < headLength, options);
  const first = filled[0].split(dialect.delimiter).map((field) => field.replace(/^"(.*)"$/, '$1'));
  if (headerScore(first, options) >= 2) return 'csv';
  if (!filled.every((line) => line.includes('\t'))) return 'lines';
  const columns = new Set(filled.map((line) => line.split('\t').length));
  if (columns.size === 1) return 'csv';
  // Tabs in the texts, behind labels that recur.
  const labels = new Set(filled.map((line) => line.slice(0, line.indexOf('\t'))));
  return labels.size <= filled.length / 2 ? 'label-tab-text' : 'csv';
}
