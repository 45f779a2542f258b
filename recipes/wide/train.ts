import type { EncodedExample } from '../../src/nn/examples.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import type { Bag } from './ngramBags.ts';
import type { TrainingPlan } from './recurrent.ts';
import { trainNetwork } from './recurrent.ts';
import { asLogits, fitLogitScale, outOfFoldScores } from './stacking.ts';
import type { Planes } from './supportVectors.ts';
import { trainPlanes } from './supportVectors.ts';

/** The linear path: support vector machines over bags. */
export interface WidePlan {
  readonly cost: number;
  /** Of the bags' rows; 0 leaves a row out. */
  readonly scales: Float32Array;
  /** For the scores of texts that the planes have not seen. Texts that resemble each other belong into one fold, else these scores flatter. */
  readonly folds: number;
  readonly foldOf: (index: number) => number;
}

export interface LinearPath {
  readonly planes: Planes;
  /** [texts, labels]: logits for texts that the planes were not trained on. */
  readonly unseenLogits: Float32Array;
}

/**
 * Planes whose scores are logits, by what planes trained on the other folds say of a text.
 * @param gold indices of the logits that should be positive, for each text
 */
export function trainLinearPath(bags: readonly Bag[], gold: readonly ArrayLike<number>[], labels: number, { cost, scales, folds, foldOf }: WidePlan, log: (line: string) => void): LinearPath {
  const settings = { cost, iterations: 15, scales };
  const scores = outOfFoldScores(bags, gold, labels, settings, folds, foldOf);
  const scale = fitLogitScale(scores, gold, labels);
  log(`linear path: logit = ${scale.slope.toFixed(2)} score + ${scale.intercept.toFixed(2)}`);
  return { planes: asLogits(trainPlanes(bags, gold, labels, settings), scale), unseenLogits: scores.map((score) => scale.slope * score + scale.intercept) };
}

/**
 * Trains the recurrent network on the texts alone, as an opinion of its own: averaged with the linear path it gains more than one that
 * has learnt to correct that path. It begins at how frequent each label is, ln p, so that rare labels are not the first thing that it learns.
 * @param table vectors to start the embedding table from
 */
export async function trainRecurrent(examples: readonly EncodedExample[], plan: TrainingPlan, table: Float32Array | undefined, log: (line: string) => void): Promise<Parameters> {
  const counts = new Float32Array(plan.labels);
  for (const { labels } of examples) {
    // With a single logit, labels are 1 or 0 (src/nn/targets.ts).
    if (plan.labels === 1) counts[0] += labels[0];
    else for (const label of labels) counts[label]++;
  }
  const prior = counts.map((count) => Math.log((count + 0.5) / examples.length));
  const parameters = await trainNetwork(plan, examples.map((example) => ({ ...example, offsets: prior })), table, (epoch, loss, seconds) => {
    log(`epoch ${epoch} loss ${loss.toFixed(4)} ${seconds.toFixed(0)}s`);
    return Promise.resolve();
  });
  return new Map(parameters).set('output/b', parameters.get('output/b')!.map((bias, k) => bias + prior[k]));
}

/** Planes whose logits are `share` of what they were. */
export function shareOfPlanes({ labels, weights, biases }: Planes, share: number): Planes {
  return { labels, weights: weights.map((weight) => share * weight), biases: biases.map((bias) => share * bias) };
}

/** A network whose logits are `share` of what they were. */
export function shareOfNetwork(parameters: Parameters, share: number): Parameters {
  const scaled = new Map(parameters);
  for (const name of ['output/W', 'output/b']) scaled.set(name, parameters.get(name)!.map((weight) => share * weight));
  return scaled;
}
