import { closeSync, openSync, readSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { createRandom, shuffle } from '../base/random.ts';
import { LexiscopeError } from '../base/errors.ts';
import { writeFileAtomically } from '../base/files.ts';
import type { EncodedExample, ExampleSource } from './examples.ts';

/**
 * Encoded examples on disk, so that a corpus larger than memory can be shuffled: memory holds one offset an example.
 *
 * A record is int32 numbers: file index, line, labels, tokens, ids, 1 if tokens have several ids each, then the labels,
 * the id starts (only where tokens have several ids) and the ids. FILE.index holds the records' offsets in 4-byte words.
 */
const headerWords = 6;
const flushWords = 1 << 18;

/** Where an example came from. */
export interface Provenance {
  readonly file: number;
  readonly line: number;
}

export class EncodedCorpusWriter {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #buffer = new Int32Array(2 * flushWords);
  #filled = 0;
  #written = 0;
  #offsets = new Uint32Array(1024);
  #count = 0;

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  static async create(file: string): Promise<EncodedCorpusWriter> {
    return new EncodedCorpusWriter(file, await open(file, 'w'));
  }

  async add(example: EncodedExample, provenance: Provenance): Promise<void> {
    const { ids, idStarts, labels } = example;
    const tokens = idStarts.length - 1;
    const several = ids.length !== tokens;
    const words = headerWords + labels.length + (several ? idStarts.length : 0) + ids.length;
    if (this.#filled + words > this.#buffer.length) await this.#flush();
    if (this.#count === this.#offsets.length) {
      const grown = new Uint32Array(2 * this.#count);
      grown.set(this.#offsets);
      this.#offsets = grown;
    }
    this.#offsets[this.#count++] = this.#written + this.#filled;
    const record = words > this.#buffer.length ? new Int32Array(words) : this.#buffer.subarray(this.#filled, this.#filled + words);
    record.set([provenance.file, provenance.line, labels.length, tokens, ids.length, several ? 1 : 0]);
    let at = headerWords;
    record.set(labels, at);
    at += labels.length;
    if (several) {
      record.set(idStarts, at);
      at += idStarts.length;
    }
    record.set(ids, at);
    if (words > this.#buffer.length) {
      await this.#write(record);
    } else {
      this.#filled += words;
      if (this.#filled >= flushWords) await this.#flush();
    }
  }

  /** Writes what is left and the index; the corpus can be opened afterwards. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    const offsets = this.#offsets.slice(0, this.#count);
    await writeFileAtomically(`${this.#file}.index`, new Uint8Array(offsets.buffer));
  }

  /** Closes an unfinished corpus. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    await this.#write(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  async #write(words: Int32Array): Promise<void> {
    if (words.length === 0) return;
    await this.#handle.write(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
    this.#written += words.length;
  }
}

/** Examples drawn together before they are read in the order of the file. */
const readWindow = 4096;

export class EncodedCorpus {
  readonly #file: string;
  readonly #offsets: Uint32Array;
  readonly #words: number;
  /** Weight of an example by its first label; 1 where left out. */
  readonly #weights: Float32Array | undefined;

  private constructor(file: string, offsets: Uint32Array, words: number, weights: Float32Array | undefined) {
    this.#file = file;
    this.#offsets = offsets;
    this.#words = words;
    this.#weights = weights;
  }

  /**
   * @param weights of each label, for skewed data
   * @throws LexiscopeError `bad-input` where file and index do not fit together
   */
  static async open(file: string, weights?: Float32Array): Promise<EncodedCorpus> {
    const index = await readFile(`${file}.index`);
    const { size } = await stat(file);
    const offsets = new Uint32Array(index.length >> 2);
    new Uint8Array(offsets.buffer).set(index.subarray(0, offsets.byteLength));
    if (size % 4 !== 0 || (offsets.length > 0 && offsets[offsets.length - 1] * 4 >= size)) throw new LexiscopeError('bad-input', `${file} and ${file}.index do not fit together`);
    return new EncodedCorpus(file, offsets, size / 4, weights);
  }

  get size(): number {
    return this.#offsets.length;
  }

  /** A source that shuffles anew for every epoch. */
  source(seed: number): ExampleSource {
    return { size: this.size, examples: (epoch) => this.#inOrder(shuffle(Uint32Array.from(this.#offsets.keys()), createRandom(seed + 104729 * epoch))) };
  }

  /** All examples in the order they were written, with where each came from. */
  *all(): Generator<EncodedExample & { provenance: Provenance }> {
    yield* this.#inOrder(Uint32Array.from(this.#offsets.keys()));
  }

  *#inOrder(order: Uint32Array): Generator<EncodedExample & { provenance: Provenance }> {
    const descriptor = openSync(this.#file, 'r');
    try {
      for (let first = 0; first < order.length; first += readWindow) {
        const window = order.subarray(first, first + readWindow);
        // Read in the order of the file, give out in the order asked for.
        const places = Array.from(window.keys()).sort((a, b) => window[a] - window[b]);
        const examples = new Array<EncodedExample & { provenance: Provenance }>(window.length);
        for (const place of places) examples[place] = this.#read(descriptor, window[place]);
        yield* examples;
      }
    } finally {
      closeSync(descriptor);
    }
  }

  #read(descriptor: number, index: number): EncodedExample & { provenance: Provenance } {
    const start = this.#offsets[index];
    const end = index + 1 < this.#offsets.length ? this.#offsets[index + 1] : this.#words;
    const record = new Int32Array(end - start);
    readSync(descriptor, new Uint8Array(record.buffer), 0, record.byteLength, 4 * start);
    const [file, line, labelCount, tokens, idCount, several] = record;
    let at = headerWords;
    const labels = record.subarray(at, (at += labelCount));
    const idStarts = several ? record.subarray(at, (at += tokens + 1)) : Int32Array.from({ length: tokens + 1 }, (_, i) => i);
    const ids = record.subarray(at, at + idCount);
    return { ids, idStarts, labels, weight: this.#weights && labelCount > 0 ? this.#weights[labels[0]] : 1, provenance: { file, line } };
  }
}
