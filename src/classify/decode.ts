import { LexiscopeError } from '../base/errors.ts';
import type { ModelMetadata } from '../onnx/metadata.ts';
import type { Classification, ScoredLabel, Verdict } from './result.ts';
import { certainFrom, notLanguage } from './result.ts';

/**
 * The indices of the labels that may be answered.
 * @throws LexiscopeError `bad-input` naming a candidate that the model does not know
 */
export function candidateIndices(candidates: readonly string[] | undefined, metadata: ModelMetadata): number[] {
  const names = metadata.labels.map((label) => label.name);
  if (candidates === undefined) return names.map((_, i) => i);
  const indices = [...new Set(candidates)].map((candidate) => {
    const index = names.indexOf(candidate);
    if (index < 0) throw new LexiscopeError('bad-input', `candidate ${candidate}: model ${metadata.name} has no such label`, { hint: `It knows ${names.join(', ')}.` });
    return index;
  });
  if (indices.length === 0) throw new LexiscopeError('bad-input', 'candidates: expected at least one label');
  return indices.sort((a, b) => a - b);
}

/**
 * The calibrated probabilities of the allowed labels.
 * single, binary: softmax(z / T) over the allowed labels alone, which is conditioning on the answer being one of them;
 * multiple: sigmoid(z / T), each by itself.
 * @param logits [logitCount]
 * @returns [allowed.length]
 */
export function probabilities(logits: ArrayLike<number>, allowed: readonly number[], { target, calibration: { temperature } }: ModelMetadata): Float64Array {
  if (target.kind === 'multiple') return Float64Array.from(allowed, (i) => 1 / (1 + Math.exp(-logits[i] / temperature)));
  // A binary model's logit is that of labels[1] against 0 for labels[0].
  const scaled = Float64Array.from(allowed, (i) => (target.kind === 'binary' ? i * logits[0] : logits[i]) / temperature);
  let maximum = -Infinity;
  for (const value of scaled) maximum = Math.max(maximum, value);
  let sum = 0;
  for (let i = 0; i < scaled.length; i++) sum += scaled[i] = Math.exp(scaled[i] - maximum);
  for (let i = 0; i < scaled.length; i++) scaled[i] /= sum;
  return scaled;
}

/**
 * The answer for a text.
 * @param probabilitiesOfAllowed as `probabilities` gives them
 * @param limit scores beyond this many are left out
 */
export function decide(probabilitiesOfAllowed: Float64Array, allowed: readonly number[], metadata: ModelMetadata, tokens: number, limit = Infinity): Classification {
  const { labels: names, target } = metadata;
  const order = rank(probabilitiesOfAllowed, target.kind === 'multiple' ? Infinity : Math.max(limit, 2));
  const score = (i: number): ScoredLabel => ({ label: names[allowed[i]].name, score: probabilitiesOfAllowed[i] });
  const scores = order.map(score);
  let holding: ScoredLabel[];
  if (target.kind === 'multiple') holding = order.filter((i) => probabilitiesOfAllowed[i] >= target.thresholds[allowed[i]]).map(score);
  else if (target.kind === 'binary' && allowed.length === 2) holding = [score(probabilitiesOfAllowed[1] >= target.threshold ? 1 : 0)];
  else holding = scores.slice(0, 1);
  const label = holding.length > 0 ? holding[0].label : null;
  const confidence = holding.length > 0 ? holding[0].score : 1 - scores[0].score;
  return { label, labels: holding.map((held) => held.label), confidence, scores: scores.slice(0, limit), verdict: verdictOf(label, confidence, metadata), tokens };
}

function verdictOf(label: string | null, confidence: number, { task }: ModelMetadata): Verdict {
  if (task === 'language' && label === notLanguage) return 'not-language';
  return confidence >= certainFrom ? 'certain' : 'uncertain';
}

/** Indices by falling value, at most `limit`; equal ones stay in order. */
function rank(values: Float64Array, limit: number): number[] {
  if (limit >= values.length) return Array.from(values, (_, i) => i).sort((a, b) => values[b] - values[a]);
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (best.length === limit && values[i] <= values[best[limit - 1]]) continue;
    let at = best.length;
    while (at > 0 && values[i] > values[best[at - 1]]) at--;
    best.splice(at, 0, i);
    if (best.length > limit) best.pop();
  }
  return best;
}
