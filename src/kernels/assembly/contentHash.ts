// A checksum of 64-byte blocks in sixteen lanes of 32 bits: lane = (lane ^ block) * prime, as FNV-1a by words. Each step is a bijection of
// the lane, so a change in one block always changes the state. It guards against damage and stale copies, not against forgery.

const prime: i32 = 0x01000193;

/** Takes up `blocks` blocks of 64 bytes from `data` into the 64 bytes of `state`. */
export function hashBlocks(data: usize, blocks: i32, state: usize): void {
  const p = i32x4.splat(prime);
  let a = v128.load(state);
  let b = v128.load(state, 16);
  let c = v128.load(state, 32);
  let d = v128.load(state, 48);
  for (let i = 0; i < blocks; i++) {
    a = i32x4.mul(v128.xor(a, v128.load(data)), p);
    b = i32x4.mul(v128.xor(b, v128.load(data, 16)), p);
    c = i32x4.mul(v128.xor(c, v128.load(data, 32)), p);
    d = i32x4.mul(v128.xor(d, v128.load(data, 48)), p);
    // The product moves bits up only; the shift brings high bits down again.
    a = v128.xor(a, i32x4.shr_u(a, 15));
    b = v128.xor(b, i32x4.shr_u(b, 15));
    c = v128.xor(c, i32x4.shr_u(c, 15));
    d = v128.xor(d, i32x4.shr_u(d, 15));
    data += 64;
  }
  v128.store(state, a);
  v128.store(state, b, 16);
  v128.store(state, c, 32);
  v128.store(state, d, 48);
}
