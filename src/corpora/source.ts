import { LexiscopeError } from '../base/errors.ts';

/** A row that breaks its format: where, and what was expected. */
export interface Problem {
  readonly file: string;
  /** 1-based; undefined where the whole file is at fault. */
  readonly line: number | undefined;
  readonly message: string;
}

/** What every reader takes. */
export interface ReadOptions {
  /** A WHATWG encoding label (`utf-8`, `windows-1252`, `utf-16le`, ...); detected if left out. */
  readonly encoding?: string;
  readonly signal?: AbortSignal;
  /** Called after every piece read; bytes as they lie on the disk (compressed ones count as compressed), over all files. */
  readonly onProgress?: (bytesRead: number, bytesTotal: number) => void;
  /** Takes bad rows, which are then left out; without it the first one is thrown. */
  readonly onProblem?: (problem: Problem) => void;
  /** The longest row, in UTF-16 code units; a longer one is an error, so that a hostile file cannot fill the memory. */
  readonly maximumRowLength?: number;
}

/** 64 Mi code units: no row of text data comes near it, and it still fits in memory. */
export const defaultMaximumRowLength = 64 * 1024 * 1024;

/** Where a parser's text comes from, and what becomes of its bad rows. */
export interface Source {
  readonly file: string;
  readonly maximumRowLength: number;
  readonly onProblem: ((problem: Problem) => void) | undefined;
}

export function sourceOf(file: string, options: ReadOptions = {}): Source {
  return { file, maximumRowLength: options.maximumRowLength ?? defaultMaximumRowLength, onProblem: options.onProblem };
}

/** Turns decoded text, pushed piece by piece in any cut, into rows. Rows before a bad one are given before it is thrown. */
export interface TextParser<Row> {
  push(text: string): Iterable<Row>;
  /** The rows that only the end of the file completes. */
  end(): Iterable<Row>;
}

/** The error for a row; `file:line: message`, as compilers write it, so that terminals and editors make it a link. */
export function rowError(file: string, line: number | undefined, message: string, hint?: string): LexiscopeError {
  return new LexiscopeError('bad-input', `${file}${line === undefined ? '' : `:${line}`}: ${message}`, hint === undefined ? {} : { hint });
}

/** Reports a bad row that can be left out; throws it where nobody takes problems. */
export function reportRow(source: Source, line: number | undefined, message: string, hint?: string): void {
  if (!source.onProblem) throw rowError(source.file, line, message, hint);
  source.onProblem({ file: source.file, line, message });
}

/** Throws when a row has grown past the limit. `line` is where it began. */
export function checkRowLength(source: Source, line: number, length: number): void {
  if (length <= source.maximumRowLength) return;
  throw rowError(source.file, line, `the row that starts here is longer than ${source.maximumRowLength} characters`,
    'Is this the right format, and is every quote closed?');
}

/**
 * The same text in memory of its own. V8 makes a slice of a long string a view that keeps the whole long string alive:
 * a few rows kept for later would keep every chunk they were cut from.
 */
export function ownCopy(slice: string): string {
  // Concatenation makes a rope and slicing flattens it into a new string; below 13 characters V8 copies anyway.
  return slice.length < 13 ? slice : ` ${slice}`.slice(1);
}

/** A value in an error message: quoted, on one line, and short whatever the file held. */
export function excerpt(value: string): string {
  return JSON.stringify(value.length <= 40 ? value : `${value.slice(0, 40)}…`);
}
