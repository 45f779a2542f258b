import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { DataPart } from './exampleStore.ts';

/** A row of validation or test data as it stands in its file. */
export interface StoredText {
  readonly text: string;
  readonly labels: readonly string[];
  /** Where each token has a label. */
  readonly tokens?: readonly string[];
  readonly file: string;
  readonly line: number;
}

export type HeldOutPart = Exclude<DataPart, 'training'>;

/** Of longer texts the beginning is kept: enough to see what they are. */
const maximumLength = 4000;
const bufferLength = 1 << 20;

/**
 * The held-out texts in a file, since the examples have only their ids: for the answers that people look at. In memory are 8 bytes a text.
 */
export class TextStore {
  readonly #file: string;
  readonly #handle: number;
  readonly #starts: Readonly<Record<HeldOutPart, number[]>> = { validation: [], test: [] };
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #end = 0;

  constructor(file: string) {
    this.#file = file;
    this.#handle = openSync(file, 'w+');
  }

  size(part: HeldOutPart): number {
    return this.#starts[part].length;
  }

  add(part: HeldOutPart, { text, ...row }: StoredText): void {
    const bytes = Buffer.from(JSON.stringify({ text: text.length > maximumLength ? `${text.slice(0, maximumLength)} …` : text, ...row } satisfies StoredText));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    this.#starts[part].push(this.#end);
    this.#end += 4 + bytes.length;
    this.#waiting.push(length, bytes);
    this.#waitingBytes += 4 + bytes.length;
    if (this.#waitingBytes >= bufferLength) this.flush();
  }

  /** To be called after the last `add`. */
  flush(): void {
    const bytes = Buffer.concat(this.#waiting);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#handle, bytes, written);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** @param index the place among the texts of its part, in the order in which they were added */
  read(part: HeldOutPart, index: number): StoredText {
    const start = this.#starts[part][index];
    const length = Buffer.alloc(4);
    readSync(this.#handle, length, 0, 4, start);
    const bytes = Buffer.alloc(length.readUInt32LE());
    readSync(this.#handle, bytes, 0, bytes.length, start + 4);
    return JSON.parse(bytes.toString('utf8')) as StoredText;
  }

  async dispose(): Promise<void> {
    closeSync(this.#handle);
    await rm(this.#file, { force: true });
  }
}
