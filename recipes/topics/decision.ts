import { LabelCounts } from '../../src/nn/metrics/labelCounts.ts';
import { CalibrationBins } from '../../src/nn/metrics/calibrationBins.ts';
import { fitSigmoidTemperature } from '../../src/nn/metrics/temperature.ts';
import { bestThreshold } from '../../src/nn/metrics/thresholds.ts';

/**
 * A threshold a label for probabilities of new texts. The best threshold of a label on few examples is mostly noise, so it is pulled towards the one that
 * is best for all labels together, on the scale of logits, as if that one had been found on `weight` examples more.
 * @param probabilities [n, labels] of texts that the model was not trained on
 * @param gold indices of the labels of each text
 */
export function smoothedThresholds(probabilities: Float32Array, gold: readonly ArrayLike<number>[], labels: number, weight: number): number[] {
  const holds = new Uint8Array(probabilities.length);
  for (const [i, row] of gold.entries()) for (let j = 0; j < row.length; j++) holds[i * labels + row[j]] = 1;
  const common = logit(bestThreshold(probabilities, holds));
  return Array.from({ length: labels }, (_, k) => {
    const column = Float32Array.from(gold, (_, i) => probabilities[i * labels + k]);
    const relevant = Uint8Array.from(gold, (_, i) => holds[i * labels + k]);
    const positives = relevant.reduce((sum, value) => sum + value, 0);
    const own = positives === 0 ? common : Math.min(common + furthest, Math.max(common - furthest, logit(bestThreshold(column, relevant))));
    return sigmoid((positives * own + weight * common) / (positives + weight));
  });
}

/** No label's threshold is further from the common one than this, in logits. */
const furthest = 3;

export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

function logit(p: number): number {
  const kept = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Math.log(kept / (1 - kept));
}

export interface TopicsFigures {
  readonly microF1: number;
  readonly macroF1: number;
  readonly ece: number;
}

/** How often labels of a probability held, over all labels of all texts. */
export function calibrationOf(probabilities: Float32Array, gold: readonly ArrayLike<number>[], labels: number): CalibrationBins {
  const bins = new CalibrationBins();
  for (const [i, row] of gold.entries()) {
    const expected = Array.from(row);
    for (let k = 0; k < labels; k++) bins.add(probabilities[i * labels + k], expected.includes(k));
  }
  return bins;
}

/** How good thresholded probabilities are. */
export function scoreTopics(probabilities: Float32Array, gold: readonly ArrayLike<number>[], thresholds: readonly number[]): TopicsFigures {
  const labels = thresholds.length;
  const counts = new LabelCounts(labels);
  for (const [i, row] of gold.entries()) {
    const found = thresholds.map((_, k) => k).filter((k) => probabilities[i * labels + k] >= thresholds[k]);
    counts.add(Array.from(row), found);
  }
  return { microF1: counts.micro().f1, macroF1: counts.macro().f1, ece: calibrationOf(probabilities, gold, labels).expectedError() };
}

/** How logits become answers, and how good these are. */
export interface Decided {
  readonly decision: { readonly temperature: number; readonly thresholds: readonly number[] };
  /** Thresholds fitted on one half of the texts are measured on the other, both ways. */
  readonly report: TopicsFigures;
  /** [n, labels] */
  readonly probabilities: Float32Array;
}

/** A label's own threshold counts as much as the common one where it has this many examples. */
const thresholdWeight = 20;

/** Fits temperature and thresholds on texts that the model was not trained on. */
export function decide(logits: Float32Array, gold: readonly ArrayLike<number>[], labels: number): Decided {
  const indicators = new Uint8Array(logits.length);
  for (const [i, row] of gold.entries()) for (let j = 0; j < row.length; j++) indicators[i * labels + row[j]] = 1;
  const temperature = fitSigmoidTemperature(logits, indicators);
  const probabilities = logits.map((z) => sigmoid(z / temperature));
  const halves = [0, 1].map((side) => {
    const part = (wanted: boolean): { probabilities: Float32Array; gold: ArrayLike<number>[] } => {
      const chosen = gold.map((_, i) => i).filter((i) => (i % 2 === side) === wanted);
      return { probabilities: Float32Array.from(chosen.flatMap((i) => [...probabilities.subarray(i * labels, (i + 1) * labels)])), gold: chosen.map((i) => gold[i]) };
    };
    const [fitted, measured] = [part(true), part(false)];
    return scoreTopics(measured.probabilities, measured.gold, smoothedThresholds(fitted.probabilities, fitted.gold, labels, thresholdWeight));
  });
  const mean = (key: keyof TopicsFigures): number => (halves[0][key] + halves[1][key]) / 2;
  return {
    decision: { temperature, thresholds: smoothedThresholds(probabilities, gold, labels, thresholdWeight) },
    report: { microF1: mean('microF1'), macroF1: mean('macroF1'), ece: mean('ece') }, probabilities,
  };
}
