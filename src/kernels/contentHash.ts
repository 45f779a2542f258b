import wasm from '../../build/kernels/contentHash.wasm';

const blockBytes = 64;
const lanes = 16;
const prime = 0x01000193;
const stateAt = 1024;
const dataAt = 65536;
const dataBytes = 1 << 18;

/** Compiled once for all hashes. */
const compiled = new WebAssembly.Module(wasm);

type HashBlocks = (data: number, blocks: number, state: number) => void;

/**
 * A fast checksum (gigabytes a second) of a stream of bytes, to tell whether a file is the one it was: it finds damage and changes, but is no
 * defence against forgery. The same bytes give the same hash however they are cut into pieces.
 */
export class ContentHash {
  private readonly memory = new WebAssembly.Memory({ initial: 1 + dataBytes / 65536, maximum: 1 + dataBytes / 65536, shared: true });
  private readonly hashBlocks = (new WebAssembly.Instance(compiled, { env: { memory: this.memory } }).exports as { hashBlocks: HashBlocks }).hashBlocks;
  private readonly state = new Int32Array(this.memory.buffer, stateAt, lanes);
  private readonly data = new Uint8Array(this.memory.buffer, dataAt, dataBytes);
  private filled = 0;
  private length = 0;

  constructor() {
    for (let lane = 0; lane < lanes; lane++) this.state[lane] = initialLane(lane);
  }

  update(bytes: Uint8Array): this {
    this.length += bytes.length;
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + dataBytes - this.filled);
      this.data.set(part, this.filled);
      this.filled += part.length;
      from += part.length;
      if (this.filled === dataBytes) {
        this.hashBlocks(dataAt, dataBytes / blockBytes, stateAt);
        this.filled = 0;
      }
    }
    return this;
  }

  /** The hash of all bytes so far, 16 hexadecimal digits. Nothing may be added afterwards. */
  digest(): string {
    const blocks = Math.ceil(this.filled / blockBytes);
    this.data.fill(0, this.filled, blocks * blockBytes);
    this.hashBlocks(dataAt, blocks, stateAt);
    return digestOf(this.state, this.length);
  }
}

/** What ContentHash computes, in plain TypeScript: the oracle of its tests. */
export function plainContentHash(bytes: Uint8Array): string {
  const state = Int32Array.from({ length: lanes }, (_, lane) => initialLane(lane));
  const padded = new Uint8Array(Math.ceil(bytes.length / blockBytes) * blockBytes);
  padded.set(bytes);
  const words = new Int32Array(padded.buffer);
  for (let i = 0; i < words.length; i++) {
    const lane = Math.imul(state[i % lanes] ^ words[i], prime);
    state[i % lanes] = lane ^ (lane >>> 15);
  }
  return digestOf(state, bytes.length);
}

function initialLane(lane: number): number {
  return Math.imul(0x811c9dc5, lane + 1) | 0;
}

/** Two runs of FNV-1a over lanes and length, each with murmur3's finish (Appleby). */
function digestOf(state: Int32Array, length: number): string {
  const half = (seed: number): string => {
    let hash = seed;
    for (const value of [...state, length | 0, Math.floor(length / 2 ** 32)]) {
      hash = Math.imul(hash ^ value, prime);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x2f6e2b1);
}
