import { headerScore, labelsOf, tableLayout } from './columns.ts';
import type { TableLayout, TableOptions } from './columns.ts';
import { CsvParser } from './csv.ts';
import type { CsvDialect, CsvRecord } from './csv.ts';
import type { LabelledExample } from './example.ts';
import { reportRow } from './source.ts';
import type { Source, TextParser } from './source.ts';

/** Text looked at before delimiter, quoting, header and columns are chosen. */
const headLength = 64 * 1024;
const headRecords = 200;

/** The whole records at the start of a head; a bad row ends them. */
function recordsOf(head: string, whole: boolean, dialect: CsvDialect): { records: CsvRecord[]; sound: boolean } {
  const records: CsvRecord[] = [];
  const parser = new CsvParser({ file: '', maximumRowLength: Infinity, onProblem: undefined }, dialect);
  try {
    for (const record of parser.push(head)) {
      records.push(record);
      if (records.length === headRecords) return { records, sound: true };
    }
    if (whole) for (const record of parser.end()) records.push(record);
    return { records, sound: true };
  } catch {
    return { records, sound: false };
  }
}

/**
 * Chooses delimiter and quoting: the pair under which most of the first records have as many fields as the first one, and more than one;
 * a header with the chosen or usual names decides before that.
 * @param whole the head is the whole file
 */
export function sniffDialect(head: string, whole: boolean, options: TableOptions): CsvDialect {
  let best: CsvDialect = { delimiter: options.delimiter ?? ',', quoting: options.quoting ?? true };
  let bestScore = -1;
  for (const delimiter of options.delimiter === undefined ? [',', '\t', ';', '|'] : [options.delimiter]) {
    // Outside tab-separated files quoting is a rule of the format; a stray quote there is an error to report.
    for (const quoting of options.quoting === undefined ? (delimiter === '\t' ? [true, false] : [true]) : [options.quoting]) {
      const dialect = { delimiter, quoting };
      const score = dialectScore(recordsOf(head, whole, dialect), delimiter, options);
      if (score > bestScore) [best, bestScore] = [dialect, score];
    }
  }
  return best;
}

function dialectScore({ records, sound }: { records: CsvRecord[]; sound: boolean }, delimiter: string, options: TableOptions): number {
  if (records.length === 0) return -1;
  const columns = records[0].fields.length;
  if (columns === 1) return 0;
  const regular = records.filter(({ fields }) => fields.length === columns).length / records.length;
  const header = headerScore(records[0].fields, options) >= 2 ? 4 : 0;
  // Sound and regular first; a tab is hardly ever in a text by chance.
  return header + regular + (sound ? 0.5 : 0) + (delimiter === '\t' ? 0.25 : 0);
}

/** CSV and its kin to examples; delimiter, header and columns are found in the first 64 kB where they are not given. */
export class CsvExampleParser implements TextParser<LabelledExample> {
  private readonly source: Source;
  private readonly options: TableOptions;
  private readonly wantLabels: boolean;
  private head = '';
  private parser: CsvParser | undefined;
  private layout: TableLayout | undefined;
  private atHeader = false;

  constructor(source: Source, options: TableOptions, wantLabels: boolean) {
    this.source = source;
    this.options = options;
    this.wantLabels = wantLabels;
  }

  *push(text: string): Generator<LabelledExample> {
    if (this.parser) {
      yield* this.examples(this.parser.push(text));
      return;
    }
    this.head += text;
    if (this.head.length >= headLength) yield* this.start(false);
  }

  *end(): Generator<LabelledExample> {
    if (!this.parser) yield* this.start(true);
    if (this.parser) yield* this.examples(this.parser.end());
  }

  private *start(whole: boolean): Generator<LabelledExample> {
    const { head } = this;
    this.head = '';
    const sample = head.slice(0, headLength);
    let dialect = sniffDialect(sample, whole, this.options);
    const { records } = recordsOf(sample, whole, dialect);
    if (records.length > 0) {
      this.layout = tableLayout(this.source.file, records, this.options, this.wantLabels);
      this.atHeader = this.layout.header;
      // Files of "label TAB text" lines, such as the SMS spam collection, have neither header nor quoting.
      if (dialect.delimiter === '\t' && !this.atHeader && this.options.quoting === undefined) dialect = { delimiter: '\t', quoting: false };
    }
    this.parser = new CsvParser(this.source, dialect);
    yield* this.examples(this.parser.push(head));
  }

  private *examples(records: Iterable<CsvRecord>): Generator<LabelledExample> {
    for (const record of records) {
      // The first record can be longer than the head that the layout was looked for in.
      this.layout ??= tableLayout(this.source.file, [record], this.options, this.wantLabels);
      if (this.atHeader) {
        this.atHeader = false;
        continue;
      }
      const example = this.example(record, this.layout);
      if (example) yield example;
    }
  }

  private example(record: CsvRecord, layout: TableLayout): LabelledExample | undefined {
    const { fields, line } = record;
    if (fields.length !== layout.columns) {
      reportRow(this.source, line, `expected ${layout.columns} columns, found ${fields.length}`,
        'A field that holds the delimiter, a quote or a line break must be quoted.');
      return undefined;
    }
    const labels = labelsOf(this.source, record, layout, this.options);
    if (!labels) return undefined;
    const text = layout.text.length === 1 ? fields[layout.text[0]] : layout.text.map((column) => fields[column]).join('\n');
    return { text, labels, file: this.source.file, line };
  }
}
