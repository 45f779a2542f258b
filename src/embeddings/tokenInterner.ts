/**
 * Distinct tokens and how often each came, without a string object a token: UTF-16 code units in one pool and an open-addressing
 * hash table. A token is given as a range of a longer text. When the table holds more than `maximumDistinct` tokens, those
 * seen fewer times than a rising minimum are dropped (word2vec's ReduceVocab); a dropped token that comes again starts at 1.
 */
export class TokenInterner {
  readonly #maximumDistinct: number;
  #pool = new Uint16Array(1 << 16);
  /** Token t of the pool is pool[offsets[t] .. offsets[t + 1]). */
  #offsets = new Uint32Array(1 << 12);
  #counts = new Float64Array(1 << 12);
  /** Token + 1 at its hash or the next free place. */
  #slots = new Int32Array(1 << 13);
  #size = 0;
  /** The id of the pool's token 0; earlier ids were given before the last pruning. */
  #firstId = 0;
  /** Where ids from before a pruning went: id -> later id, or -1. */
  #forward: Int32Array[] = [];
  #pruningMinimum = 1;

  constructor(maximumDistinct: number) {
    this.#maximumDistinct = maximumDistinct;
  }

  /** Counts the token text[start .. end) and returns its id. */
  intern(text: string, start: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let entry = this.#slots[slot]; entry !== 0; entry = this.#slots[slot]) {
      const token = entry - 1;
      if (this.#matches(token, text, start, end)) {
        this.#counts[token]++;
        return this.#firstId + token;
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, text, start, end);
  }

  /** Tokens with their ids and counts, in order of first appearance (since the last pruning). */
  *entries(): Generator<{ id: number; token: string; count: number }> {
    for (let token = 0; token < this.#size; token++) {
      yield { id: this.#firstId + token, token: this.#text(token), count: this.#counts[token] };
    }
  }

  /** One more than the largest id given. */
  get idLimit(): number {
    return this.#firstId + this.#size;
  }

  /** Where the ids given so far stand now: id -> id of `entries`, or -1 for a dropped token. */
  currentIds(): Int32Array {
    const current = new Int32Array(this.idLimit);
    for (let id = this.#firstId; id < current.length; id++) current[id] = id;
    let end = this.#firstId;
    for (let generation = this.#forward.length - 1; generation >= 0; generation--) {
      const forward = this.#forward[generation];
      const start = end - forward.length;
      for (let i = 0; i < forward.length; i++) current[start + i] = forward[i] < 0 ? -1 : current[forward[i]];
      end = start;
    }
    return current;
  }

  #matches(token: number, text: string, start: number, end: number): boolean {
    const from = this.#offsets[token];
    if (this.#offsets[token + 1] - from !== end - start) return false;
    for (let i = start, j = from; i < end; i++, j++) if (this.#pool[j] !== text.charCodeAt(i)) return false;
    return true;
  }

  #add(slot: number, text: string, start: number, end: number): number {
    const token = this.#size;
    const position = this.#offsets[token];
    if (position + end - start > this.#pool.length) this.#pool = doubled(this.#pool);
    for (let i = start, j = position; i < end; i++, j++) this.#pool[j] = text.charCodeAt(i);
    if (token + 2 > this.#offsets.length) {
      this.#offsets = doubled(this.#offsets);
      this.#counts = doubled(this.#counts);
    }
    this.#offsets[token + 1] = position + end - start;
    this.#counts[token] = 1;
    this.#slots[slot] = token + 1;
    this.#size++;
    const id = this.#firstId + token;
    if (this.#size > this.#maximumDistinct) {
      this.#prune();
      return this.#currentIdOf(id);
    }
    if (this.#size * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    return id;
  }

  /** The id that stands for `id` after a pruning that has just happened; a dropped token keeps an id that `currentIds` maps to -1. */
  #currentIdOf(id: number): number {
    const forward = this.#forward.at(-1)!;
    const moved = forward[id - (this.#firstId - forward.length)];
    return moved < 0 ? id : moved;
  }

  #prune(): void {
    const forward = new Int32Array(this.#size).fill(-1);
    const firstId = this.#firstId + this.#size;
    let kept = 0;
    // A rising minimum until half of the table is free, so that pruning stays rare.
    let minimum = this.#pruningMinimum;
    do {
      minimum++;
      kept = 0;
      for (let token = 0; token < this.#size; token++) if (this.#counts[token] >= minimum) kept++;
    } while (kept > this.#maximumDistinct / 2);
    this.#pruningMinimum = minimum;
    kept = 0;
    for (let token = 0; token < this.#size; token++) {
      if (this.#counts[token] < minimum) continue;
      const from = this.#offsets[token];
      const to = this.#offsets[token + 1];
      const position = this.#offsets[kept];
      this.#pool.copyWithin(position, from, to);
      this.#counts[kept] = this.#counts[token];
      forward[token] = firstId + kept;
      kept++;
      this.#offsets[kept] = position + to - from;
    }
    this.#forward.push(forward);
    this.#firstId = firstId;
    this.#size = kept;
    this.#rehash(this.#slots.length);
  }

  #rehash(capacity: number): void {
    this.#slots = new Int32Array(capacity);
    const mask = capacity - 1;
    for (let token = 0; token < this.#size; token++) {
      let hash = 0x811c9dc5;
      for (let i = this.#offsets[token]; i < this.#offsets[token + 1]; i++) hash = Math.imul(hash ^ this.#pool[i], 0x01000193);
      hash ^= hash >>> 15;
      let slot = hash & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = token + 1;
    }
  }

  #text(token: number): string {
    return String.fromCharCode(...this.#pool.subarray(this.#offsets[token], this.#offsets[token + 1]));
  }
}

function doubled<T extends Uint16Array | Uint32Array | Float64Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}
