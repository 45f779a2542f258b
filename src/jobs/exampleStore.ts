import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { orDiskFull } from '../base/files.ts';
import { createRandom, shuffle } from '../base/random.ts';
import type { EncodedExample, ExampleSource } from '../nn/examples.ts';

/** What examples are for. */
export type DataPart = 'training' | 'validation' | 'test';

const bufferBytes = 1 << 20;

/** Where the examples of one part begin in the file. */
class Part {
  /** [start in int32 units, length] of each example, growing. */
  starts = new Float64Array(1024);
  lengths = new Int32Array(1024);
  size = 0;

  push(start: number, length: number): void {
    if (this.size === this.lengths.length) {
      const starts = new Float64Array(2 * this.size);
      const lengths = new Int32Array(2 * this.size);
      starts.set(this.starts);
      lengths.set(this.lengths);
      this.starts = starts;
      this.lengths = lengths;
    }
    this.starts[this.size] = start;
    this.lengths[this.size++] = length;
  }
}

/**
 * Encoded examples in a file, so that a corpus need not fit in memory, is tokenized once, and can be read in any order. A record, int32:
 * tokens, labels, idStarts [tokens + 1], ids, labels. In memory are 12 bytes an example.
 */
export class ExampleStore {
  readonly #file: string;
  readonly #handle: number;
  readonly #parts: Readonly<Record<DataPart, Part>> = { training: new Part(), validation: new Part(), test: new Part() };
  readonly #buffer = new Int32Array(bufferBytes / 4);
  #buffered = 0;
  #end = 0;

  constructor(file: string) {
    this.#file = file;
    this.#handle = openSync(file, 'w+');
  }

  size(part: DataPart): number {
    return this.#parts[part].size;
  }

  add(part: DataPart, example: Pick<EncodedExample, 'ids' | 'idStarts' | 'labels'>): void {
    const { ids, idStarts, labels } = example;
    const length = 2 + idStarts.length + ids.length + labels.length;
    this.#parts[part].push(this.#end, length);
    this.#end += length;
    const record = length > this.#buffer.length ? new Int32Array(length) : this.#room(length);
    record[0] = idStarts.length - 1;
    record[1] = labels.length;
    record.set(idStarts, 2);
    record.set(ids, 2 + idStarts.length);
    record.set(labels, 2 + idStarts.length + ids.length);
    if (record.buffer !== this.#buffer.buffer) {
      this.flush();
      this.#write(record);
    }
  }

  /** To be called after the last `add`. */
  flush(): void {
    this.#write(this.#buffer.subarray(0, this.#buffered));
    this.#buffered = 0;
  }

  /** @throws LexiscopeError `failed` on a full disk */
  #write(values: Int32Array): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#handle, bytes, written, bytes.length - written);
    } catch (error) {
      throw orDiskFull(error, this.#file);
    }
  }

  /** @param index the place among the examples of its part */
  at(part: DataPart, index: number): EncodedExample {
    return this.#read(part, index);
  }

  /** The examples in the order in which they were added. */
  *inOrder(part: DataPart): Generator<EncodedExample> {
    const { size } = this.#parts[part];
    for (let i = 0; i < size; i++) yield this.#read(part, i);
  }

  /** The training examples, shuffled anew for each epoch. `weights` [labels]: an example weighs as much as the mean of its labels' weights. */
  trainingSource(seed: number, weights?: Float64Array): ExampleSource {
    const { size } = this.#parts.training;
    const read = (index: number): EncodedExample => this.#read('training', index, weights);
    return {
      size,
      *examples(epoch) {
        const order = shuffle(Uint32Array.from({ length: size }, (_, i) => i), createRandom(seed ^ Math.imul(epoch + 1, 0x85ebca6b)));
        for (const index of order) yield read(index);
      },
    };
  }

  async dispose(): Promise<void> {
    closeSync(this.#handle);
    await rm(this.#file, { force: true });
  }

  #room(length: number): Int32Array {
    if (this.#buffered + length > this.#buffer.length) this.flush();
    this.#buffered += length;
    return this.#buffer.subarray(this.#buffered - length, this.#buffered);
  }

  #read(part: DataPart, index: number, weights?: Float64Array): EncodedExample {
    const { starts, lengths } = this.#parts[part];
    const record = new Int32Array(lengths[index]);
    readSync(this.#handle, record, 0, record.byteLength, 4 * starts[index]);
    const [tokens, labelCount] = record;
    const labels = record.subarray(record.length - labelCount);
    let weight = 1;
    if (weights && labelCount > 0) weight = labels.reduce((sum, label) => sum + weights[label], 0) / labelCount;
    return { idStarts: record.subarray(2, 3 + tokens), ids: record.subarray(3 + tokens, record.length - labelCount), labels, weight };
  }
}
