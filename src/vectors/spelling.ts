import type { VectorSpace } from './space.ts';

export interface Suggestion {
  readonly row: number;
  readonly word: string;
  /** Edits between the spellings, in bytes of UTF-8. */
  readonly edits: number;
}

const encoder = new TextEncoder();

/**
 * Words of the space spelled nearly like an unknown one: at most two insertions, deletions, replacements or swaps of neighbours away
 * (Damerau 1964; one edit for words of up to four bytes), case aside. Fewest edits first, then the most frequent.
 */
export function suggestSpellings(space: VectorSpace, word: string, count = 5): Suggestion[] {
  const target = encoder.encode(word.toLowerCase());
  const allowed = target.length <= 4 ? 1 : 2;
  if (target.length < 2 || target.length > 64) return [];
  const distance = new EditDistance(target, allowed);
  const { text, offsets } = space.words;
  const found: { row: number; edits: number }[] = [];
  for (let row = 0; row < space.size; row++) {
    const length = offsets[row + 1] - offsets[row];
    if (Math.abs(length - target.length) > allowed) continue;
    const edits = distance.to(text, offsets[row], length);
    if (edits <= allowed) found.push({ row, edits });
  }
  return found
    .sort((a, b) => a.edits - b.edits || a.row - b.row)
    .slice(0, count)
    .map(({ row, edits }) => ({ row, edits, word: space.word(row) }));
}

/** Optimal string alignment distance to a fixed target, within a band, ASCII letters compared without case. */
class EditDistance {
  private readonly target: Uint8Array;
  private readonly allowed: number;
  /** The last three rows of the table, in turn. */
  private rows: [Uint8Array, Uint8Array, Uint8Array];

  constructor(target: Uint8Array, allowed: number) {
    this.target = target;
    this.allowed = allowed;
    const row = (): Uint8Array => new Uint8Array(target.length + 1);
    this.rows = [row(), row(), row()];
  }

  /** The distance, or any number above `allowed` when it is larger. */
  to(text: Uint8Array, start: number, length: number): number {
    const { target, allowed } = this;
    let [beforeLast, last, current] = this.rows;
    for (let j = 0; j <= target.length; j++) last[j] = j;
    for (let i = 1; i <= length; i++) {
      const byte = lower(text[start + i - 1]);
      const from = Math.max(1, i - allowed);
      const to = Math.min(target.length, i + allowed);
      current[0] = i;
      if (from > 1) current[from - 1] = allowed + 1;
      let smallest = from === 1 ? i : allowed + 1;
      for (let j = from; j <= to; j++) {
        const replaced = last[j - 1] + (byte === target[j - 1] ? 0 : 1);
        const deleted = (j < i + allowed ? last[j] : allowed) + 1;
        let edits = Math.min(replaced, deleted, current[j - 1] + 1);
        if (i > 1 && j > 1 && byte === target[j - 2] && lower(text[start + i - 2]) === target[j - 1]) edits = Math.min(edits, beforeLast[j - 2] + 1);
        current[j] = edits;
        if (edits < smallest) smallest = edits;
      }
      if (smallest > allowed) return allowed + 1;
      [beforeLast, last, current] = [last, current, beforeLast];
    }
    this.rows = [beforeLast, last, current];
    return last[target.length];
  }
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
}
