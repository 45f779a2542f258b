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

interface Outcomes {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  /** Of the examples that have the label, those answered without a mistake. */
  exact: number;
}

/**
 * Counts right and wrong labels example by example, for one label an example and for sets of them alike.
 * Labels are indices from 0; memory grows with their number, not with that of the examples.
 */
export class LabelCounts {
  /** Examples added. */
  n = 0;
  readonly #labels: Outcomes[] = [];
  #exact = 0;

  /** @param size labels below this have scores even if no example has them; greater indices are taken too */
  constructor(size = 0) {
    this.#of(size - 1);
  }

  /** Adds an example. Neither list has an index twice; an empty one stands for "none of them". */
  add(gold: readonly number[], predicted: readonly number[]): void {
    let right = 0;
    for (const label of predicted) {
      if (gold.includes(label)) {
        this.#of(label).truePositives++;
        right++;
      } else this.#of(label).falsePositives++;
    }
    for (const label of gold) if (!predicted.includes(label)) this.#of(label).falseNegatives++;
    if (right === gold.length && right === predicted.length) {
      this.#exact++;
      for (const label of gold) this.#of(label).exact++;
    }
    this.n++;
  }

  label(index: number): LabelScores {
    return labelScores(this.#of(index));
  }

  /** The part of the examples whose labels are all right and none too many (subset accuracy, where there are several). */
  accuracy(): number {
    return ratio(this.#exact, this.n);
  }

  /** The accuracy over the examples of each label that occurs, averaged over these labels: each counts alike, however rare. */
  macroAccuracy(): number {
    return mean(this.#labels.filter(hasExamples).map((label) => label.exact / examplesOf(label)));
  }

  /** Over all decisions together. For one label an example, all three equal the accuracy. */
  micro(): Scores {
    const total = (count: keyof Outcomes): number => this.#labels.reduce((sum, label) => sum + label[count], 0);
    return scoresOf(total('truePositives'), total('falsePositives'), total('falseNegatives'));
  }

  /**
   * Means over labels. Precision and F1: over the labels that occur in the examples or the answers (as scikit-learn does);
   * recall: over those that occur in the examples, since it is undefined for the others.
   */
  macro(): Scores {
    const occurring = this.#labels.filter((label) => hasExamples(label) || label.falsePositives > 0).map(labelScores);
    return {
      precision: mean(occurring.map((label) => label.precision)),
      recall: mean(this.#labels.filter(hasExamples).map((label) => labelScores(label).recall)),
      f1: mean(occurring.map((label) => label.f1)),
    };
  }

  #of(index: number): Outcomes {
    while (this.#labels.length <= index) this.#labels.push({ truePositives: 0, falsePositives: 0, falseNegatives: 0, exact: 0 });
    return this.#labels[index];
  }
}

function examplesOf({ truePositives, falseNegatives }: Outcomes): number {
  return truePositives + falseNegatives;
}

function hasExamples(label: Outcomes): boolean {
  return examplesOf(label) > 0;
}

function labelScores(label: Outcomes): LabelScores {
  return { ...scoresOf(label.truePositives, label.falsePositives, label.falseNegatives), n: examplesOf(label) };
}

function mean(values: readonly number[]): number {
  return ratio(values.reduce((sum, value) => sum + value, 0), values.length);
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
