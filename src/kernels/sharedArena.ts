import { LexiscopeError } from '../base/errors.ts';

const pageBytes = 65536;
/** What WebAssembly can address with 32 bits. */
const maximumPages = 65536;
/** A cache line: rows that start on one never share it with a row that another thread writes. */
const alignment = 64;

/** A kernel's exported functions over the arena's memory. */
export function instantiateKernel<Exports>(bytes: Uint8Array, memory: WebAssembly.Memory): Exports {
  const module = new WebAssembly.Module(bytes);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
}

/** Row length in floats that keeps every row on a cache line of its own: `dimensions` rounded up to 16. */
export function paddedLength(dimensions: number): number {
  return Math.ceil(dimensions / 16) * 16;
}

/**
 * One WebAssembly memory that worker threads share, given out piece by piece from the bottom. Address 0 is never given out.
 * Pieces are zero when given out. They are freed together, down to a mark; a single one can be handed back for later ones.
 */
export class SharedArena {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages, shared: true });
  #top = alignment;
  #used = alignment;
  /** Handed back, each with its end. */
  #spare: { readonly address: number; readonly end: number }[] = [];

  /** Address of `bytes` new bytes, on a cache line. @throws LexiscopeError when 4 GiB are not enough */
  allocate(bytes: number, what: string): number {
    const size = Math.ceil(bytes / alignment) * alignment;
    const spare = this.#spare.findIndex((piece) => piece.end - piece.address >= size);
    if (spare >= 0) {
      const { address, end } = this.#spare[spare];
      this.#spare[spare] = { address: address + size, end };
      new Uint8Array(this.memory.buffer, address, size).fill(0);
      return address;
    }
    const address = this.#top;
    const end = address + size;
    if (end > maximumPages * pageBytes) {
      throw new LexiscopeError('unsupported', `${what} needs ${megabytes(bytes)} MB, and ${megabytes(maximumPages * pageBytes - address)} MB of the 4096 MB that a run can address are left`,
        { hint: 'Choose fewer dimensions, a smaller vocabulary (a higher minimum count) or fewer n-gram buckets.' });
    }
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) this.memory.grow(missing);
    if (address < this.#used) new Uint8Array(this.memory.buffer, address, Math.min(this.#used, end) - address).fill(0);
    this.#top = end;
    this.#used = Math.max(this.#used, end);
    return address;
  }

  /** What `release` goes back to. */
  mark(): number {
    return this.#top;
  }

  /** Frees all that was allocated since `mark`. */
  release(mark: number): void {
    this.#top = mark;
    this.#spare = this.#spare.filter(({ address }) => address < mark);
  }

  /** Hands a piece back before others that were allocated later. */
  recycle(address: number, bytes: number): void {
    this.#spare.push({ address, end: address + Math.ceil(bytes / alignment) * alignment });
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  ints(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }

  /** Copies an array into new memory and returns its address. */
  store(values: Int32Array | Uint32Array | Float32Array | Float64Array | Uint8Array, what: string): number {
    const address = this.allocate(values.byteLength, what);
    new Uint8Array(this.memory.buffer, address, values.byteLength).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return address;
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
