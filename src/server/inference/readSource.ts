import * as v from 'valibot';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LexiscopeError, messageOf } from '../../base/errors.ts';
import { readText } from '../../corpora/bytes.ts';
import type { DocumentRange } from '../../protocol/analysis.ts';
import type { SourceOptions, TextSource } from '../../protocol/inference.ts';
import { type ProseOptions, streamProse } from '../../text/extractProse.ts';
import { languageIdOf } from '../../text/languageIds.ts';
import { type ProseSegment, shiftSegment } from '../../text/prose.ts';

/** V8's longest string is 2^29 - 24 code units; above this nothing is read. */
const maximumLength = 500_000_000;

/** A text that is to be read, with what turns its offsets into an editor's positions. */
export interface SourceText {
  /** UTF-16 code units in all: the end of progress. */
  readonly length: number;
  /** The parts that were asked for, as they are in the document. */
  readonly ranges: readonly DocumentRange[] | undefined;
  prose(signal: AbortSignal | undefined): AsyncGenerator<ProseSegment>;
  /** What was found between two offsets, as ranges: several where it reaches over cells of a notebook. */
  rangesOf(start: number, end: number): readonly PlacedRange[];
}

export interface PlacedRange {
  readonly range: DocumentRange;
  readonly cell?: number;
}

/**
 * Makes a text ready to be read.
 * @throws LexiscopeError naming the file: missing, binary, undecodable, too long; `unsupported` for parts of a notebook
 */
export async function openSource(source: TextSource, options: SourceOptions, signal?: AbortSignal): Promise<SourceText> {
  if (source.kind !== 'cells') {
    const text = source.kind === 'text' ? source.text : await readWhole(source.file, signal);
    const languageId = source.languageId ?? (source.kind === 'file' ? languageIdOf(source.file) : 'plaintext');
    return source.kind === 'file' && languageId === 'jupyter' ? new CellsSource(markdownCells(text, source.file)) : new DocumentSource(text, languageId, options);
  }
  if (options.ranges) throw new LexiscopeError('unsupported', 'ranges: a notebook is read as a whole', { hint: 'Give the address of the cell for a part of it.' });
  return new CellsSource(source.cells);
}

/** The text of a file, decoded. */
export async function readWhole(file: string, signal?: AbortSignal): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of readText(file, signal ? { signal } : {})) {
    length += piece.length;
    if (length > maximumLength) throw new LexiscopeError('unsupported', `${file}: the text is longer than ${maximumLength} characters`);
    pieces.push(piece);
  }
  return pieces.join('');
}

class DocumentSource implements SourceText {
  readonly length: number;
  readonly ranges: readonly DocumentRange[] | undefined;
  readonly #text: string;
  readonly #document: TextDocument;
  readonly #options: ProseOptions;
  readonly #parts: readonly (readonly [start: number, end: number])[] | undefined;

  constructor(text: string, languageId: string, { ranges, codeParts, column, field }: SourceOptions) {
    this.#text = text;
    this.length = text.length;
    this.#document = TextDocument.create('', languageId, 0, text);
    this.#options = { ...(codeParts && { codeParts }), ...(column !== undefined && { column }), ...(field !== undefined && { field }) };
    this.#parts = ranges && merged(ranges.map(({ start, end }) => [this.#document.offsetAt(start), this.#document.offsetAt(end)]));
    this.ranges = this.#parts?.map(([start, end]) => this.#rangeOf(start, end));
  }

  async *prose(signal: AbortSignal | undefined): AsyncGenerator<ProseSegment> {
    const { languageId } = this.#document;
    if (!this.#parts) {
      yield* streamProse(this.#text, languageId, signal, this.#options);
      return;
    }
    for (const [start, end] of this.#parts) {
      const part = this.#text.slice(start, end);
      let found = false;
      for await (const segment of streamProse(part, languageId, signal, this.#options)) {
        found = true;
        yield shiftSegment(segment, start);
      }
      // Someone who selects a few words of a string or of a formula wants them read as they stand.
      if (found) continue;
      for await (const segment of streamProse(part, 'plaintext', signal)) yield shiftSegment(segment, start);
    }
  }

  rangesOf(start: number, end: number): readonly PlacedRange[] {
    return [{ range: this.#rangeOf(start, end) }];
  }

  #rangeOf(start: number, end: number): DocumentRange {
    return { start: this.#document.positionAt(start), end: this.#document.positionAt(end) };
  }
}

/** In order, each with a beginning before its end, those that touch or overlap joined. */
function merged(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [a, b] of [...ranges].sort((x, y) => Math.min(...x) - Math.min(...y))) {
    const [start, end] = [Math.min(a, b), Math.max(a, b)];
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

const notebookSchema = v.object({
  cells: v.array(v.object({ cell_type: v.string(), source: v.union([v.string(), v.array(v.string())]) })),
});

/**
 * The Markdown cells of a Jupyter notebook (nbformat 4).
 * @throws LexiscopeError `bad-input` naming the file and what was expected
 */
export function markdownCells(json: string, file: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new LexiscopeError('bad-input', `${file}: expected a Jupyter notebook: ${messageOf(error)}`, { cause: error });
  }
  const parsed = v.safeParse(notebookSchema, value);
  if (!parsed.success) throw new LexiscopeError('bad-input', `${file}: expected a Jupyter notebook of format 4: ${v.summarize(parsed.issues)}`);
  return parsed.output.cells.filter(({ cell_type: type }) => type === 'markdown').map(({ source }) => (typeof source === 'string' ? source : source.join('')));
}

/** Between the cells of a notebook. */
const joint = '\n\n';

/** The cells follow each other in one text, so that the headings of one go on in the next. */
class CellsSource implements SourceText {
  readonly length: number;
  readonly ranges = undefined;
  readonly #text: string;
  readonly #cells: readonly TextDocument[];
  readonly #starts: readonly number[];

  constructor(cells: readonly string[]) {
    this.#cells = cells.map((text) => TextDocument.create('', 'markdown', 0, text));
    const starts: number[] = [];
    let length = 0;
    for (const cell of cells) {
      starts.push(length);
      length += cell.length + joint.length;
    }
    this.#starts = starts;
    this.#text = cells.join(joint);
    this.length = this.#text.length;
  }

  prose(signal: AbortSignal | undefined): AsyncGenerator<ProseSegment> {
    return streamProse(this.#text, 'markdown', signal);
  }

  rangesOf(start: number, end: number): readonly PlacedRange[] {
    const found: PlacedRange[] = [];
    for (let cell = this.#cellAt(start); cell < this.#cells.length && this.#starts[cell] < end; cell++) {
      const document = this.#cells[cell];
      const [from, to] = [Math.max(0, start - this.#starts[cell]), Math.min(document.getText().length, end - this.#starts[cell])];
      if (from < to) found.push({ range: { start: document.positionAt(from), end: document.positionAt(to) }, cell });
    }
    return found;
  }

  #cellAt(offset: number): number {
    return Math.max(0, this.#starts.findLastIndex((start) => start <= offset));
  }
}
