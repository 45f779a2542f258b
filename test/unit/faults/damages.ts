import fc from 'fast-check';

/** What happens to a file: it is cut off after so many bytes, or some of its bytes are changed. Kept as text, so that a report of a failure is short. */
export type Damage = { readonly cutAt: number } | { readonly flip: readonly (readonly [at: number, bits: number])[] };

/** The file cut off anywhere, or with one to five of its bytes changed anywhere; never the file itself. */
export function damages(whole: Uint8Array): fc.Arbitrary<Damage> {
  const flips = fc.uniqueArray(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 5, selector: ([at]) => at });
  return fc.oneof(fc.record({ cutAt: fc.nat(whole.length - 1) }), fc.record({ flip: flips }));
}

/** A damaged copy. */
export function damaged(whole: Uint8Array, damage: Damage): Uint8Array {
  if ('cutAt' in damage) return Uint8Array.from(whole.subarray(0, damage.cutAt));
  const bytes = Uint8Array.from(whole);
  for (const [at, bits] of damage.flip) bytes[at] ^= bits;
  return bytes;
}
