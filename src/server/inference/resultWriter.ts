import { type FileHandle, open } from 'node:fs/promises';
import { LexiscopeError, messageOf } from '../../base/errors.ts';
import type { UnnumberedRow } from './classifyRows.ts';

/** Appends rows to a result file, and keeps count of them. */
export class ResultWriter {
  readonly file: string;
  readonly #handle: FileHandle;
  readonly #counts = new Map<string, number>();
  #waiting: string[] = [];
  #rows = 0;
  #skipped = 0;

  private constructor(file: string, handle: FileHandle) {
    this.file = file;
    this.#handle = handle;
  }

  /** @throws LexiscopeError `failed` where the file cannot be made */
  static async create(file: string): Promise<ResultWriter> {
    try {
      return new ResultWriter(file, await open(file, 'wx'));
    } catch (error) {
      throw new LexiscopeError('failed', `${file}: could not be written (${messageOf(error)})`, { cause: error });
    }
  }

  get rows(): number {
    return this.#rows;
  }

  get skipped(): number {
    return this.#skipped;
  }

  add(row: UnnumberedRow): void {
    this.#waiting.push(`${JSON.stringify({ row: this.#rows++, ...row })}\n`);
    if (row.skipped !== undefined) this.#skipped++;
    for (const label of row.labels) this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
  }

  /** Writes what has been added. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const text = this.#waiting.join('');
    this.#waiting = [];
    try {
      await this.#handle.appendFile(text);
    } catch (error) {
      throw new LexiscopeError('failed', `${this.file}: could not be written (${messageOf(error)})`, { cause: error });
    }
  }

  /** Rows of each label, most first. */
  counts(): { label: string; count: number }[] {
    return [...this.#counts].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
