import { stat } from 'node:fs/promises';
import { LexiscopeError } from '../base/errors.ts';
import type { TableOptions } from './columns.ts';
import { ConllParser } from './conll.ts';
import { formatOfName } from './detectFormat.ts';
import { DocumentParser } from './documents.ts';
import type { LabelledExample } from './example.ts';
import type { CorpusFormat } from './formats.ts';
import { plainLineParser } from './lineFormats.ts';
import { parseFiles } from './parseFiles.ts';
import { filesBelow, filesOfGlob, isFolder, isGlob } from './paths.ts';
import { ParagraphParser } from './plainText.ts';
import { encodingOfFormat, exampleParser } from './readExamples.ts';
import type { ReadOptions, Source, TextParser } from './source.ts';

/** A piece of an unlabelled corpus and where it starts. */
export type CorpusText = Pick<LabelledExample, 'text' | 'file' | 'line'>;

export type TextUnit = 'line' | 'paragraph' | 'document';

export interface TextOptions extends ReadOptions, Omit<TableOptions, 'labels'> {
  /** What one text of a plain text file is. Default `line`; blank lines are left out. A document is held in memory as a whole. */
  readonly unit?: TextUnit;
  /** By the file's name if left out: `.jsonl`, `.csv`, `.tsv`, `.conllu`, `.sgm`, `.xml` and so on; everything else is plain text (`lines`). */
  readonly format?: Exclude<CorpusFormat, 'folder'>;
}

/** What is read of a folder: text and data files, packed or not, names without extension, and archives, to say that they are not read. */
const readNames = /(^|[/\\])[^./\\]+(\.gz)?$|\.(txt|text|md|markdown|jsonl|ndjson|csv|tsv|tab|conllu|conll|iob|bio|sgml?|xml|\d+)(\.gz)?$|\.(xz|bz2|zst|zip)$/i;

/**
 * Streams the texts of an unlabelled corpus: files, folders with all that is below them, globs (`books/**\/*.txt.gz`), in the order given.
 * Of labelled data the labels are left out; of tagged sentences the tokens are joined by blanks.
 * @throws LexiscopeError that names file, line and what was expected
 */
export async function* readTexts(paths: string | readonly string[], options: TextOptions = {}): AsyncGenerator<CorpusText> {
  const files: string[] = [];
  for (const target of typeof paths === 'string' ? [paths] : paths) for (const file of await textFiles(target)) files.push(file);
  const formatOf = (file: string): CorpusFormat => options.format ?? formatOfName(file) ?? 'lines';
  const encodingOf = (file: string): string | undefined => options.encoding ?? encodingOfFormat(formatOf(file));
  yield* parseFiles(files, options, (source) => textParser(formatOf(source.file), source, options), encodingOf);
}

async function textFiles(target: string): Promise<string[]> {
  if (isGlob(target) && !(await exists(target))) return filesOfGlob(target);
  if (!(await isFolder(target))) return [target];
  const files = await filesBelow(target, (file) => readNames.test(file));
  if (files.length === 0) throw new LexiscopeError('not-found', `${target}: there are no text files in this folder`);
  return files;
}

async function exists(target: string): Promise<boolean> {
  return stat(target).then(() => true, () => false);
}

function textParser(format: CorpusFormat, source: Source, options: TextOptions): TextParser<CorpusText> {
  if (format === 'conllu' || format === 'conll') return joinedTokens(new ConllParser(source, format));
  if (format !== 'lines') return exampleParser({ format, labelOf: new Map() }, source, { ...options, format: undefined, split: 'all' }, false);
  if (options.unit === 'document') return new DocumentParser(source, []);
  return options.unit === 'paragraph' ? new ParagraphParser(source) : plainLineParser(source);
}

function joinedTokens(parser: ConllParser): TextParser<CorpusText> {
  function* joined(sentences: ReturnType<ConllParser['push']>): Generator<CorpusText> {
    for (const { tokens, file, line } of sentences) yield { text: tokens.join(' '), file, line };
  }
  return { push: (text) => joined(parser.push(text)), end: () => joined(parser.end()) };
}
