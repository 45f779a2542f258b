import { stat } from 'node:fs/promises';
import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import { fileError, readText } from './bytes.ts';
import { sourceOf } from './source.ts';
import type { ReadOptions, Source, TextParser } from './source.ts';

/**
 * Reads files one after the other through a parser each. Memory is bounded by the longest row and one chunk.
 * @throws LexiscopeError of the readers, and `cancelled` once the signal is aborted
 */
export async function* parseFiles<Row>(
  files: readonly string[], options: ReadOptions, parserFor: (source: Source) => TextParser<Row>,
  encodingOf: (file: string) => string | undefined = () => options.encoding,
): AsyncGenerator<Row> {
  const { signal, onProgress } = options;
  const total = onProgress ? await totalBytes(files) : 0;
  let before = 0;
  for (const file of files) {
    let here = 0;
    const onBytes = (bytes: number): void => {
      here = bytes;
      onProgress?.(before + bytes, total);
    };
    const parser = parserFor(sourceOf(file, options));
    const encoding = encodingOf(file);
    const textOptions = { onBytes, ...(signal && { signal }), ...(encoding !== undefined && { encoding }) };
    try {
      for await (const text of readText(file, textOptions)) {
        for (const row of parser.push(text)) {
          throwIfAborted(signal, `reading ${file}`);
          yield row;
        }
      }
      yield* parser.end();
    } catch (error) {
      reportFile(error, file, options);
    }
    before += here;
  }
}

/** What makes the rest of a file unreadable is a problem like others where problems are taken; being cancelled is not. */
function reportFile(error: unknown, file: string, { onProblem }: ReadOptions): void {
  if (!onProblem || !(error instanceof LexiscopeError) || error.code === 'cancelled') throw error;
  const [, line, message] = /^(?::(\d+))?: (.*)$/s.exec(error.message.startsWith(file) ? error.message.slice(file.length) : `: ${error.message}`) ?? ['', undefined, error.message];
  onProblem({ file, line: line === undefined ? undefined : Number(line), message });
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
