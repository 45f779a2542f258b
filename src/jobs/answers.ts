import type { AnswerRow } from '../protocol/trainingRun.ts';
import { binaryAnswer, sigmoid, sigmoidLoss, softmaxAnswer, softmaxLoss } from './logits.ts';
import type { StoredText } from './textStore.ts';
import type { Decision } from './validation.ts';

/** What the final model says of one text, by numbers of labels; -1 is a label that the model does not have. */
export interface Answer {
  readonly gold: readonly number[];
  readonly predicted: readonly number[];
  readonly confidence: number;
  readonly loss: number;
  readonly correct: boolean;
  /** [labels] probabilities; of a tagger empty. */
  readonly probabilities: ArrayLike<number>;
}

/** The loss shown for a label that cannot be learnt, since no training row has it: worse than any other. */
const hopeless = 1000;
const shownScores = 5;

/** @param z [logits] of one text, as the network gives them */
export function answerOf(z: Float32Array, gold: Int32Array, { target, temperature }: Decision): Answer {
  const known = Array.from(gold);
  const cooled = z.map((value) => value / temperature);
  if (target.kind === 'single') {
    const { label, confidence } = softmaxAnswer(z, temperature);
    const loss = softmaxLoss(cooled, known[0] ?? -1);
    return { gold: known, predicted: [label], confidence, loss: Number.isFinite(loss) ? loss : hopeless, correct: label === known[0], probabilities: softmax(cooled) };
  }
  if (target.kind === 'binary') {
    const { label, confidence } = binaryAnswer(cooled[0], target.threshold);
    const p = sigmoid(cooled[0]);
    return { gold: known, predicted: [label], confidence, loss: known[0] < 0 ? hopeless : sigmoidLoss(cooled, 'binary', gold), correct: label === known[0], probabilities: [1 - p, p] };
  }
  const probabilities = cooled.map(sigmoid);
  const predicted = [...target.thresholds.keys()].filter((label) => probabilities[label] >= target.thresholds[label]);
  const invented = predicted.filter((label) => !known.includes(label)).map((label) => probabilities[label]);
  const missed = known.filter((label) => !predicted.includes(label)).map((label) => (label < 0 ? 1 : 1 - probabilities[label]));
  const correct = invented.length === 0 && missed.length === 0;
  const confidence = correct ? Math.max(0, ...predicted.map((label) => probabilities[label])) : Math.max(...invented, ...missed);
  return { gold: known, predicted, confidence, loss: sigmoidLoss(cooled, 'multiple', gold) + (known.includes(-1) ? hopeless : 0), correct, probabilities };
}

function softmax(z: Float32Array): Float64Array {
  const maximum = Math.max(...z);
  const exponentials = Float64Array.from(z, (value) => Math.exp(value - maximum));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/** The answer as answers.jsonl has it: with names in place of numbers, and the text. */
export function answerRow({ gold, predicted, confidence, loss, correct, probabilities }: Answer, labels: readonly string[], { text, labels: names, tokens, file, line }: StoredText): AnswerRow {
  const order = Array.from(probabilities, (_, label) => label).sort((a, b) => probabilities[b] - probabilities[a]);
  const scores = order.slice(0, shownScores).map((label) => ({ label: labels[label], score: probabilities[label] }));
  return {
    text, gold: tokens ? names.slice(0, gold.length) : [...names], predicted: predicted.map((label) => labels[label]), confidence, loss, correct, scores,
    ...(tokens && { tokens: tokens.slice(0, gold.length) }), file, line,
  };
}
