import { stat } from 'node:fs/promises';
import { throwIfAborted } from '../base/errors.ts';
import { fileError, readText } from './bytes.ts';
import { sourceOf } from './source.ts';
import type { ReadOptions, Source, TextParser } from './source.ts';

/**
 * Reads files one after the other through a parser each. Memory is bounded by the longest row and one chunk.
 * @throws LexiscopeError of the readers, and `cancelled` once the signal is aborted
 */
export async function* parseFiles<Row>(files: readonly string[], options: ReadOptions, parserFor: (source: Source) => TextParser<Row>): AsyncGenerator<Row> {
  const { signal, onProgress } = options;
  const total = onProgress ? await totalBytes(files) : 0;
  let before = 0;
  for (const file of files) {
    const parser = parserFor(sourceOf(file, options));
    let here = 0;
    const onBytes = (bytes: number): void => {
      here = bytes;
      onProgress?.(before + bytes, total);
    };
    const textOptions = { onBytes, ...(signal && { signal }), ...(options.encoding !== undefined && { encoding: options.encoding }) };
    for await (const text of readText(file, textOptions)) {
      for (const row of parser.push(text)) {
        throwIfAborted(signal, `reading ${file}`);
        yield row;
      }
    }
    yield* parser.end();
    before += here;
  }
}

async function totalBytes(files: readonly string[]): Promise<number> {
  let total = 0;
  for (const file of files) {
    try {
      total += (await stat(file)).size;
    } catch (error) {
      throw fileError(error, file);
    }
  }
  return total;
}
