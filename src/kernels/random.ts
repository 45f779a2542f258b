/** Twin of assembly/lib/random.ts: the same numbers from the same state. `state` holds two words, not both zero. */
export function nextRandom(state: Int32Array): number {
  const s0 = state[0];
  const s1 = state[1] ^ s0;
  state[0] = rotateLeft(s0, 26) ^ s1 ^ (s1 << 9);
  state[1] = rotateLeft(s1, 13);
  return Math.imul(rotateLeft(Math.imul(s0, 0x9e3779bb), 5), 5) >>> 0;
}

/** Uniform in [0, bound). */
export function below(state: Int32Array, bound: number): number {
  return Number((BigInt(nextRandom(state)) * BigInt(bound)) >> 32n);
}

/** Two words of state for thread `stream` of a run with this seed. */
export function seedState(seed: number, stream: number): Int32Array {
  // SplitMix32's mixing (Steele, Lea and Flood 2014) keeps neighbouring seeds and threads apart.
  const mix = (value: number): number => {
    let z = value | 0;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  const first = mix(seed + Math.imul(stream + 1, 0x9e3779b9));
  return Int32Array.of(first, mix(first + 0x9e3779b9) | 1);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
