import { messageOf } from '../base/errors.ts';
import type { LabelledExample } from './example.ts';
import { LineSplitter } from './lines.ts';
import { excerpt, reportRow } from './source.ts';
import type { Source, TextParser } from './source.ts';

export interface JsonLinesOptions {
  /** Key of the text, or several whose values are joined by line breaks. Default `text`. */
  readonly text?: string | readonly string[];
  /** Key of the label or the list of labels. Default `labels`, else `label`. */
  readonly labels?: string;
}

/** Brackets by the million make JSON.parse take gigabytes; only rows longer than this can hold so many. */
const checkedLength = 1024 * 1024;
const maximumValues = 1_000_000;

type Row = Readonly<Record<string, unknown>>;

/** `{"text": "...", "labels": ["..."]}` or `{"text": "...", "label": "..."}`, an object a line; blank lines are left out. */
export class JsonLinesParser implements TextParser<LabelledExample> {
  private readonly source: Source;
  private readonly lines: LineSplitter;
  private readonly textKeys: readonly string[];
  private readonly labelKeys: readonly string[];
  private readonly wantLabels: boolean;

  constructor(source: Source, options: JsonLinesOptions, wantLabels: boolean) {
    this.source = source;
    this.lines = new LineSplitter(source);
    this.textKeys = typeof options.text === 'string' ? [options.text] : (options.text ?? ['text']);
    this.labelKeys = options.labels === undefined ? ['labels', 'label'] : [options.labels];
    this.wantLabels = wantLabels;
  }

  *push(text: string): Generator<LabelledExample> {
    yield* this.examples(this.lines.push(text));
  }

  *end(): Generator<LabelledExample> {
    yield* this.examples(this.lines.end());
  }

  private *examples(lines: Iterable<string>): Generator<LabelledExample> {
    for (const line of lines) {
      const example = this.example(line);
      if (example) yield example;
    }
  }

  private example(line: string): LabelledExample | undefined {
    const row = this.row(line);
    if (!row) return undefined;
    const text = this.text(row);
    if (text === undefined) return undefined;
    const labels = this.wantLabels ? this.labels(row) : [];
    if (!labels) return undefined;
    return { text, labels, file: this.source.file, line: this.lines.number };
  }

  private row(line: string): Row | undefined {
    if (line.trim() === '') return undefined;
    if (line.length > checkedLength && valueCount(line) > maximumValues) return this.problem(`expected a text and its labels, found more than ${maximumValues} values`);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      return this.problem(`not valid JSON (${messageOf(error)})`);
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
    return this.problem(`expected a JSON object such as {"text": "...", "labels": ["..."]}, found ${excerpt(line)}`);
  }

  private text(row: Row): string | undefined {
    const parts: string[] = [];
    for (const key of this.textKeys) {
      const value = Object.hasOwn(row, key) ? row[key] : undefined;
      if (typeof value !== 'string') return this.problem(`key ${excerpt(key)}: expected a string, found ${described(value)}`);
      parts.push(value);
    }
    return parts.length === 1 ? parts[0] : parts.join('\n');
  }

  private labels(row: Row): string[] | undefined {
    const key = this.labelKeys.find((candidate) => Object.hasOwn(row, candidate));
    if (key === undefined) return this.problem(`key ${this.labelKeys.map(excerpt).join(' or ')}: missing`);
    const value = row[key];
    const labels: string[] = [];
    for (const label of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof label === 'string') labels.push(label);
      // Data sets that number their classes, or say true and false.
      else if (typeof label === 'number' || typeof label === 'boolean') labels.push(String(label));
      else return this.problem(`key ${excerpt(key)}: expected a label or a list of labels, found ${described(label)}`);
    }
    return labels;
  }

  private problem(message: string): undefined {
    reportRow(this.source, this.lines.number, message);
    return undefined;
  }
}

function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)}`;
}

/** The number of values in a JSON text, about: brackets and commas outside strings. */
function valueCount(json: string): number {
  let count = 0;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === 0x22) {
      // To the closing quote; an escaped character is passed over.
      for (i++; i < json.length && json.charCodeAt(i) !== 0x22; i++) if (json.charCodeAt(i) === 0x5c) i++;
    } else if (code === 0x2c || code === 0x5b || code === 0x7b) count++;
  }
  return count;
}
