import type { TaggedSentence } from './example.ts';
import { LineSplitter } from './lines.ts';
import { excerpt, ownCopy, reportRow, rowError } from './source.ts';
import type { Source, TextParser } from './source.ts';

/** The columns of CoNLL-U, by name (https://universaldependencies.org/format.html). */
export const conlluColumns = ['id', 'form', 'lemma', 'upos', 'xpos', 'feats', 'head', 'deprel', 'deps', 'misc'] as const;
export type ConlluColumn = (typeof conlluColumns)[number];

/** Which columns hold token and tag: 0-based, or negative from the right as in `at()`; CoNLL-U's also by name. */
export interface TagColumns {
  readonly tokenColumn?: number;
  readonly tagColumn?: number | ConlluColumn;
}

/** A sentence without end would fill the memory; the longest real ones have some hundreds of tokens. */
const maximumTokens = 100_000;

/** Code units in a line; a line of tabs alone would make a field of each. */
const maximumLineLength = 1024 * 1024;

/**
 * Sentences in columns, a token a line, blank lines between sentences.
 *
 * `conllu`: tab-separated; comments and the lines of multiword ranges (`3-4`) and empty nodes (`5.1`) are left out, so that the tokens are
 * the syntactic words, which is what the tags belong to. Token: form, tag: upos.
 *
 * `conll` (CoNLL-2000, CoNLL-2003, WNUT): columns divided by tabs where the line has one, else by blanks; `-DOCSTART-` lines are left out.
 * Token: the first column, tag: the last.
 */
export class ConllParser implements TextParser<TaggedSentence> {
  private readonly source: Source;
  private readonly lines: LineSplitter;
  private readonly conllu: boolean;
  private readonly tokenColumn: number;
  private readonly tagColumn: number;
  /** Number of columns, fixed by the file's first row. */
  private columns = 0;
  private tokens: string[] = [];
  private tags: string[] = [];
  private line = 0;
  /** The sentence holds a bad row and is left out. */
  private broken = false;

  constructor(source: Source, format: 'conllu' | 'conll', columns: TagColumns = {}) {
    this.source = { ...source, maximumRowLength: Math.min(source.maximumRowLength, maximumLineLength) };
    this.lines = new LineSplitter(this.source);
    this.conllu = format === 'conllu';
    this.tokenColumn = columns.tokenColumn ?? (this.conllu ? 1 : 0);
    const tag = columns.tagColumn ?? (this.conllu ? 'upos' : -1);
    this.tagColumn = typeof tag === 'number' ? tag : conlluColumns.indexOf(tag);
    if (this.conllu) this.columns = conlluColumns.length;
  }

  *push(text: string): Generator<TaggedSentence> {
    yield* this.sentences(this.lines.push(text));
  }

  *end(): Generator<TaggedSentence> {
    yield* this.sentences(this.lines.end());
    const last = this.endSentence();
    if (last) yield last;
  }

  private *sentences(lines: Iterable<string>): Generator<TaggedSentence> {
    for (const line of lines) {
      if (line.trim() === '') {
        const sentence = this.endSentence();
        if (sentence) yield sentence;
      } else if (!this.isAside(line)) this.addToken(line);
    }
  }

  /** A comment, a document mark, a multiword range or an empty node. */
  private isAside(line: string): boolean {
    if (!this.conllu) return line.startsWith('-DOCSTART-');
    return line.startsWith('#') || /^\d+[-.]\d+\t/.test(line);
  }

  private addToken(line: string): void {
    if (this.line === 0) this.line = this.lines.number;
    const fields = this.conllu || line.includes('\t') ? line.split('\t') : line.trim().split(/ +/);
    const problem = this.problemOf(fields);
    if (problem !== undefined) {
      reportRow(this.source, this.lines.number, problem);
      this.broken = true;
      return;
    }
    if (this.tokens.length >= maximumTokens) {
      throw rowError(this.source.file, this.line, `the sentence that starts here is longer than ${maximumTokens} tokens`, 'Sentences are divided by blank lines.');
    }
    this.tokens.push(ownCopy(fields.at(this.tokenColumn)!));
    this.tags.push(ownCopy(fields.at(this.tagColumn)!));
  }

  private problemOf(fields: readonly string[]): string | undefined {
    if (this.columns === 0) {
      const needed = Math.max(this.tokenColumn + 1, this.tagColumn < 0 ? -this.tagColumn : this.tagColumn + 1, 2);
      if (fields.length < needed) return `expected at least ${needed} columns, found ${fields.length}: ${excerpt(fields.join(' '))}`;
      this.columns = fields.length;
    }
    if (fields.length !== this.columns) return `expected ${this.columns} columns, found ${fields.length}: ${excerpt(fields.join(' '))}`;
    if (this.conllu && !/^\d+$/.test(fields[0])) return `expected a token number in the first column, found ${excerpt(fields[0])}`;
    if (fields.at(this.tokenColumn) === '' || fields.at(this.tagColumn) === '') return `token or tag is empty: ${excerpt(fields.join(' '))}`;
    return undefined;
  }

  private endSentence(): TaggedSentence | undefined {
    const { tokens, tags, line, broken } = this;
    this.tokens = [];
    this.tags = [];
    this.line = 0;
    this.broken = false;
    return broken || tokens.length === 0 ? undefined : { tokens, tags, file: this.source.file, line };
  }
}
