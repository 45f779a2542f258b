/** Precision, recall and their harmonic mean; 0 where the denominator is 0. */
export interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** The scores of one label and the number of examples that have it. */
export interface LabelScores extends Scores {
  readonly n: number;
}

/**
 * Counts right and wrong labels example by example, for one label an example and for sets of them alike.
 * Labels are indices below `size`; memory does not grow with the number of examples.
 */
export class LabelCounts {
  /** Examples added. */
  n = 0;
  readonly size: number;
  readonly #truePositives: Float64Array;
  readonly #falsePositives: Float64Array;
  readonly #falseNegatives: Float64Array;
  /** Of the examples that have label i, those answered without a mistake. */
  readonly #exact: Float64Array;
  #exactTotal = 0;

  constructor(size: number) {
    this.size = size;
    this.#truePositives = new Float64Array(size);
    this.#falsePositives = new Float64Array(size);
    this.#falseNegatives = new Float64Array(size);
    this.#exact = new Float64Array(size);
  }

  /** Adds an example. Neither list has an index twice; an empty one stands for "none of them". */
  add(gold: readonly number[], predicted: readonly number[]): void {
    let right = 0;
    for (const label of predicted) {
      if (gold.includes(label)) {
        this.#truePositives[label]++;
        right++;
      } else this.#falsePositives[label]++;
    }
    for (const label of gold) if (!predicted.includes(label)) this.#falseNegatives[label]++;
    const exact = right === gold.length && right === predicted.length;
    if (exact) {
      this.#exactTotal++;
      for (const label of gold) this.#exact[label]++;
    }
    this.n++;
  }

  label(index: number): LabelScores {
    const truePositives = this.#truePositives[index];
    const falseNegatives = this.#falseNegatives[index];
    return { ...scoresOf(truePositives, this.#falsePositives[index], falseNegatives), n: truePositives + falseNegatives };
  }

  /** The part of the examples whose labels are all right and none too many (subset accuracy, where there are several). */
  accuracy(): number {
    return this.n === 0 ? 0 : this.#exactTotal / this.n;
  }

  /** The accuracy over the examples of each label that occurs, averaged over these labels: each counts alike, however rare. */
  macroAccuracy(): number {
    return this.#meanOver(
      (i) => this.#gold(i) > 0,
      (i) => this.#exact[i] / this.#gold(i),
    );
  }

  /** Over all decisions together. For one label an example, all three equal the accuracy. */
  micro(): Scores {
    return scoresOf(sum(this.#truePositives), sum(this.#falsePositives), sum(this.#falseNegatives));
  }

  /**
   * Means over labels. Precision and F1: over the labels that occur in the examples or the answers (as scikit-learn does);
   * recall: over those that occur in the examples, since it is undefined for the others.
   */
  macro(): Scores {
    const occurs = (i: number): boolean => this.#gold(i) + this.#falsePositives[i] > 0;
    return {
      precision: this.#meanOver(occurs, (i) => this.label(i).precision),
      recall: this.#meanOver((i) => this.#gold(i) > 0, (i) => this.label(i).recall),
      f1: this.#meanOver(occurs, (i) => this.label(i).f1),
    };
  }

  #gold(index: number): number {
    return this.#truePositives[index] + this.#falseNegatives[index];
  }

  #meanOver(counts: (index: number) => boolean, value: (index: number) => number): number {
    let total = 0;
    let count = 0;
    for (let i = 0; i < this.size; i++) {
      if (!counts(i)) continue;
      total += value(i);
      count++;
    }
    return count === 0 ? 0 : total / count;
  }
}

/** precision = tp / (tp + fp), recall = tp / (tp + fn), F1 = 2 tp / (2 tp + fp + fn) */
export function scoresOf(truePositives: number, falsePositives: number, falseNegatives: number): Scores {
  return {
    precision: ratio(truePositives, truePositives + falsePositives),
    recall: ratio(truePositives, truePositives + falseNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
