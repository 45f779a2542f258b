const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The words of a space as one block of UTF-8 with offsets and an open-addressing hash table. A JavaScript array with a Map costs
 * some 80 bytes a word more than the text itself; this costs 12 to 20, and is read from a cache file as it stands.
 */
export class WordTable {
  /** Concatenated UTF-8 of all words. */
  readonly text: Uint8Array;
  /** [size + 1] word i is text[offsets[i] .. offsets[i + 1]). */
  readonly offsets: Uint32Array;
  /** [a power of two] row + 1 at the word's hash or the next free place after it; 0 is free. */
  readonly slots: Uint32Array;

  constructor(text: Uint8Array, offsets: Uint32Array, slots: Uint32Array) {
    this.text = text;
    this.offsets = offsets;
    this.slots = slots;
  }

  /** The table of `words`; a word that comes twice keeps its first row, and its second row is found by number only. */
  static from(words: Iterable<string>): WordTable {
    const builder = new WordTableBuilder();
    for (const word of words) {
      const bytes = encoder.encode(word);
      builder.add(bytes, 0, bytes.length, true);
    }
    return builder.finish();
  }

  get size(): number {
    return this.offsets.length - 1;
  }

  /** The word of a row; bytes that are not UTF-8 show as U+FFFD. */
  word(row: number): string {
    const start = this.offsets[row];
    const end = this.offsets[row + 1];
    const { text } = this;
    // Most words are short ASCII, for which this is several times faster than a TextDecoder.
    if (end - start <= 24) {
      let ascii = '';
      let i = start;
      while (i < end && text[i] < 128) ascii += String.fromCharCode(text[i++]);
      if (i === end) return ascii;
    }
    // A copy, because TextDecoder refuses views of shared memory.
    return decoder.decode(text.slice(start, end));
  }

  /** The row of a word, or -1. */
  indexOf(word: string): number {
    const bytes = encoder.encode(word);
    return findRow(this.slots, this.text, this.offsets, bytes, 0, bytes.length);
  }

  /** All words in row order. */
  *[Symbol.iterator](): Generator<string> {
    for (let row = 0; row < this.size; row++) yield this.word(row);
  }
}

/** Collects words as bytes; amortised constant time and no object a word. */
export class WordTableBuilder {
  private text = new Uint8Array(1 << 16);
  private offsets = new Uint32Array(1 << 12);
  private slots: Uint32Array = new Uint32Array(1 << 13);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /**
   * Adds the word bytes[start .. end).
   * @param keepDuplicate gives a known word a second row, which `indexOf` does not find
   * @returns -1, or the row of the same word when it was there before
   */
  add(bytes: Uint8Array, start: number, end: number, keepDuplicate = false): number {
    const known = findRow(this.slots, this.text, this.offsets, bytes, start, end);
    if (known >= 0 && !keepDuplicate) return known;
    const position = this.offsets[this.count];
    const length = end - start;
    if (position + length > this.text.length) this.text = grown(this.text, position + length);
    // Short copies: a loop beats the call of `set` on a new view.
    for (let i = 0; i < length; i++) this.text[position + i] = bytes[start + i]!;
    if (this.count + 2 > this.offsets.length) this.offsets = grown(this.offsets, this.count + 2);
    this.offsets[this.count + 1] = position + length;
    this.count++;
    if (known < 0) {
      if (this.count * 2 > this.slots.length) this.rehash();
      else insert(this.slots, hashOf(bytes, start, end), this.count);
    }
    return known;
  }

  /** The finished table, without slack. The builder must not be used afterwards. */
  finish(): WordTable {
    return new WordTable(this.text.slice(0, this.offsets[this.count]), this.offsets.slice(0, this.count + 1), this.slots);
  }

  private rehash(): void {
    this.slots = slotsFor(this.text, this.offsets, this.count);
  }
}

/** The hash table over `size` words. */
function slotsFor(text: Uint8Array, offsets: Uint32Array, size: number): Uint32Array {
  let capacity = 16;
  while (capacity < size * 2.5) capacity *= 2;
  const slots = new Uint32Array(capacity);
  for (let row = 0; row < size; row++) {
    const start = offsets[row];
    const end = offsets[row + 1];
    if (findRow(slots, text, offsets, text, start, end) < 0) insert(slots, hashOf(text, start, end), row + 1);
  }
  return slots;
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo), then a mix of the high bits into the low ones that choose the slot. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash ^ (hash >>> 15);
}

function insert(slots: Uint32Array, hash: number, rowPlusOne: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = rowPlusOne;
}

function findRow(slots: Uint32Array, text: Uint8Array, offsets: Uint32Array, bytes: Uint8Array, start: number, end: number): number {
  const mask = slots.length - 1;
  const length = end - start;
  // The count of probes ends the search in a table without a free slot, which only a forged file has.
  for (let slot = hashOf(bytes, start, end) & mask, probes = 0; slots[slot] !== 0 && probes <= mask; slot = (slot + 1) & mask, probes++) {
    const row = slots[slot] - 1;
    const from = offsets[row];
    if (offsets[row + 1] - from !== length) continue;
    let i = 0;
    while (i < length && text[from + i] === bytes[start + i]) i++;
    if (i === length) return row;
  }
  return -1;
}

function grown<T extends Uint8Array | Uint32Array>(array: T, needed: number): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
