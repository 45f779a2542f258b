import type { ModelMetadata } from '../onnx/metadata.ts';
import { candidateIndices, decide } from './decode.ts';
import type { Classification, ScoredLabel } from './result.ts';
import { unreadable } from './result.ts';

/** No probability is taken to be below this, or above 1 less this. */
const smallestProbability = 1e-6;

/**
 * Turns scores into what can be added up over the parts of a text: log p for one label a text, log p / (1 - p) where labels stand for themselves.
 * Labels without a score have the smallest probability.
 * @returns scores -> [labels]
 */
export function logEvidence({ labels, target }: ModelMetadata): (scores: readonly ScoredLabel[]) => Float32Array {
  const indexOf = new Map(labels.map(({ name }, i) => [name, i]));
  const of = (probability: number): number => {
    const p = Math.min(Math.max(probability, smallestProbability), 1 - (target.kind === 'multiple' ? smallestProbability : 0));
    return target.kind === 'multiple' ? Math.log(p / (1 - p)) : Math.log(p);
  };
  return (scores) => {
    const evidence = new Float32Array(labels.length).fill(of(0));
    for (const { label, score } of scores) evidence[indexOf.get(label)!] = of(score);
    return evidence;
  };
}

/**
 * The answer for a text from those for its parts: the mean of their evidence, weighted. As with the chunks of a long text (classifier.ts)
 * this is the geometric mean of probabilities: it does not get surer with length alone.
 */
export class EvidencePool {
  readonly #metadata: ModelMetadata;
  readonly #allowed: readonly number[];
  readonly #sums: Float64Array;
  #weight = 0;

  /** @throws LexiscopeError `bad-input` for an unknown candidate */
  constructor(metadata: ModelMetadata, candidates: readonly string[] | undefined) {
    this.#metadata = metadata;
    this.#allowed = candidateIndices(candidates, metadata);
    this.#sums = new Float64Array(metadata.labels.length);
  }

  /** @param evidence [labels] */
  add(evidence: ArrayLike<number>, weight: number): void {
    for (let label = 0; label < evidence.length; label++) this.#sums[label] += weight * evidence[label];
    this.#weight += weight;
  }

  answer(): Classification {
    const { kind } = this.#metadata.target;
    if (this.#weight === 0) return unreadable('not-enough-text');
    const means = this.#allowed.map((label) => this.#sums[label] / this.#weight);
    return decide(kind === 'multiple' ? Float64Array.from(means, (mean) => 1 / (1 + Math.exp(-mean))) : softmax(means), this.#allowed, this.#metadata, this.#weight);
  }
}

function softmax(values: readonly number[]): Float64Array {
  const maximum = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = Float64Array.from(values, (value) => Math.exp(value - maximum));
  const total = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / total);
}
