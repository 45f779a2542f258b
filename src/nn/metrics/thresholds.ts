export interface ThresholdOptions {
  /** A label with fewer examples takes the threshold that is best for all labels together: its own would be noise. Default 5. */
  readonly minimumPositives?: number;
}

/**
 * A threshold a label, each maximising that label's F1 on validation data (SCut; Yang 2001). A label holds where its score is at least the threshold.
 * @param scores [n, labels] probabilities, row-major
 * @param gold [n, labels]: 1 where the label holds, else 0
 * @returns `labels` thresholds, 0 ... 1
 */
export function tuneThresholds(scores: ArrayLike<number>, gold: ArrayLike<number>, labels: number, { minimumPositives = 5 }: ThresholdOptions = {}): number[] {
  const common = bestThreshold(scores, gold);
  const n = scores.length / labels;
  const column = new Float64Array(n);
  const relevant = new Uint8Array(n);
  return Array.from({ length: labels }, (_, label) => {
    let positives = 0;
    for (let i = 0; i < n; i++) {
      column[i] = scores[i * labels + label];
      relevant[i] = gold[i * labels + label];
      positives += relevant[i];
    }
    return positives < minimumPositives ? common : bestThreshold(column, relevant);
  });
}

/**
 * The threshold with the highest F1, halfway to the next score below it, which holds better on new data than the score itself.
 * @returns 0.5 where nothing is relevant
 */
export function bestThreshold(scores: ArrayLike<number>, relevant: ArrayLike<number>): number {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  let positives = 0;
  for (let i = 0; i < relevant.length; i++) positives += relevant[i];
  if (positives === 0) return 0.5;
  let found = 0;
  let best = -1;
  let threshold = 0.5;
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i]];
    for (; i < order.length && scores[order[i]] === score; i++) found += relevant[order[i]];
    const f1 = (2 * found) / (i + positives);
    if (f1 > best) {
      best = f1;
      threshold = i < order.length ? (score + scores[order[i]]) / 2 : score / 2;
    }
  }
  return threshold;
}
