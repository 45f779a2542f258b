/** One bar of a reliability diagram. */
export interface CalibrationBin {
  readonly count: number;
  /** Mean of the probabilities that were given. */
  readonly confidence: number;
  /** How often they came true. */
  readonly accuracy: number;
}

/**
 * Expected calibration error over bins of equal width (Naeini et al. 2015, Guo et al. 2017):
 * ECE = sum over bins of count / n * |accuracy - confidence|. Memory does not grow with n.
 */
export class CalibrationBins {
  readonly #counts: Float64Array;
  readonly #confidences: Float64Array;
  readonly #right: Float64Array;

  constructor(bins = 15) {
    this.#counts = new Float64Array(bins);
    this.#confidences = new Float64Array(bins);
    this.#right = new Float64Array(bins);
  }

  /** @param confidence the probability that was given, 0 ... 1 */
  add(confidence: number, right: boolean): void {
    const bins = this.#counts.length;
    const bin = Math.max(0, Math.min(bins - 1, Math.floor(confidence * bins)));
    this.#counts[bin]++;
    this.#confidences[bin] += confidence;
    if (right) this.#right[bin]++;
  }

  /** 0 for no examples. */
  expectedError(): number {
    let n = 0;
    let error = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      n += this.#counts[i];
      error += Math.abs(this.#right[i] - this.#confidences[i]);
    }
    return n === 0 ? 0 : error / n;
  }

  /** For the diagram: from the lowest confidence to the highest; empty bins have NaN. */
  bins(): CalibrationBin[] {
    return Array.from(this.#counts, (count, i) => ({ count, confidence: this.#confidences[i] / count, accuracy: this.#right[i] / count }));
  }
}
