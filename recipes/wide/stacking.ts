import type { Bag } from './ngramBags.ts';
import type { Planes, SupportVectorSettings } from './supportVectors.ts';
import { scoresOf, trainPlanes } from './supportVectors.ts';

/**
 * What planes trained on the other folds say of each example (Wolpert 1992): as good as what they will say of new texts, so that a second
 * model can learn from it what is left.
 * @param foldOf the fold of an example, 0 ... folds - 1
 * @returns scores [bags, labels]
 */
export function outOfFoldScores(bags: readonly Bag[], labelsOf: readonly ArrayLike<number>[], labels: number, settings: SupportVectorSettings, folds: number, foldOf: (index: number) => number): Float32Array {
  const scores = new Float32Array(bags.length * labels);
  for (let fold = 0; fold < folds; fold++) {
    const inside = bags.map((_, i) => i).filter((i) => foldOf(i) !== fold);
    const outside = bags.map((_, i) => i).filter((i) => foldOf(i) === fold);
    const planes = trainPlanes(inside.map((i) => bags[i]), inside.map((i) => labelsOf[i]), labels, settings);
    const found = scoresOf(planes, outside.map((i) => bags[i]));
    outside.forEach((i, row) => scores.set(found.subarray(row * labels, (row + 1) * labels), i * labels));
  }
  return scores;
}

/** logit = slope x score + intercept. */
export interface LogitScale {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The line from scores to logits with the least cross-entropy (Platt 1999), the same for all labels, by Newton's method.
 * @param scores [n, labels]
 */
export function fitLogitScale(scores: Float32Array, labelsOf: readonly ArrayLike<number>[], labels: number): LogitScale {
  let slope = 1;
  let intercept = 0;
  for (let iteration = 0; iteration < 50; iteration++) {
    let gradientSlope = 0, gradientIntercept = 0, curvature = 1e-9, mixed = 0, curvatureIntercept = 1e-9;
    for (const [i, gold] of labelsOf.entries()) {
      for (let k = 0; k < labels; k++) {
        const score = scores[i * labels + k];
        const p = 1 / (1 + Math.exp(-slope * score - intercept));
        const weight = p * (1 - p);
        gradientSlope += p * score;
        gradientIntercept += p;
        curvature += weight * score * score;
        mixed += weight * score;
        curvatureIntercept += weight;
      }
      for (let j = 0; j < gold.length; j++) {
        gradientSlope -= scores[i * labels + gold[j]];
        gradientIntercept -= 1;
      }
    }
    const determinant = curvature * curvatureIntercept - mixed * mixed;
    const stepSlope = (curvatureIntercept * gradientSlope - mixed * gradientIntercept) / determinant;
    const stepIntercept = (curvature * gradientIntercept - mixed * gradientSlope) / determinant;
    // Damped: far from the solution the logistic curve is flat and a full step overshoots.
    const damping = Math.min(1, 1 / Math.hypot(stepSlope, stepIntercept));
    slope -= damping * stepSlope;
    intercept -= damping * stepIntercept;
    if (Math.hypot(stepSlope, stepIntercept) < 1e-6) break;
  }
  return { slope, intercept };
}

/** Planes whose scores are logits. */
export function asLogits({ labels, weights, biases }: Planes, { slope, intercept }: LogitScale): Planes {
  return { labels, weights: weights.map((weight) => slope * weight), biases: biases.map((bias) => slope * bias + intercept) };
}
