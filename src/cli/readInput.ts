import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import { readText } from '../corpora/bytes.ts';
import { createDecoder, isUndecodable } from '../corpora/encoding.ts';
import type { Io } from './io.ts';

/** V8's longest string is 2^29 - 24 code units; above this nothing is read. */
const maximumLength = 500_000_000;

/**
 * The text of a file, or of standard input for `-`.
 * @throws LexiscopeError naming the file: missing, binary, undecodable, too long
 */
export async function readInput(file: string, io: Io): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of file === '-' ? decoded(io) : readText(file, { signal: io.signal })) {
    length += piece.length;
    if (length > maximumLength) throw new LexiscopeError('unsupported', `${file}: the text is longer than ${maximumLength} characters`);
    pieces.push(piece);
  }
  return pieces.join('');
}

async function* decoded(io: Io): AsyncGenerator<string> {
  const decoder = createDecoder();
  try {
    for await (const chunk of io.stdin) {
      throwIfAborted(io.signal, 'reading standard input');
      yield decoder.decode(chunk);
    }
    yield decoder.end();
  } catch (error) {
    if (isUndecodable(error)) throw new LexiscopeError('bad-input', `standard input: ${error.message}`, { cause: error });
    throw error;
  }
}
