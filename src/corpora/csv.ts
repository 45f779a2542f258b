import { checkRowLength, excerpt, ownCopy, reportRow, rowError } from './source.ts';
import type { Source, TextParser } from './source.ts';

/** One record of a CSV file (RFC 4180). */
export interface CsvRecord {
  readonly fields: string[];
  /** 1-based line on which it starts; a quoted field may go on over further lines. */
  readonly line: number;
}

export interface CsvDialect {
  /** One character. */
  readonly delimiter: string;
  /** Whether a field that starts with `"` is quoted; else `"` is a character like any other. */
  readonly quoting: boolean;
}

type State = 'field start' | 'in field' | 'in quotes' | 'after quote' | 'skipping';

/** Excel's limit. */
const maximumColumns = 16_384;
const flattenedLength = 64 * 1024;

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * A streaming CSV parser. Own code, not papaparse: papaparse gives no line numbers, and it parses an unfinished row anew with every chunk,
 * so that one unclosed quote makes it keep the rest of the file, in quadratic time. The tests compare the two.
 *
 * A `"` inside an unquoted field is an ordinary character; blanks between a closing quote and the delimiter are dropped; empty lines are left out.
 */
export class CsvParser implements TextParser<CsvRecord> {
  private readonly source: Source;
  private readonly delimiter: number;
  private readonly quoting: boolean;
  private state: State = 'field start';
  private fields: string[] = [];
  /** The field so far: `field + part`. */
  private field = '';
  private part = '';
  private quoted = false;
  private line = 1;
  private recordLine = 1;
  private quoteLine = 1;
  /** Length of the finished fields of the record. */
  private length = 0;
  private previous = 0;

  constructor(source: Source, dialect: CsvDialect) {
    this.source = source;
    this.delimiter = dialect.delimiter.charCodeAt(0);
    this.quoting = dialect.quoting;
  }

  *push(text: string): Generator<CsvRecord> {
    let i = 0;
    while (i < text.length) {
      if (this.state === 'in quotes') {
        i = this.readQuoted(text, i);
        continue;
      }
      if (this.state === 'in field') {
        i = this.readUnquoted(text, i);
        if (i === text.length) break;
      }
      const code = text.charCodeAt(i);
      i++;
      if (code === lineFeed && this.previous === carriageReturn) {
        this.previous = code;
        continue;
      }
      this.previous = code;
      if (code === lineFeed || code === carriageReturn) {
        this.line++;
        const record = this.endRecord();
        if (record) yield record;
      } else if (this.state === 'skipping') {
        continue;
      } else if (code === this.delimiter) {
        this.endField();
      } else if (code === quote && this.state === 'after quote') {
        this.append('"');
        this.state = 'in quotes';
      } else if (this.state === 'after quote') {
        this.readAfterQuote(text, i - 1);
      } else if (code === quote && this.quoting) {
        this.state = 'in quotes';
        this.quoted = true;
        this.quoteLine = this.line;
      } else {
        this.state = 'in field';
        i--;
      }
    }
    this.check();
  }

  *end(): Generator<CsvRecord> {
    if (this.state === 'in quotes') {
      throw rowError(this.source.file, this.quoteLine, 'the quote that opens here is never closed',
        'Close it, double quotes inside quoted fields, or read the file without quoting.');
    }
    const record = this.endRecord();
    if (record) yield record;
  }

  /** Takes a quoted field on from i; returns where it stopped. */
  private readQuoted(text: string, i: number): number {
    const close = text.indexOf('"', i);
    const stop = close < 0 ? text.length : close;
    this.countLines(text, i, stop);
    this.append(text.slice(i, stop));
    this.check();
    if (close < 0) return stop;
    this.state = 'after quote';
    this.previous = quote;
    return stop + 1;
  }

  private readUnquoted(text: string, i: number): number {
    let stop = i;
    while (stop < text.length) {
      const code = text.charCodeAt(stop);
      if (code === this.delimiter || code === lineFeed || code === carriageReturn) break;
      stop++;
    }
    if (stop > i) {
      this.append(text.slice(i, stop));
      this.previous = 0;
      this.check();
    }
    return stop;
  }

  private readAfterQuote(text: string, i: number): void {
    const character = text[i];
    if (character === ' ' || character === '\t') return;
    reportRow(this.source, this.line, `column ${this.fields.length + 1}: ${excerpt(character)} follows a closing quote, expected the delimiter or the end of the line`,
      'Quotes inside a quoted field are written twice.');
    this.state = 'skipping';
  }

  /** Flattened now and then: concatenation makes a tree with a node a piece, and a field of doubled quotes has a piece every two characters. */
  private append(piece: string): void {
    this.part += piece;
    if (this.part.length < flattenedLength) return;
    this.field += ownCopy(this.part);
    this.part = '';
  }

  private endField(): void {
    if (this.fields.length === maximumColumns) {
      throw rowError(this.source.file, this.recordLine, `the row that starts here has more than ${maximumColumns} columns`, 'Is this the right delimiter?');
    }
    const field = this.field + this.part;
    this.fields.push(ownCopy(field));
    this.length += field.length;
    this.field = '';
    this.part = '';
    this.state = 'field start';
  }

  private endRecord(): CsvRecord | undefined {
    const empty = this.fields.length === 0 && this.field + this.part === '' && !this.quoted;
    const skipped = this.state === 'skipping';
    if (!empty && !skipped) this.endField();
    const record = { fields: this.fields, line: this.recordLine };
    this.fields = [];
    this.field = '';
    this.part = '';
    this.quoted = false;
    this.length = 0;
    this.state = 'field start';
    this.recordLine = this.line;
    return empty || skipped ? undefined : record;
  }

  private check(): void {
    checkRowLength(this.source, this.recordLine, this.length + this.field.length + this.part.length);
  }

  private countLines(text: string, from: number, to: number): void {
    let { previous } = this;
    for (let i = from; i < to; i++) {
      const code = text.charCodeAt(i);
      if (code === carriageReturn || (code === lineFeed && previous !== carriageReturn)) this.line++;
      previous = code;
    }
    this.previous = previous;
  }
}
