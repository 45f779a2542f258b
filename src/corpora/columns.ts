import { LexiscopeError } from '../base/errors.ts';
import { excerpt, reportRow } from './source.ts';
import type { Source } from './source.ts';

/** A column by its name in the header or by its 0-based index. */
export type Column = string | number;

/** Which columns of a table hold what. */
export interface TableOptions {
  /** Found by itself (`,`, `;`, tab or `|`) if left out. */
  readonly delimiter?: string;
  /** Whether `"` quotes fields. By itself: yes, but in tab-separated files only where the first rows read well so. */
  readonly quoting?: boolean;
  /** Whether the first record names the columns; by itself: if it holds the chosen names, or names like `text` and `label`. */
  readonly header?: boolean;
  /** Columns of the text; several are joined by line breaks. */
  readonly text?: Column | readonly Column[];
  readonly labels?: Column | readonly Column[];
  /** Cuts a cell of several labels, such as `;`. */
  readonly labelSeparator?: string;
  /** `names`: cells hold labels. `indicators`: a column a label, with 1 or 0 in its cells. */
  readonly labelCells?: 'names' | 'indicators';
}

/** The columns found: indices into a record's fields. */
export interface TableLayout {
  readonly header: boolean;
  readonly columns: number;
  readonly text: readonly number[];
  readonly labels: readonly number[];
  /** The names in the header; empty without one. */
  readonly names: readonly string[];
}

const textNames = ['text', 'texts', 'sentence', 'content', 'review', 'message', 'body', 'document', 'tweet', 'comment', 'description', 'utterance', 'question', 'title'];
const labelNames = ['label', 'labels', 'class', 'category', 'categories', 'topic', 'topics', 'sentiment', 'target', 'language', 'lang', 'tag', 'tags', 'polarity', 'intent', 'emotion'];

/** As people write column names: case and blanks around do not count. */
function normalized(name: string): string {
  return name.trim().toLowerCase();
}

function list(columns: Column | readonly Column[] | undefined): readonly Column[] {
  return columns === undefined ? [] : typeof columns === 'object' ? columns : [columns];
}

function indexOfFirst(names: readonly string[], wanted: readonly string[]): number {
  for (const name of wanted) {
    const index = names.indexOf(name);
    if (index >= 0) return index;
  }
  return -1;
}

/** How many of the chosen or usual names a first record holds: 2 and more make it a header. */
export function headerScore(fields: readonly string[], options: TableOptions): number {
  const names = fields.map(normalized);
  const chosen = [...list(options.text), ...list(options.labels)].filter((column) => typeof column === 'string');
  const found = chosen.filter((name) => names.includes(normalized(name))).length;
  const usual = Number(indexOfFirst(names, textNames) >= 0) + Number(indexOfFirst(names, labelNames) >= 0);
  return 2 * found + usual + (fields.length === 2 && usual === 1 ? 1 : 0);
}

/** Whether a cell of the first record is a usual name. A name that comes again in its column is a label, such as `question`. */
function looksLikeHeader(records: readonly { fields: readonly string[] }[]): boolean {
  const [first, ...others] = records.map(({ fields }) => fields.map(normalized));
  return first.some((name, column) => (textNames.includes(name) || labelNames.includes(name)) && !others.some((fields) => fields[column] === name));
}

/**
 * Finds the columns of text and labels from the first records.
 * @param wantLabels false for texts without labels
 * @throws LexiscopeError where a chosen column is missing, or a choice is needed
 */
export function tableLayout(file: string, records: readonly { fields: readonly string[] }[], options: TableOptions, wantLabels: boolean): TableLayout {
  const first = records[0].fields;
  const chosenByName = [...list(options.text), ...list(options.labels)].some((column) => typeof column === 'string');
  const header = options.header ?? (chosenByName || looksLikeHeader(records));
  const names = header ? first : [];
  const columns = first.length;
  const find = (column: Column): number => findColumn(file, column, names, columns);
  let text = list(options.text).map(find);
  let labels = wantLabels ? list(options.labels).map(find) : [];
  if (text.length === 0) text = [guessText(file, records.slice(header ? 1 : 0), names.map(normalized), columns, labels)];
  if (wantLabels && labels.length === 0) labels = [guessLabels(file, names.map(normalized), columns, text)];
  return { header, columns, text, labels, names };
}

function findColumn(file: string, column: Column, names: readonly string[], columns: number): number {
  if (typeof column === 'number') {
    if (Number.isInteger(column) && column >= 0 && column < columns) return column;
    throw new LexiscopeError('bad-input', `${file}:1: there is no column ${column}; the columns are 0 to ${columns - 1}`);
  }
  const index = names.map(normalized).indexOf(normalized(column));
  if (index >= 0) return index;
  throw new LexiscopeError('bad-input', `${file}:1: there is no column ${excerpt(column)}; the columns are ${names.slice(0, 20).map(excerpt).join(', ') || 'without names'}`);
}

function guessText(file: string, records: readonly { fields: readonly string[] }[], names: readonly string[], columns: number, labels: readonly number[]): number {
  const named = indexOfFirst(names, textNames);
  if (named >= 0) return named;
  if (columns === 1) return 0;
  if (columns !== 2) throw unclear(file, 'text', names, columns);
  if (labels.length === 1) return 1 - labels[0];
  const label = indexOfFirst(names, labelNames);
  if (label >= 0) return 1 - label;
  // Two columns without names: the longer one is the text.
  const length = (column: number): number => records.reduce((sum, { fields }) => sum + (fields[column] ?? '').length, 0);
  return length(0) > length(1) ? 0 : 1;
}

function guessLabels(file: string, names: readonly string[], columns: number, text: readonly number[]): number {
  const named = indexOfFirst(names, labelNames);
  if (named >= 0 && !text.includes(named)) return named;
  if (columns === 2 && text.length === 1) return 1 - text[0];
  throw unclear(file, 'label', names, columns);
}

function unclear(file: string, what: string, names: readonly string[], columns: number): LexiscopeError {
  const found = names.length > 0 ? names.slice(0, 20).map(excerpt).join(', ') : `${columns} without names`;
  return new LexiscopeError('bad-input', `${file}:1: which column is the ${what}? The columns are: ${found}`,
    { hint: `Name the ${what} column, or give it an index from 0.` });
}

/** The labels of a record; undefined after a problem was reported. */
export function labelsOf(source: Source, record: { fields: readonly string[]; line: number }, layout: TableLayout, options: TableOptions): string[] | undefined {
  const labels: string[] = [];
  for (const column of layout.labels) {
    const cell = record.fields[column].trim();
    if (options.labelCells === 'indicators') {
      if (/^(1|1\.0|true)$/i.test(cell)) labels.push(layout.names[column] ?? String(column));
      else if (!/^(0|0\.0|false|)$/i.test(cell)) {
        reportRow(source, record.line, `column ${column + 1} (${excerpt(layout.names[column] ?? '')}): expected 1 or 0, found ${excerpt(cell)}`);
        return undefined;
      }
    } else if (options.labelSeparator) {
      for (const label of cell.split(options.labelSeparator)) if (label.trim() !== '') labels.push(label.trim());
    } else if (cell !== '') labels.push(cell);
    else if (layout.labels.length === 1) {
      reportRow(source, record.line, `column ${column + 1}: the label is empty`);
      return undefined;
    }
  }
  return labels;
}
