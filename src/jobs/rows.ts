import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { replaceSmallFile } from './runFiles.ts';

/** The rows of a JSONL file; half a row that a kill left at the end is no row. */
export function readRows<S extends v.GenericSchema>(file: string, schema: S): v.InferOutput<S>[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const rows: v.InferOutput<S>[] = [];
  for (const line of text.split('\n')) {
    const parsed = line === '' ? undefined : v.safeParse(v.pipe(v.string(), v.parseJson(), schema), line);
    if (parsed?.success) rows.push(parsed.output);
  }
  return rows;
}

/** Keeps the rows of a JSONL file for which `keep` holds: those that a resumed run does not write again. */
export function rewindRows<S extends v.GenericSchema>(file: string, schema: S, keep: (row: v.InferOutput<S>) => boolean): v.InferOutput<S>[] {
  const kept = readRows(file, schema).filter(keep);
  replaceSmallFile(file, kept.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return kept;
}
