import { CalibrationBins } from '../nn/metrics/calibrationBins.ts';
import { LabelCounts } from '../nn/metrics/labelCounts.ts';
import { SpanCounts } from '../nn/metrics/spans.ts';
import { fitSigmoidTemperature, fitSoftmaxTemperature } from '../nn/metrics/temperature.ts';
import { tuneThresholds } from '../nn/metrics/thresholds.ts';
import { MeanLoss, binaryAnswer, sigmoid, sigmoidLoss, softmaxAnswer, softmaxLoss } from './logits.ts';
import type { EncodedExample } from '../nn/examples.ts';
import { tokensOf } from '../nn/examples.ts';
import type { Evaluation } from '../nn/fit.ts';
import type { Target } from '../onnx/metadata.ts';

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

interface Placed {
  readonly example: EncodedExample;
  /** Its place among all examples. */
  readonly index: number;
}

/** Batches of similar length; examples without tokens are left out. `onExample` hears of each example, in order. */
export function* batchesOf(examples: Iterable<EncodedExample>, onExample: (example: EncodedExample) => void): Generator<Placed[]> {
  let window: Placed[] = [];
  function* cut(): Generator<Placed[]> {
    window.sort((a, b) => tokensOf(a.example) - tokensOf(b.example));
    for (let from = 0; from < window.length; ) {
      let to = from + 1;
      while (to < window.length && to - from < batchLimits.examples && (to - from + 1) * tokensOf(window[to].example) <= batchLimits.tokens) to++;
      yield window.slice(from, to);
      from = to;
    }
    window = [];
  }
  let index = 0;
  for (const example of examples) {
    onExample(example);
    if (tokensOf(example) > 0) window.push({ example, index });
    index++;
    if (window.length === windowSize) yield* cut();
  }
  yield* cut();
}

/**
 * Runs a network over examples. Those without tokens get logits of 0.
 * @param run logits [batch, size] of a batch
 */
export async function collectLogits(examples: Iterable<EncodedExample>, count: number, size: number, run: (batch: readonly EncodedExample[]) => Promise<ArrayLike<number>>): Promise<ValidationLogits> {
  const logits = new Float32Array(count * size);
  const gold: Int32Array[] = [];
  // Copies: the labels are a view on the whole record.
  for (const batch of batchesOf(examples, ({ labels }) => gold.push(labels.slice()))) {
    const values = await run(batch.map(({ example }) => example));
    batch.forEach(({ index }, row) => {
      for (let j = 0; j < size; j++) logits[index * size + j] = values[row * size + j];
    });
  }
  return { logits, gold };
}

/**
 * How good a tagger is: accuracy over tokens, and the F1 of whole spans where the tags are B-..., I-... and O. The score is the latter where
 * there are spans.
 * @param run logits [batch, time, labels] of a batch
 */
export async function scoreTags(examples: Iterable<EncodedExample>, labels: readonly string[], run: (batch: readonly EncodedExample[]) => Promise<ArrayLike<number>>): Promise<Evaluation> {
  const counts = new LabelCounts(labels.length);
  const bins = new CalibrationBins();
  const spans = labels.some((label) => label.startsWith('B-')) ? new SpanCounts() : undefined;
  const nameOf = (label: number): string => labels[label] ?? '?';
  const losses = new MeanLoss();
  for (const batch of batchesOf(examples, () => undefined)) {
    const values = await run(batch.map(({ example }) => example));
    const row = values.length / batch.length;
    for (const [i, { example }] of batch.entries()) {
      const predicted = Array.from(example.labels, (gold, t) => {
        const z = Float32Array.from({ length: labels.length }, (_, k) => values[i * row + t * labels.length + k]);
        const { label, confidence } = softmaxAnswer(z, 1);
        losses.add(softmaxLoss(z, gold));
        counts.add([gold < 0 ? labels.length : gold], [label]);
        bins.add(confidence, label === gold);
        return label;
      });
      spans?.add(Array.from(example.labels, nameOf), predicted.map(nameOf));
    }
  }
  const accuracy = counts.accuracy();
  const figures = { accuracy, macroF1: counts.macro().f1, ece: bins.expectedError(), loss: losses.mean() };
  if (!spans) return { score: accuracy, figures };
  const { precision, recall, f1 } = spans.micro();
  return { score: f1, figures: { ...figures, spanPrecision: precision, spanRecall: recall, spanF1: f1 } };
}

/** What turns logits into answers, fitted on validation data. */
export interface Decision {
  readonly target: Target;
  readonly temperature: number;
}

/** Fits temperature and thresholds. */
export function fitDecision({ logits, gold }: ValidationLogits, { target, labels }: { readonly target: 'single' | 'binary' | 'multiple'; readonly labels: readonly string[] }): Decision {
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
  const losses = new MeanLoss();
  gold.forEach((row, i) => {
    const z = logits.subarray(i * size, (i + 1) * size);
    losses.add(target.kind === 'single' ? softmaxLoss(z, row[0] ?? -1) : sigmoidLoss(z, target.kind, row));
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
  const figures = { accuracy, microF1, macroF1: counts.macro().f1, macroRecall: counts.macro().recall, ece: bins.expectedError(), loss: losses.mean() };
  return { score: target.kind === 'multiple' ? microF1 : accuracy, figures };
}
