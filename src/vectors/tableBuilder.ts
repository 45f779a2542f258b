import { LexiscopeError } from '../base/errors.ts';
import { RowStore } from './rowStore.ts';
import type { WordTable } from './wordTable.ts';
import { WordTableBuilder } from './wordTable.ts';

const shownDuplicates = 5;

/** What readers fill: words and rows as they come. */
export class TableBuilder {
  readonly store: RowStore;
  readonly dimensions: number;
  readonly warnings: string[] = [];
  /** The matrix so far, with room for at least one row more; read it again after `endRow`. */
  matrix: Float32Array;
  private readonly words = new WordTableBuilder();
  private readonly file: string;
  private readonly duplicatesAreErrors: boolean;
  private duplicates = 0;

  /** @param expectedRows plausible number of rows; room is made for them at once, which costs memory only when they come */
  constructor(file: string, dimensions: number, expectedRows: number, duplicatesAreErrors: boolean) {
    this.file = file;
    this.store = new RowStore(dimensions);
    this.dimensions = dimensions;
    this.duplicatesAreErrors = duplicatesAreErrors;
    this.store.resize(Math.max(1, expectedRows));
    this.matrix = this.store.matrix();
  }

  get rows(): number {
    return this.words.size;
  }

  /** Where in `matrix` the values of the row to come belong. */
  get nextRowAt(): number {
    return this.words.size * this.dimensions;
  }

  /**
   * Gives the row whose values now stand at `nextRowAt` its word, bytes[start .. end). Of a word that comes twice the first row is kept
   * (as gensim does), with a warning or an error that names both places.
   * @param line of the file, or undefined in binary files
   */
  endRow(bytes: Uint8Array, start: number, end: number, line: number | undefined): void {
    const known = this.words.add(bytes, start, end);
    if (known >= 0) {
      this.reportDuplicate(Buffer.from(bytes.subarray(start, end)).toString('utf8'), known, line);
    } else if ((this.words.size + 1) * this.dimensions > this.matrix.length) {
      this.store.resize(Math.ceil(this.words.size * 1.25) + 1024);
      this.matrix = this.store.matrix();
    }
  }

  /** @throws LexiscopeError `bad-input` when there is no row at all */
  finish(): { words: WordTable; store: RowStore; warnings: string[] } {
    if (this.rows === 0) throw new LexiscopeError('bad-input', `${this.file}: no vectors`);
    if (this.duplicates > shownDuplicates) this.warnings.push(`${this.file}: ${this.duplicates - shownDuplicates} more words stand there twice`);
    this.store.resize(this.rows);
    return { words: this.words.finish(), store: this.store, warnings: this.warnings };
  }

  private reportDuplicate(word: string, known: number, line: number | undefined): void {
    const place = line === undefined ? this.file : `${this.file}:${line}`;
    const message = `${place}: ${JSON.stringify(word)} stands there before, as row ${known + 1}`;
    if (this.duplicatesAreErrors) throw new LexiscopeError('bad-input', message, { hint: 'Each word may have one vector only.' });
    this.duplicates++;
    if (this.duplicates <= shownDuplicates) this.warnings.push(`${message}; the first vector is kept`);
  }
}
