/**
 * What two texts must share to count as the same: letters and digits in order. Case, punctuation, blanks and compatibility forms do not
 * count, so that reposts and re-typed copies are found. A text without letters and digits stands for itself.
 */
export function normalizedText(text: string): string {
  const words = text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
  return words === '' ? text.trim() : words;
}

/**
 * MurmurHash3 (Appleby 2011), x86 32-bit variant, over the UTF-16 code units in little-endian order.
 * @returns an unsigned 32-bit integer, uniform over texts
 */
export function murmur3(text: string, seed: number): number {
  let hash = seed | 0;
  const pairs = text.length & ~1;
  for (let i = 0; i < pairs; i += 2) {
    hash ^= mixBlock(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (pairs < text.length) hash ^= mixBlock(text.charCodeAt(pairs));
  hash ^= text.length * 2;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixBlock(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
