/**
 * The hash of a sequence of code points c1 ... cn, the same in every runtime (all arithmetic is modulo 2^32):
 *
 *     h = seed;  for each c: h = (h XOR c) * 16777619          FNV-1a (Fowler, Noll, Vo), a code point where it takes a byte
 *     h = (h XOR h >>> 16) * 0x85ebca6b;  h = (h XOR h >>> 13) * 0xc2b2ae35;  h = h XOR h >>> 16
 *
 * The last line is MurmurHash3's finaliser (Appleby 2011): FNV's low bits alone are poor modulo a table size.
 */
export const ngramSeed = 0x811c9dc5;
export const wordSeed = 0x9e3779b9;
const prime = 0x01000193;

/** One step of the sequence. */
export function extendHash(hash: number, codePoint: number): number {
  return Math.imul(hash ^ codePoint, prime);
}

/** The finished hash, 0 ... 2^32 - 1. */
export function finishHash(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The finished hash of a string's code points. */
export function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    const codePoint = text.codePointAt(i)!;
    if (codePoint > 0xffff) i++;
    hash = extendHash(hash, codePoint);
  }
  return finishHash(hash);
}
