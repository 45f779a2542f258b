import { LexiscopeError } from '../base/errors.ts';
import type { TableOptions } from './columns.ts';
import { CsvExampleParser } from './csvExamples.ts';
import { detectFormat } from './detectFormat.ts';
import { DocumentParser, classFiles } from './documents.ts';
import type { LabelledExample } from './example.ts';
import type { CorpusFormat, ExampleFormat } from './formats.ts';
import { JsonLinesParser } from './jsonl.ts';
import { fastTextParser, labelTabTextParser, plainLineParser } from './lineFormats.ts';
import { parseFiles } from './parseFiles.ts';
import { filesBelow, isFolder } from './paths.ts';
import { Rcv1Parser } from './rcv1.ts';
import type { CodeClass } from './rcv1.ts';
import { ReutersParser } from './reuters.ts';
import type { OfficialSplit } from './reuters.ts';
import type { ReadOptions, Source, TextParser } from './source.ts';

/** How labelled data is read. `text` and `labels` are columns of a table or keys of JSON Lines. */
export interface ExampleOptions extends ReadOptions, TableOptions {
  /** Detected from name and content if left out. */
  readonly format?: ExampleFormat;
  /** The part of a collection that has a split of its own: Reuters-21578, and folders with `train` and `test` in them. Default `train`. */
  readonly split?: OfficialSplit;
  /** The codes of RCV1 that are the labels. Default `topics`. */
  readonly codes?: CodeClass;
}

/** Files of one format, with what else their parsers need. */
interface FileGroup {
  readonly format: ExampleFormat;
  readonly files: string[];
  /** For a folder per class: the class of each file. */
  readonly labelOf: ReadonlyMap<string, string>;
}

/**
 * Streams labelled examples from one or more files or folders.
 * @throws LexiscopeError that names file, line and what was expected
 */
export async function* readExamples(paths: string | readonly string[], options: ExampleOptions = {}): AsyncGenerator<LabelledExample> {
  const groups: FileGroup[] = [];
  for (const target of typeof paths === 'string' ? [paths] : paths) groups.push(await groupOf(target, options));
  // One call for all, so that progress counts over all of them.
  const groupOfFile = new Map(groups.flatMap((group) => group.files.map((file) => [file, group] as const)));
  const encodingOf = (file: string): string | undefined => options.encoding ?? encodingOfFormat(groupOfFile.get(file)!.format);
  yield* parseFiles(groups.flatMap(({ files }) => files), options, (source) => exampleParser(groupOfFile.get(source.file)!, source, options, true), encodingOf);
}

/** The encoding where the format says it: Reuters-21578 is Latin-1, XML names its encoding itself. */
export function encodingOfFormat(format: CorpusFormat): string | undefined {
  return format === 'reuters' ? 'windows-1252' : format === 'rcv1' ? 'xml' : undefined;
}

async function groupOf(target: string, options: ExampleOptions): Promise<FileGroup> {
  const format = options.format ?? (await detectFormat(target, options));
  if (format === 'lines' && options.format === undefined) {
    throw new LexiscopeError('bad-input', `${target}: expected labelled texts, found plain text`,
      { hint: 'Labelled texts are read from JSON Lines, CSV and TSV, fastText lines, a folder per class, Reuters-21578 and RCV1; a table needs a header such as text,label.' });
  }
  if (format === 'conllu' || format === 'conll') throw new LexiscopeError('bad-input', `${target}: this file has a tag for each token, expected labelled texts`);
  if (format === 'folder') {
    const labelOf = await classFiles(target, options.split ?? 'train');
    return { format, files: [...labelOf.keys()], labelOf };
  }
  const files = (format === 'reuters' || format === 'rcv1') && (await isFolder(target)) ? await collectionFiles(target, format) : [target];
  return { format, files, labelOf: new Map() };
}

async function collectionFiles(folder: string, format: 'reuters' | 'rcv1'): Promise<string[]> {
  const pattern = format === 'reuters' ? /\.sgml?(\.gz)?$/i : /\.xml(\.gz)?$/i;
  const files = await filesBelow(folder, (file) => pattern.test(file));
  if (files.length === 0) throw new LexiscopeError('not-found', `${folder}: expected ${format === 'reuters' ? '.sgm' : '.xml'} files in this folder`);
  return files;
}

/** @param wantLabels false for texts without labels: columns and keys of labels are then not looked for */
export function exampleParser(group: Pick<FileGroup, 'format' | 'labelOf'>, source: Source, options: ExampleOptions, wantLabels: boolean): TextParser<LabelledExample> {
  switch (group.format) {
    case 'jsonl': return new JsonLinesParser(source, keysOf(source, options), wantLabels);
    case 'csv': return new CsvExampleParser(source, options, wantLabels);
    case 'fasttext': return fastTextParser(source);
    case 'label-tab-text': return labelTabTextParser(source);
    case 'lines': return plainLineParser(source);
    case 'reuters': return new ReutersParser(source, options.split);
    case 'rcv1': return new Rcv1Parser(source, options.codes);
    case 'folder': return new DocumentParser(source, [group.labelOf.get(source.file)!]);
  }
}

function keysOf(source: Source, options: ExampleOptions): { text?: string[]; labels?: string } {
  const text = options.text === undefined ? [] : [options.text].flat();
  const labels = options.labels === undefined ? [] : [options.labels].flat();
  if ([...text, ...labels].some((key) => typeof key === 'number') || labels.length > 1) {
    throw new LexiscopeError('bad-input', `${source.file}: JSON Lines have one key for the labels, and keys are names, not numbers`);
  }
  return { ...(text.length > 0 && { text: text.map(String) }), ...(labels.length > 0 && { labels: String(labels[0]) }) };
}
