import { CalibrationBins } from '../nn/metrics/calibrationBins.ts';
import { ConfusionMatrix } from '../nn/metrics/confusionMatrix.ts';
import { LabelCounts } from '../nn/metrics/labelCounts.ts';
import type { RunMetrics, ThresholdPoint } from '../protocol/trainingRun.ts';
import type { Answer } from './answers.ts';
import type { Decision } from './validation.ts';

/** A matrix of more labels is nothing to look at. */
const largestMatrix = 400;
const thresholdSteps = 50;

/** Collects the final model's answers, one by one, into the tables and diagrams that a person looks at. */
export class MetricsBuilder {
  readonly #labels: readonly string[];
  readonly #decision: Decision;
  readonly #counts: LabelCounts;
  readonly #confusion: ConfusionMatrix | undefined;
  readonly #bins = new CalibrationBins();
  readonly #thresholds: ThresholdCounts | undefined;
  #examples = 0;

  /** @param labels of the model */
  constructor(labels: readonly string[], decision: Decision) {
    this.#labels = labels;
    this.#decision = decision;
    this.#counts = new LabelCounts(labels.length);
    if (decision.target.kind === 'multiple') this.#thresholds = new ThresholdCounts(labels.length);
    else if (labels.length <= largestMatrix) this.#confusion = new ConfusionMatrix(labels.length);
  }

  add(answer: Answer): void {
    const { gold, predicted, confidence, correct, probabilities } = answer;
    this.#examples++;
    this.#counts.add(gold.map((label) => this.#known(label)), predicted);
    if (this.#thresholds) {
      this.#thresholds.add(gold, probabilities);
      for (let label = 0; label < probabilities.length; label++) this.#bins.add(probabilities[label], gold.includes(label));
      return;
    }
    this.#bins.add(confidence, correct);
    if (gold[0] >= 0) this.#confusion?.add(gold[0], predicted[0]);
  }

  /** Adds a sentence with a tag a token. @param confidences of each tag */
  addTags({ gold, predicted }: Answer, confidences: ArrayLike<number>): void {
    this.#examples++;
    gold.forEach((label, t) => {
      this.#counts.add([this.#known(label)], [predicted[t]]);
      this.#bins.add(confidences[t], label === predicted[t]);
      if (label >= 0) this.#confusion?.add(label, predicted[t]);
    });
  }

  build(part: RunMetrics['part'], figures: Readonly<Record<string, number>>): RunMetrics {
    const { target, temperature } = this.#decision;
    const reliability = this.#bins.bins().flatMap((bin, i, { length }) => (bin.count === 0 ? [] : [{ from: i / length, to: (i + 1) / length, ...bin }]));
    return {
      part, examples: this.#examples, figures: { ...figures }, temperature, reliability,
      labels: this.#labels.map((label, i) => ({
        label, ...this.#counts.label(i),
        ...(target.kind === 'multiple' && { threshold: target.thresholds[i] }),
        ...(this.#thresholds && { thresholds: this.#thresholds.curve(i) }),
      })),
      ...(this.#confusion && { confusion: rowsOf(this.#confusion) }),
      ...(this.#thresholds && { commonThresholds: this.#thresholds.common() }),
    };
  }

  /** A label that the model does not have is one beyond its labels: never answered. */
  #known(label: number): number {
    return label < 0 ? this.#labels.length : label;
  }
}

function rowsOf(matrix: ConfusionMatrix): number[][] {
  return Array.from({ length: matrix.size }, (_, gold) => Array.from({ length: matrix.size }, (_column, predicted) => matrix.at(gold, predicted)));
}

/** How many examples with and without a label have a probability in each of `thresholdSteps` bins. */
class ThresholdCounts {
  /** [labels, steps] */
  readonly #with: Float64Array;
  readonly #without: Float64Array;
  readonly #size: number;

  constructor(labels: number) {
    this.#size = labels;
    this.#with = new Float64Array(labels * thresholdSteps);
    this.#without = new Float64Array(labels * thresholdSteps);
  }

  add(gold: readonly number[], probabilities: ArrayLike<number>): void {
    for (let label = 0; label < this.#size; label++) {
      const bin = label * thresholdSteps + Math.min(thresholdSteps - 1, Math.floor(probabilities[label] * thresholdSteps));
      if (gold.includes(label)) this.#with[bin]++;
      else this.#without[bin]++;
    }
  }

  curve(label: number): ThresholdPoint[] {
    const from = label * thresholdSteps;
    return curveOf(this.#with.subarray(from, from + thresholdSteps), this.#without.subarray(from, from + thresholdSteps));
  }

  /** Of one threshold for all labels, micro-averaged. */
  common(): ThresholdPoint[] {
    const [positive, negative] = [new Float64Array(thresholdSteps), new Float64Array(thresholdSteps)];
    for (let i = 0; i < this.#with.length; i++) {
      positive[i % thresholdSteps] += this.#with[i];
      negative[i % thresholdSteps] += this.#without[i];
    }
    return curveOf(positive, negative);
  }
}

/** Precision, recall and F1 where the label is given from each threshold on, lowest threshold first. */
function curveOf(positive: Float64Array, negative: Float64Array): ThresholdPoint[] {
  const total = positive.reduce((sum, count) => sum + count, 0);
  const points: ThresholdPoint[] = [];
  let [found, wrong] = [0, 0];
  for (let step = thresholdSteps - 1; step >= 1; step--) {
    found += positive[step];
    wrong += negative[step];
    points.push({
      threshold: step / thresholdSteps,
      precision: found + wrong === 0 ? 0 : found / (found + wrong), recall: total === 0 ? 0 : found / total,
      f1: found + wrong + total === 0 ? 0 : (2 * found) / (found + wrong + total),
    });
  }
  return points.reverse();
}
