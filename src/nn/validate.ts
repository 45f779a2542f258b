import { CalibrationBins } from './metrics/calibrationBins.ts';
import { ConfusionMatrix } from './metrics/confusionMatrix.ts';
import type { LabelScores } from './metrics/labelCounts.ts';
import { LabelCounts } from './metrics/labelCounts.ts';
import { SpanCounts } from './metrics/spans.ts';
import type { EncodedCorpus, Provenance } from './encodedCorpus.ts';
import type { Evaluator } from './evaluator.ts';
import type { EncodedExample } from './examples.ts';
import { tokensOf } from './examples.ts';
import type { Parameters } from './parameters.ts';

/** Texts evaluated together: at most this many, and this many tokens with padding. */
const batchTexts = 256;
const batchTokens = 16384;
/** Texts sorted by length together. */
const window = 4096;

/** A text's logits [labels], or [tokens, labels] when tagging. */
export interface Predicted {
  readonly example: EncodedExample & { readonly provenance: Provenance };
  readonly logits: Float32Array;
}

/** Runs the network over a corpus; the order is by length within windows. */
export async function* predict(evaluator: Evaluator, parameters: Parameters, corpus: EncodedCorpus, tagging: boolean): AsyncGenerator<Predicted> {
  let gathered: Predicted['example'][] = [];
  async function* flush(): AsyncGenerator<Predicted> {
    gathered.sort((a, b) => tokensOf(a) - tokensOf(b));
    for (let first = 0; first < gathered.length; ) {
      let last = first + 1;
      while (last < gathered.length && last - first < batchTexts && tokensOf(gathered[last]) * (last - first + 1) <= batchTokens) last++;
      const batch = gathered.slice(first, last);
      const { data, shape } = await evaluator.logits(parameters, batch);
      const row = shape.slice(1).reduce((product, size) => product * size, 1);
      const labels = shape[shape.length - 1];
      for (const [i, example] of batch.entries()) {
        const used = tagging ? tokensOf(example) * labels : row;
        yield { example, logits: (data as Float32Array).slice(i * row, i * row + used) };
      }
      first = last;
    }
    gathered = [];
  }
  for (const example of corpus.all()) {
    gathered.push(example);
    if (gathered.length >= window) yield* flush();
  }
  yield* flush();
}

/** How a network does on a corpus. */
export interface ValidationReport {
  readonly n: number;
  /** Mean negative log-likelihood of the gold labels. */
  readonly loss: number;
  readonly accuracy: number;
  readonly microF1: number;
  readonly macroF1: number;
  readonly expectedCalibrationError: number;
  /** Entity F1 of a tagger whose tags are B-..., I-..., O. */
  readonly spanF1: number | undefined;
  readonly perLabel: readonly (LabelScores & { readonly label: string })[];
  /** The largest confusions; for single-label targets. */
  readonly confusions: readonly { readonly gold: string; readonly predicted: string; readonly count: number }[];
  /** The surest mistakes, worst first. */
  readonly worst: readonly { readonly provenance: Provenance; readonly gold: string; readonly predicted: string; readonly confidence: number }[];
}

export interface Decision {
  readonly labels: readonly string[];
  readonly kind: 'single' | 'binary' | 'multiple' | 'tags';
  readonly temperature: number;
  /** multiple: one a label; binary: one. */
  readonly thresholds: readonly number[];
}

const worstKept = 50;

/** Goes through the predictions once. */
export async function validate(predictions: AsyncIterable<Predicted>, decision: Decision): Promise<ValidationReport> {
  const { labels, kind } = decision;
  const counts = new LabelCounts(labels.length);
  const bins = new CalibrationBins();
  const confusion = new ConfusionMatrix(labels.length);
  const spans = kind === 'tags' && labels.some((label) => /^B-/.test(label)) ? new SpanCounts() : undefined;
  let worst: ValidationReport['worst'][number][] = [];
  let loss = 0;
  let decisions = 0;

  for await (const { example, logits } of predictions) {
    if (kind === 'single' || kind === 'tags') {
      const predicted: number[] = [];
      for (let t = 0; t * labels.length < logits.length; t++) {
        const probabilities = softmax(logits.subarray(t * labels.length, (t + 1) * labels.length), decision.temperature);
        const best = indexOfLargest(probabilities);
        const gold = example.labels[t];
        predicted.push(best);
        loss -= Math.log(Math.max(1e-12, probabilities[gold]));
        decisions++;
        counts.add([gold], [best]);
        bins.add(probabilities[best], best === gold);
        confusion.add(gold, best);
        if (best !== gold && kind === 'single') worst.push({ provenance: example.provenance, gold: labels[gold], predicted: labels[best], confidence: probabilities[best] });
      }
      spans?.add(Array.from(example.labels, (label) => labels[label]), predicted.map((label) => labels[label]));
    } else {
      const gold = [...example.labels];
      const probabilities = Float64Array.from(logits, (z) => 1 / (1 + Math.exp(-z / decision.temperature)));
      const chosen = kind === 'binary'
        ? [probabilities[0] >= decision.thresholds[0] ? 1 : 0]
        : [...probabilities.keys()].filter((k) => probabilities[k] >= decision.thresholds[k]);
      probabilities.forEach((p, k) => {
        const positive = kind === 'binary' ? gold[0] === 1 : gold.includes(k);
        loss -= Math.log(Math.max(1e-12, positive ? p : 1 - p));
        bins.add(Math.max(p, 1 - p), (p >= 0.5) === positive);
      });
      decisions++;
      counts.add(gold, chosen);
      if (kind === 'binary') confusion.add(gold[0], chosen[0]);
      const wrong = chosen.find((k) => !gold.includes(k));
      if (wrong !== undefined) {
        const confidence = kind === 'binary' ? Math.max(probabilities[0], 1 - probabilities[0]) : probabilities[wrong];
        worst.push({ provenance: example.provenance, gold: gold.map((k) => labels[k]).join(', '), predicted: labels[wrong], confidence });
      }
    }
    if (worst.length > 4 * worstKept) worst = mostConfident(worst);
  }
  return {
    n: counts.n, loss: loss / Math.max(1, decisions), accuracy: counts.accuracy(), microF1: counts.micro().f1, macroF1: counts.macro().f1,
    expectedCalibrationError: bins.expectedError(), spanF1: spans?.micro().f1,
    perLabel: labels.map((label, i) => ({ label, ...counts.label(i) })),
    confusions: kind === 'multiple' ? [] : confusion.topConfusions(50).map(({ gold, predicted, count }) => ({ gold: labels[gold], predicted: labels[predicted], count })),
    worst: mostConfident(worst),
  };
}

function mostConfident(mistakes: ValidationReport['worst'][number][]): ValidationReport['worst'][number][] {
  return mistakes.sort((a, b) => b.confidence - a.confidence).slice(0, worstKept);
}

function softmax(logits: Float32Array, temperature: number): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = Float64Array.from(logits, (z) => Math.exp((z - largest) / temperature));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((e) => e / sum);
}

function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
