// xoroshiro64** (Blackman and Vigna 2018): two 32-bit words of state, period 2^64 - 1. Twin: ../../random.ts.

/** The next 32 random bits; `state` is the address of two words, not both zero. */
@inline
export function nextRandom(state: usize): u32 {
  const s0 = load<u32>(state);
  const s1 = load<u32>(state, 4) ^ s0;
  store<u32>(state, rotl<u32>(s0, 26) ^ s1 ^ (s1 << 9));
  store<u32>(state, rotl<u32>(s1, 13), 4);
  return rotl<u32>(s0 * 0x9e3779bb, 5) * 5;
}

/** Uniform in [0, bound) by the high half of a product (Lemire 2019, without rejection: the bias is below bound / 2^32). */
@inline
export function below(state: usize, bound: u32): u32 {
  return <u32>((<u64>nextRandom(state) * <u64>bound) >> 32);
}
