import type { LengthDistribution } from '../protocol/training.ts';

/** Collects lengths: exact for quantiles, at 4 bytes each. */
export class Lengths {
  #values = new Int32Array(1024);
  #size = 0;

  add(length: number): void {
    if (this.#size === this.#values.length) {
      const larger = new Int32Array(2 * this.#size);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#size++] = length;
  }

  distribution(): LengthDistribution {
    const sorted = this.#values.slice(0, this.#size).sort();
    if (sorted.length === 0) return { mean: 0, median: 0, p95: 0, longest: 0, bins: [] };
    const quantile = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    const bins: { upTo: number; count: number }[] = [];
    // Each bin is twice as wide as the one before: lengths of texts differ by orders of magnitude.
    for (let upTo = 1, i = 0; i < sorted.length; upTo *= 2) {
      const from = i;
      while (i < sorted.length && sorted[i] < upTo) i++;
      bins.push({ upTo, count: i - from });
    }
    return { mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length, median: quantile(0.5), p95: quantile(0.95), longest: sorted[sorted.length - 1], bins };
  }
}
