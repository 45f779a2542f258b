import { LexiscopeError } from '../base/errors.ts';
import type { TableOptions } from './columns.ts';
import { CsvExampleParser } from './csvExamples.ts';
import { detectFormat } from './detectFormat.ts';
import type { LabelledExample } from './example.ts';
import type { ExampleFormat } from './formats.ts';
import { JsonLinesParser } from './jsonl.ts';
import { fastTextParser, labelTabTextParser, plainLineParser } from './lineFormats.ts';
import { parseFiles } from './parseFiles.ts';
import type { ReadOptions, Source, TextParser } from './source.ts';

/** How labelled data is read. `text` and `labels` are columns of a table or keys of JSON Lines. */
export interface ExampleOptions extends ReadOptions, TableOptions {
  /** Detected from name and content if left out. */
  readonly format?: ExampleFormat;
}

/**
 * Streams labelled examples from one or more files of one format.
 * @throws LexiscopeError that names file, line and what was expected
 */
export async function* readExamples(paths: string | readonly string[], options: ExampleOptions = {}): AsyncGenerator<LabelledExample> {
  for (const { files, format } of await filesByFormat(paths, options)) {
    yield* parseFiles(files, options, (source) => exampleParser(format, source, options, true));
  }
}

async function filesByFormat(paths: string | readonly string[], options: ExampleOptions): Promise<{ files: string[]; format: ExampleFormat }[]> {
  const groups: { files: string[]; format: ExampleFormat }[] = [];
  for (const file of typeof paths === 'string' ? [paths] : paths) {
    const format = options.format ?? (await detectFormat(file, options));
    if (format === 'conllu' || format === 'conll') throw new LexiscopeError('bad-input', `${file}: this file has a tag a token, expected labelled texts`);
    const last = groups.at(-1);
    if (last?.format === format) last.files.push(file);
    else groups.push({ files: [file], format });
  }
  return groups;
}

/** @param wantLabels false for texts without labels: columns and keys of labels are then not looked for */
export function exampleParser(format: ExampleFormat, source: Source, options: ExampleOptions, wantLabels: boolean): TextParser<LabelledExample> {
  switch (format) {
    case 'jsonl': return new JsonLinesParser(source, keysOf(source, options), wantLabels);
    case 'csv': return new CsvExampleParser(source, options, wantLabels);
    case 'fasttext': return fastTextParser(source);
    case 'label-tab-text': return labelTabTextParser(source);
    case 'lines': return plainLineParser(source);
    default: throw new LexiscopeError('unsupported', `${source.file}: format ${format}`);
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
