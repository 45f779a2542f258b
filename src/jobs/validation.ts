import { CalibrationBins } from '../nn/metrics/calibrationBins.ts';
import { LabelCounts } from '../nn/metrics/labelCounts.ts';
import { fitSigmoidTemperature, fitSoftmaxTemperature } from '../nn/metrics/temperature.ts';
import { tuneThresholds } from '../nn/metrics/thresholds.ts';
import type { EncodedExample } from '../nn/examples.ts';
import { tokensOf } from '../nn/examples.ts';
import type { Evaluation } from '../nn/fit.ts';
import type { Target } from '../onnx/metadata.ts';
import type { Preparation } from './runFolder.ts';

/** Logits of validation examples and what they should say. */
export interface ValidationLogits {
  /** [n, logits], row-major. */
  readonly logits: Float32Array;
  /** Label indices of each example; -1 for a label that the model does not have. */
  readonly gold: readonly Int32Array[];
}

/** Examples that are run together: so many, or so many tokens with padding. */
const batchLimits = { examples: 128, tokens: 16384 };
/** Examples that are sorted by length together. */
const windowSize = 4096;

/**
 * Runs a network over examples. Those without tokens get logits of 0.
 * @param run logits [batch, size] of a batch
 */
export async function collectLogits(examples: Iterable<EncodedExample>, count: number, size: number, run: (batch: readonly EncodedExample[]) => Promise<ArrayLike<number>>): Promise<ValidationLogits> {
  const logits = new Float32Array(count * size);
  const gold: Int32Array[] = [];
  let window: { example: EncodedExample; index: number }[] = [];
  const flush = async (): Promise<void> => {
    window.sort((a, b) => tokensOf(a.example) - tokensOf(b.example));
    for (let from = 0; from < window.length; ) {
      let to = from + 1;
      while (to < window.length && to - from < batchLimits.examples && (to - from + 1) * tokensOf(window[to].example) <= batchLimits.tokens) to++;
      const batch = window.slice(from, to);
      const values = await run(batch.map(({ example }) => example));
      batch.forEach(({ index }, row) => {
        for (let j = 0; j < size; j++) logits[index * size + j] = values[row * size + j];
      });
      from = to;
    }
    window = [];
  };
  for (const example of examples) {
    // A copy: the labels are a view on the whole record.
    gold.push(example.labels.slice());
    if (tokensOf(example) > 0) window.push({ example, index: gold.length - 1 });
    if (window.length === windowSize) await flush();
  }
  await flush();
  return { logits, gold };
}

/** What turns logits into answers, fitted on validation data. */
export interface Decision {
  readonly target: Target;
  readonly temperature: number;
}

/** Fits temperature and thresholds. */
export function fitDecision({ logits, gold }: ValidationLogits, { target, labels }: Pick<Preparation, 'target' | 'labels'>): Decision {
  if (target === 'single') {
    const known = gold.flatMap((row, i) => (row[0] >= 0 ? [i] : []));
    const size = labels.length;
    const rows = new Float32Array(known.length * size);
    known.forEach((index, i) => rows.set(logits.subarray(index * size, (index + 1) * size), i * size));
    return { target: { kind: 'single' }, temperature: fitSoftmaxTemperature(rows, known.map((index) => gold[index][0])) };
  }
  if (target === 'binary') {
    return { target: { kind: 'binary', threshold: 0.5 }, temperature: fitSigmoidTemperature(logits, gold.map((row) => (row[0] === 1 ? 1 : 0))) };
  }
  const indicators = new Uint8Array(gold.length * labels.length);
  gold.forEach((row, i) => row.forEach((label) => { if (label >= 0) indicators[i * labels.length + label] = 1; }));
  const temperature = fitSigmoidTemperature(logits, indicators);
  const thresholds = tuneThresholds(logits.map((z) => sigmoid(z / temperature)), indicators, labels.length);
  return { target: { kind: 'multiple', thresholds }, temperature };
}

/**
 * How good the answers are. The score is the accuracy, or micro-F1 for several labels.
 * @param decision thresholds and temperature; fitted on the same logits, they flatter a little
 */
export function scoreLogits({ logits, gold }: ValidationLogits, labels: number, { target, temperature }: Decision): Evaluation {
  const counts = new LabelCounts(labels);
  const bins = new CalibrationBins();
  const size = logits.length / Math.max(1, gold.length);
  gold.forEach((row, i) => {
    const z = logits.subarray(i * size, (i + 1) * size);
    // A label that the model lacks gets an index beyond its labels: never answered.
    const expected = Array.from(row, (label) => (label < 0 ? labels : label));
    if (target.kind === 'multiple') {
      const predicted: number[] = [];
      z.forEach((value, label) => {
        const p = sigmoid(value / temperature);
        if (p >= target.thresholds[label]) predicted.push(label);
        bins.add(p, expected.includes(label));
      });
      counts.add(expected, predicted);
      return;
    }
    const { label, confidence } = target.kind === 'binary' ? binaryAnswer(z[0] / temperature, target.threshold) : softmaxAnswer(z, temperature);
    counts.add(expected, [label]);
    bins.add(confidence, expected[0] === label);
  });
  const accuracy = counts.accuracy();
  const microF1 = counts.micro().f1;
  const figures = { accuracy, microF1, macroF1: counts.macro().f1, macroRecall: counts.macro().recall, ece: bins.expectedError() };
  return { score: target.kind === 'multiple' ? microF1 : accuracy, figures };
}

function binaryAnswer(z: number, threshold: number): { label: number; confidence: number } {
  const p = sigmoid(z);
  return p >= threshold ? { label: 1, confidence: p } : { label: 0, confidence: 1 - p };
}

function softmaxAnswer(z: Float32Array, temperature: number): { label: number; confidence: number } {
  let label = 0;
  for (let j = 1; j < z.length; j++) if (z[j] > z[label]) label = j;
  let sum = 0;
  for (let j = 0; j < z.length; j++) sum += Math.exp((z[j] - z[label]) / temperature);
  return { label, confidence: 1 / sum };
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
