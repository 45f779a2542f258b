/** How often label `gold` was answered with label `predicted`: one label an example. */
export class ConfusionMatrix {
  readonly size: number;
  /** [size, size], row-major: a row a gold label, a column an answer. */
  readonly counts: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.counts = new Float64Array(size * size);
  }

  add(gold: number, predicted: number): void {
    this.counts[gold * this.size + predicted]++;
  }

  at(gold: number, predicted: number): number {
    return this.counts[gold * this.size + predicted];
  }

  /** The part of the examples on the diagonal; 0 for none. */
  accuracy(): number {
    let right = 0;
    let total = 0;
    for (let i = 0; i < this.counts.length; i++) total += this.counts[i];
    for (let i = 0; i < this.size; i++) right += this.at(i, i);
    return total === 0 ? 0 : right / total;
  }

  /** The most frequent mistakes, most frequent first. */
  topConfusions(limit: number): { gold: number; predicted: number; count: number }[] {
    const mistakes: { gold: number; predicted: number; count: number }[] = [];
    for (let gold = 0; gold < this.size; gold++) {
      for (let predicted = 0; predicted < this.size; predicted++) {
        const count = this.at(gold, predicted);
        if (gold !== predicted && count > 0) mistakes.push({ gold, predicted, count });
      }
    }
    return mistakes.sort((a, b) => b.count - a.count).slice(0, limit);
  }
}
