import type { Evaluator } from '../../src/nn/evaluator.ts';
import type { Evaluation } from '../../src/nn/fit.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import { unlabelled } from './texts.ts';

/** A set's held-out texts, tokenized. */
export interface HeldOut {
  readonly name: string;
  readonly twoClasses: boolean;
  readonly ids: readonly Int32Array[];
  readonly labels: readonly number[];
}

/** Logits [texts, labels] of tokenized texts, in their order; an empty text has zeros. */
export async function logitsOfAll(evaluator: Evaluator, parameters: Parameters, texts: readonly Int32Array[], tokensPerBatch = 8192): Promise<Float32Array> {
  const order = texts.map((_, i) => i).filter((i) => texts[i].length > 0).sort((a, b) => texts[a].length - texts[b].length);
  const result = new Float32Array(3 * texts.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && to - from < 512 && (to + 1 - from) * texts[order[to]].length <= tokensPerBatch) to++;
    const batch = order.slice(from, to).map((i) => unlabelled(texts[i]));
    const { data } = await evaluator.logits(parameters, batch);
    order.slice(from, to).forEach((i, row) => result.set((data as Float32Array).subarray(3 * row, 3 * row + 3), 3 * i));
    from = to;
  }
  return result;
}

/** Of each set, [texts, labels]. */
export async function logitsOfSets(evaluator: Evaluator, parameters: Parameters, sets: readonly HeldOut[]): Promise<Float32Array[]> {
  const logits: Float32Array[] = [];
  for (const { ids } of sets) logits.push(await logitsOfAll(evaluator, parameters, ids));
  return logits;
}

/** The most probable class, neutral left out for sets of two classes. */
export function answer(logits: Float32Array, row: number, twoClasses: boolean): number {
  const [negative, neutral, positive] = logits.subarray(3 * row, 3 * row + 3);
  if (!twoClasses && neutral > negative && neutral > positive) return 1;
  return positive > negative ? 2 : 0;
}

/** Accuracy; for tweets the mean of the classes' recalls, which is their official measure. */
export function scoreOf(set: HeldOut, logits: Float32Array): number {
  const right = [0, 0, 0];
  const all = [0, 0, 0];
  set.labels.forEach((label, i) => {
    all[label]++;
    if (answer(logits, i, set.twoClasses) === label) right[label]++;
  });
  if (isTweets(set)) return (right[0] / all[0] + right[1] / all[1] + right[2] / all[2]) / 3;
  return (right[0] + right[1] + right[2]) / set.labels.length;
}

export function isTweets({ name }: Pick<HeldOut, 'name'>): boolean {
  return name === 'tweets' || name === 'umsab';
}

/** Each set's score, and their mean, by which the best epoch is chosen. */
export async function evaluateOn(evaluator: Evaluator, parameters: Parameters, sets: readonly HeldOut[]): Promise<Evaluation> {
  const logits = await logitsOfSets(evaluator, parameters, sets);
  const figures = Object.fromEntries(sets.map((set, i) => [set.name, scoreOf(set, logits[i])]));
  const scores = Object.values(figures);
  return { score: scores.reduce((sum, score) => sum + score, 0) / scores.length, figures };
}
