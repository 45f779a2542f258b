import { LexiscopeError } from '../base/errors.ts';
import { ConllParser } from './conll.ts';
import type { TagColumns } from './conll.ts';
import { detectFormat } from './detectFormat.ts';
import type { TaggedSentence } from './example.ts';
import type { TaggedFormat } from './formats.ts';
import { parseFiles } from './parseFiles.ts';
import type { ReadOptions } from './source.ts';

export interface TaggedOptions extends ReadOptions, TagColumns {
  /** Detected from name and content if left out. */
  readonly format?: TaggedFormat;
}

/**
 * Streams sentences with a tag a token from CoNLL-U files or files with columns as in CoNLL-2000 and CoNLL-2003.
 * @throws LexiscopeError that names file, line and what was expected
 */
export async function* readTaggedSentences(paths: string | readonly string[], options: TaggedOptions = {}): AsyncGenerator<TaggedSentence> {
  const files = typeof paths === 'string' ? [paths] : paths;
  const formats = new Map<string, TaggedFormat>();
  for (const file of files) formats.set(file, options.format ?? (await taggedFormat(file, options)));
  yield* parseFiles(files, options, (source) => new ConllParser(source, formats.get(source.file)!, options));
}

async function taggedFormat(file: string, options: ReadOptions): Promise<TaggedFormat> {
  const format = await detectFormat(file, options);
  if (format === 'conllu' || format === 'conll') return format;
  // A table of words and tags without header is read as one; so is anything with the wrong name whose columns are regular.
  if (format === 'csv' || format === 'label-tab-text' || format === 'lines') return 'conll';
  throw new LexiscopeError('bad-input', `${file}: expected sentences in columns (CoNLL-U or CoNLL-2003), found ${format}`);
}
