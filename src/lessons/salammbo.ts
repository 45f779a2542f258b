import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';

/** How often each letter stands in each chapter of a book. */
export interface LetterCounts {
  readonly chapters: readonly string[];
  readonly letters: readonly string[];
  /** [chapters, letters] row-major */
  readonly counts: Float64Array;
}

/** The letters of Salammbô that come with the extension. @param root the extension's folder */
export async function readSalammbo(root: string): Promise<LetterCounts> {
  const file = path.join(root, 'media/lessons/salammbo-letters.tsv');
  return parseLetterCounts(await readFile(file, 'utf8'), file);
}

/**
 * Reads a table: a header of letters after a first cell, a row a chapter; lines that begin with # are remarks.
 * @throws LexiscopeError `bad-input` naming the line
 */
export function parseLetterCounts(tsv: string, file: string): LetterCounts {
  const lines = tsv.split(/\r?\n/).map((line, i) => ({ cells: line.split('\t'), number: i + 1 })).filter(({ cells }) => !(cells[0].startsWith('#') || (cells.length === 1 && cells[0] === '')));
  if (lines.length < 2) throw new LexiscopeError('bad-input', `${file}: expected a header and rows of letter counts`);
  const [header, ...rows] = lines;
  const letters = header.cells.slice(1);
  const counts = rows.flatMap(({ cells, number }) => {
    const values = cells.slice(1).map((cell) => (/^\d+$/.test(cell) ? Number(cell) : NaN));
    if (values.length !== letters.length || values.some(Number.isNaN)) throw new LexiscopeError('bad-input', `${file}, line ${number}: expected ${letters.length} counts`);
    return values;
  });
  return { chapters: rows.map(({ cells }) => cells[0]), letters, counts: Float64Array.from(counts) };
}
