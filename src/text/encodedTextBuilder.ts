import type { EncodedText } from './tokenizer.ts';

const initialTokens = 1 << 10;
const initialIds = 1 << 12;
/** Buffers above this many ids are given back after use. */
const keptIds = 1 << 20;

/** Collects tokens in buffers that grow and serve one text after the other. */
export class EncodedTextBuilder {
  length = 0;
  idCount = 0;
  /** Write up to the number that was reserved, then call `endToken`. */
  ids = new Int32Array(initialIds);
  #idStarts = new Int32Array(initialTokens + 1);
  #starts = new Int32Array(initialTokens);
  #ends = new Int32Array(initialTokens);

  /** Makes room for `count` more ids. */
  reserveIds(count: number): void {
    if (this.idCount + count > this.ids.length) this.ids = grown(this.ids, this.idCount + count);
  }

  /** Ends the token whose ids were written to `ids` from `idCount` up to `idEnd`. */
  endToken(start: number, end: number, idEnd: number): void {
    if (this.length === this.#starts.length) {
      this.#starts = grown(this.#starts, this.length + 1);
      this.#ends = grown(this.#ends, this.length + 1);
      this.#idStarts = grown(this.#idStarts, this.length + 2);
    }
    this.#starts[this.length] = start;
    this.#ends[this.length] = end;
    this.length++;
    this.idCount = idEnd;
    this.#idStarts[this.length] = idEnd;
  }

  /** Adds a token with one id. */
  push(id: number, start: number, end: number): void {
    this.reserveIds(1);
    this.ids[this.idCount] = id;
    this.endToken(start, end, this.idCount + 1);
  }

  /** The collected text; the builder is empty afterwards. */
  finish(): EncodedText {
    const { length, idCount } = this;
    const text: EncodedText = {
      length,
      ids: this.ids.slice(0, idCount),
      idStarts: this.#idStarts.slice(0, length + 1),
      starts: this.#starts.slice(0, length),
      ends: this.#ends.slice(0, length),
    };
    this.length = 0;
    this.idCount = 0;
    if (this.ids.length > keptIds) {
      this.ids = new Int32Array(initialIds);
      this.#idStarts = new Int32Array(initialTokens + 1);
      this.#starts = new Int32Array(initialTokens);
      this.#ends = new Int32Array(initialTokens);
    }
    return text;
  }
}

function grown(buffer: Int32Array<ArrayBuffer>, minimum: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(minimum, 2 * buffer.length));
  larger.set(buffer);
  return larger;
}
