import { stat } from 'node:fs/promises';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import { detectFormat } from '../corpora/detectFormat.ts';
import { filesBelow, isFolder } from '../corpora/paths.ts';
import { readExamples } from '../corpora/readExamples.ts';
import { readTaggedSentences } from '../corpora/readTaggedSentences.ts';
import { readTexts } from '../corpora/readTexts.ts';
import type { Problem } from '../corpora/source.ts';
import type { DataInspection } from '../protocol/training.ts';
import type { RunKind } from '../protocol/trainingRun.ts';
import { WordScanner } from '../text/wordScanner.ts';
import { columnsOf } from './dataColumns.ts';
import { adviceFor } from './dataAdvice.ts';
import { Lengths } from './lengths.ts';
import type { RunConfiguration } from './runConfiguration.ts';

export interface InspectionOptions {
  /** Rows shown. */
  readonly rows: number;
  readonly signal?: AbortSignal;
  /** Part of the bytes read, 0 to 1. */
  readonly onProgress?: (part: number) => void;
}

/** A first look may take so long; of what is left, the size is estimated. */
const lookMs = 3000;
const lookRows = 200_000;
const shownProblems = 100;
const shownLabels = 1000;
const shownLength = 600;
const maximumCountedLabels = 10_000;
const maximumCountedWords = 1_000_000;

type Row = DataInspection['rows'][number];

/**
 * What is in data that somebody wants to train on. Bad rows, unreadable files and columns that have to be chosen are `problems`.
 * @throws LexiscopeError `not-found` where there is nothing, `cancelled`
 */
export async function inspectTrainingData(kind: RunKind, paths: readonly string[], reading: RunConfiguration['reading'], options: InspectionOptions): Promise<DataInspection> {
  const { signal } = options;
  const files = await filesOf(paths);
  const bytes = await totalSize(files);
  const problems: Problem[] = [];
  let problemCount = 0;
  const onProblem = (problem: Problem): void => {
    problemCount++;
    if (problems.length < shownProblems) problems.push(problem);
  };
  const failed = (error: unknown): void => {
    if (!(error instanceof LexiscopeError) || error.code === 'cancelled') throw error;
    const [, file = paths[0], line, message = error.message] = /^(.+?)(?::(\d+))?: (.*)$/s.exec(error.message) ?? [];
    onProblem({ file, line: line === undefined ? undefined : Number(line), message: error.hint === undefined ? message : `${message}. ${error.hint}` });
  };
  let format = 'lines';
  try {
    format = reading.format ?? (kind === 'embeddings' && (await isFolder(paths[0])) ? 'lines' : await detectFormat(paths[0], signal ? { signal } : {}));
  } catch (error) {
    failed(error);
  }
  let read = 0;
  const tally = new Tally(options.rows);
  const deadline = performance.now() + lookMs;
  let complete = true;
  try {
    const onProgress = (done: number, total: number): void => {
      read = done;
      options.onProgress?.(total === 0 ? 1 : done / total);
    };
    for await (const row of rowsOf(kind, paths, reading, { ...(signal && { signal }), onProblem, onProgress })) {
      tally.add(row);
      if (tally.examples >= lookRows || (tally.examples % 256 === 0 && performance.now() > deadline)) {
        complete = read >= bytes;
        break;
      }
    }
  } catch (error) {
    failed(error);
  }
  const estimated = complete || read === 0 ? tally.examples : Math.round((tally.examples * bytes) / read);
  const columns = files.length === 0 ? [] : await columnsOf(files[0], format, reading, signal).catch((error: unknown) => {
    onProblem({ file: files[0], line: undefined, message: messageOf(error) });
    return [];
  });
  const facts = { format, files: files.slice(0, 50), fileCount: files.length, bytes, columns, estimatedExamples: estimated, complete, problemCount, problems: problems.map((problem) => ({ ...problem, line: problem.line ?? null })) };
  const inspection = { ...facts, ...tally.result(kind, estimated) };
  return { ...inspection, advice: adviceFor(kind, inspection) };
}

type ReadingContext = Pick<InspectionOptions, 'signal'> & { readonly onProblem: (problem: Problem) => void; readonly onProgress: (done: number, total: number) => void };

async function* rowsOf(kind: RunKind, paths: readonly string[], { tagColumn, skipBadRows: _skipped, ...reading }: RunConfiguration['reading'], context: ReadingContext): AsyncGenerator<Row> {
  if (kind === 'embeddings') {
    for await (const { text, file, line } of readTexts(paths, context)) yield { text, labels: [], file, line };
  } else if (kind === 'tagger') {
    for await (const { tokens, tags, file, line } of readTaggedSentences(paths, { ...context, ...(tagColumn !== undefined && { tagColumn }) })) yield { text: tokens.join(' '), labels: tags, tokens, file, line };
  } else {
    yield* readExamples(paths, { ...Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined)), ...context });
  }
}

/** Counts what goes by. */
class Tally {
  examples = 0;
  readonly #shown: number;
  readonly #rows: Row[] = [];
  readonly #labels = new Map<string, number>();
  readonly #words = new Lengths();
  readonly #characters = new Lengths();
  readonly #distinctWords = new Set<string>();
  readonly #seen = new Set<string>();
  #withoutLabel = 0;
  #withSeveralLabels = 0;
  #empty = 0;
  #duplicates = 0;

  constructor(shown: number) {
    this.#shown = shown;
  }

  add(row: Row): void {
    const { text, labels, tokens } = row;
    this.examples++;
    if (this.#rows.length < this.#shown) this.#rows.push({ ...row, text: text.length > shownLength ? `${text.slice(0, shownLength)}…` : text });
    for (const label of labels) if (this.#labels.has(label) || this.#labels.size < maximumCountedLabels) this.#labels.set(label, (this.#labels.get(label) ?? 0) + 1);
    if (labels.length === 0) this.#withoutLabel++;
    if (labels.length > 1) this.#withSeveralLabels++;
    if (text.trim() === '') this.#empty++;
    else if (this.#seen.has(text)) this.#duplicates++;
    else this.#seen.add(text);
    this.#characters.add(text.length);
    this.#words.add(tokens ? tokens.length : this.#countWords(text));
  }

  result(kind: RunKind, estimated: number): Pick<DataInspection, 'rows' | 'examples' | 'target' | 'labels' | 'labelCount' | 'withoutLabel' | 'withSeveralLabels' | 'empty' | 'duplicates' | 'words' | 'characters' | 'sizes'> {
    const several = this.#withSeveralLabels > 0 || this.#withoutLabel > 0;
    const words = this.#words.distribution();
    return {
      rows: this.#rows, examples: this.examples,
      target: this.#labels.size === 0 ? null : kind === 'tagger' ? 'tags' : several ? 'multiple' : 'single',
      labels: [...this.#labels].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1)).slice(0, shownLabels),
      labelCount: this.#labels.size, withoutLabel: this.#withoutLabel, withSeveralLabels: kind === 'tagger' ? 0 : this.#withSeveralLabels,
      empty: this.#empty, duplicates: this.#duplicates, words, characters: this.#characters.distribution(),
      sizes: { examples: estimated, meanTokens: words.mean, distinctWords: this.#distinctWords.size, labels: this.#labels.size },
    };
  }

  #countWords(text: string): number {
    const scanner = new WordScanner(text, 256);
    let count = 0;
    while (scanner.next()) {
      count++;
      if (this.#distinctWords.size < maximumCountedWords) this.#distinctWords.add(text.slice(scanner.start, scanner.end).toLowerCase());
    }
    return count;
  }
}

async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const target of paths) {
    if (await isFolder(target)) for (const file of await filesBelow(target)) files.push(file);
    else files.push(target);
  }
  return files;
}

async function totalSize(files: readonly string[]): Promise<number> {
  let total = 0;
  for (const file of files) total += (await stat(file)).size;
  return total;
}
