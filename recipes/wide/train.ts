import type { EncodedExample } from '../../src/nn/examples.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import type { Bag } from './ngramBags.ts';
import type { TrainingPlan } from './recurrent.ts';
import { trainNetwork } from './recurrent.ts';
import { asLogits, fitLogitScale, outOfFoldScores } from './stacking.ts';
import type { Planes } from './supportVectors.ts';
import { trainPlanes } from './supportVectors.ts';

/** What is learnt from. */
export interface TrainingTexts {
  /** Cut to the length that the recurrent network trains on. */
  readonly examples: readonly EncodedExample[];
  /** The same texts as the linear path sees them. */
  readonly bags: readonly Bag[];
  /** Indices of the logits that should be positive, for each text. */
  readonly gold: readonly ArrayLike<number>[];
}

/** The linear path: support vector machines over bags. */
export interface WidePlan {
  readonly cost: number;
  /** Of the bags' rows; 0 leaves a row out. */
  readonly scales: Float32Array;
  /** For the scores of texts that the planes have not seen. Texts that resemble each other belong into one fold, else these scores flatter. */
  readonly folds: number;
  readonly foldOf: (index: number) => number;
}

/** Two parts whose logits are to be added. */
export interface TrainedParts {
  readonly planes: Planes;
  readonly recurrent: Parameters;
  /** [texts, labels]: logits of the linear path for texts that it was not trained on. */
  readonly unseenLogits: Float32Array;
}

/**
 * Trains the linear path, then the recurrent network on what it leaves: the loss starts from the logits that planes trained on other
 * folds give a text (stacking: Wolpert 1992), so that the network learns to correct them on new texts.
 * @param table vectors to start the embedding table from
 */
export async function trainParts({ examples, bags, gold }: TrainingTexts, { cost, scales, folds, foldOf }: WidePlan, plan: TrainingPlan, table: Float32Array | undefined, log: (line: string) => void): Promise<TrainedParts> {
  const { labels } = plan;
  const settings = { cost, iterations: 15, scales };
  const scores = outOfFoldScores(bags, gold, labels, settings, folds, foldOf);
  const scale = fitLogitScale(scores, gold, labels);
  const planes = asLogits(trainPlanes(bags, gold, labels, settings), scale);
  log(`linear path: logit = ${scale.slope.toFixed(2)} score + ${scale.intercept.toFixed(2)}`);
  const unseenLogits = scores.map((score) => scale.slope * score + scale.intercept);
  const withOffsets = examples.map((example, i) => ({ ...example, offsets: unseenLogits.slice(i * labels, (i + 1) * labels) }));
  const recurrent = await trainNetwork(plan, withOffsets, table, (epoch, loss, seconds) => {
    log(`epoch ${epoch} loss ${loss.toFixed(4)} ${seconds.toFixed(0)}s`);
    return Promise.resolve();
  });
  return { planes, recurrent, unseenLogits };
}
