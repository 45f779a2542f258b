/**
 * Average precision of a ranking: the sum over thresholds of (recall_k - recall_(k-1)) * precision_k, without interpolation
 * (Manning, Raghavan and Schütze 2008, section 8.4). Equal scores share one threshold, so their order does not matter.
 * @param scores one an example
 * @param relevant 1 where the example has the label, else 0; as long as `scores`
 * @returns 0 ... 1; NaN where no example is relevant
 */
export function averagePrecision(scores: ArrayLike<number>, relevant: ArrayLike<number>): number {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  let total = 0;
  for (let i = 0; i < relevant.length; i++) total += relevant[i];
  let found = 0;
  let sum = 0;
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i]];
    const before = found;
    for (; i < order.length && scores[order[i]] === score; i++) found += relevant[order[i]];
    sum += ((found - before) / total) * (found / i);
  }
  return total === 0 ? NaN : sum;
}

/**
 * The mean of the labels' average precisions, over the labels that occur.
 * @param scores [n, labels], row-major
 * @param gold [n, labels]: 1 where the example has the label
 */
export function meanAveragePrecision(scores: ArrayLike<number>, gold: ArrayLike<number>, labels: number): number {
  const n = scores.length / labels;
  const column = new Float64Array(n);
  const relevant = new Uint8Array(n);
  let sum = 0;
  let count = 0;
  for (let label = 0; label < labels; label++) {
    for (let i = 0; i < n; i++) {
      column[i] = scores[i * labels + label];
      relevant[i] = gold[i * labels + label];
    }
    const value = averagePrecision(column, relevant);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? NaN : sum / count;
}
