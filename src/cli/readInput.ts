import path from 'node:path';
import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import { readText } from '../corpora/bytes.ts';
import { createDecoder, isUndecodable } from '../corpora/encoding.ts';
import type { Io } from './io.ts';

/** VS Code's language ids by file name extension, for the formats whose prose stands between markup. */
const languageIds: Readonly<Record<string, string>> = {
  '.md': 'markdown', '.markdown': 'markdown', '.mdx': 'mdx', '.tex': 'latex', '.html': 'html', '.htm': 'html', '.xhtml': 'html',
  '.rst': 'restructuredtext', '.adoc': 'asciidoc', '.asciidoc': 'asciidoc', '.srt': 'srt', '.vtt': 'vtt', '.ipynb': 'jupyter',
};

/** How a file's prose is found: by the extension of its name, under a `.gz` too. */
export function languageIdOf(file: string): string {
  return languageIds[path.extname(file.replace(/\.gz$/i, '')).toLowerCase()] ?? 'plaintext';
}

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
