/** Which neighbours of a word count, and how much. */
export interface WindowSettings {
  /** K: up to so many words on each side. */
  readonly size: number;
  readonly sides: 'both' | 'left' | 'right';
  /**
   * The weight of a word at distance d: `flat` 1; `dynamic` (K - d + 1) / K, what word2vec's randomly shortened windows come to on average;
   * `harmonic` 1 / d, as in GloVe.
   */
  readonly weighting: 'flat' | 'dynamic' | 'harmonic';
}

/** [2 K + 1] the weight of the word at offset i - K. */
export function windowWeights({ size, sides, weighting }: WindowSettings): Float64Array {
  const weights = new Float64Array(2 * size + 1);
  for (let d = 1; d <= size; d++) {
    const weight = weighting === 'flat' ? 1 : weighting === 'dynamic' ? (size - d + 1) / size : 1 / d;
    if (sides !== 'right') weights[size - d] = weight;
    if (sides !== 'left') weights[size + d] = weight;
  }
  return weights;
}
