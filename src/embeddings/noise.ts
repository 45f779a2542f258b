/** Tables for drawing words in proportion to weights in constant time (Walker 1977, built as by Vose 1991). */
export interface AliasTable {
  /** [n] uint32: column c gives itself when 32 random bits are below thresholds[c], else aliases[c]. */
  readonly thresholds: Uint32Array;
  readonly aliases: Int32Array;
}

/** @param weights not negative, at least one positive */
export function aliasTable(weights: Float64Array): AliasTable {
  const n = weights.length;
  const mean = weights.reduce((a, b) => a + b, 0) / n;
  const share = weights.map((weight) => weight / mean);
  const thresholds = new Uint32Array(n).fill(0xffffffff);
  const aliases = Int32Array.from({ length: n }, (_, i) => i);
  const small: number[] = [];
  const large: number[] = [];
  share.forEach((value, i) => (value < 1 ? small : large).push(i));
  while (small.length > 0 && large.length > 0) {
    const less = small.pop()!;
    const more = large.at(-1)!;
    thresholds[less] = Math.floor(share[less] * 4294967296);
    aliases[less] = more;
    share[more] -= 1 - share[less];
    if (share[more] < 1) small.push(large.pop()!);
  }
  return { thresholds, aliases };
}

/** Negative samples are drawn by n(w)^exponent (Mikolov et al. 2013: 0.75). */
export function noiseTable(counts: Float64Array, exponent: number): AliasTable {
  return aliasTable(counts.map((count) => count ** exponent));
}

/**
 * Subsampling as in word2vec.c: a word of relative frequency f stays with probability sqrt(t / f) + t / f.
 * @param threshold t; 0 keeps everything
 * @returns [words] uint32: a word stays when 32 random bits are at most this
 */
export function keepLimits(counts: Float64Array, threshold: number): Uint32Array {
  const total = counts.reduce((a, b) => a + b, 0);
  return Uint32Array.from(counts, (count) => Math.floor(keepProbability(count / total, threshold) * 0xffffffff));
}

/** Probability with which a word of relative frequency `frequency` stays. */
export function keepProbability(frequency: number, threshold: number): number {
  if (threshold === 0) return 1;
  return Math.min(1, Math.sqrt(threshold / frequency) + threshold / frequency);
}
