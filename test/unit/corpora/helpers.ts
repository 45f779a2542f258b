import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LexiscopeError } from '../../../src/base/errors.ts';
import type { Source, TextParser } from '../../../src/corpora/source.ts';

/** Runs `use` in a folder of its own that holds `files` (relative path to content), and removes it. */
export async function withFiles(files: Readonly<Record<string, string | Uint8Array>>, use: (at: (name: string) => string, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-corpora-'));
  const at = (name: string): string => path.join(folder, name);
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(at(name)), { recursive: true });
      await writeFile(at(name), content);
    }
    await use(at, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

export function source(changes: Partial<Source> = {}): Source {
  return { file: 'data.txt', maximumRowLength: 1 << 20, onProblem: undefined, ...changes };
}

/** All rows of a text that is pushed in pieces of `pieceLength`. */
export function parseAll<Row>(parser: TextParser<Row>, text: string, pieceLength = Infinity): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < text.length; i += pieceLength) rows.push(...parser.push(text.slice(i, i + pieceLength)));
  rows.push(...parser.end());
  return rows;
}

/** An assertion on the error that is shown to people. */
export function lexiscopeError(message: RegExp, code = 'bad-input'): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof LexiscopeError, String(error));
    assert.match(error.message, message);
    assert.equal(error.code, code);
    return true;
  };
}
