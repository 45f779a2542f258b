import * as v from 'valibot';
import { architectureSchema } from './architecture.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const amount = v.pipe(v.number(), v.minValue(0));

/** Everything that decides a training, as it stands in a run's configuration file. */
export const trainingConfigurationSchema = v.object({
  architecture: architectureSchema,
  epochs: v.optional(count, 10),
  batchSize: v.optional(count, 32),
  maximumTokensPerBatch: v.optional(count, 16384),
  /** Examples sorted by length together. */
  window: v.optional(count, 8192),
  optimiser: v.optional(v.object({
    kind: v.optional(v.picklist(['adam', 'rmsprop', 'sgd']), 'adam'),
    weightDecay: v.optional(amount, 0.01),
    momentum: v.optional(share, 0.9),
  }), { kind: 'adam', weightDecay: 0.01, momentum: 0.9 }),
  schedule: v.optional(v.object({
    kind: v.optional(v.picklist(['constant', 'linear', 'cosine', 'plateau']), 'cosine'),
    rate: v.optional(v.pipe(v.number(), v.gtValue(0)), 0.002),
    warmup: v.optional(share, 0.05),
    patience: v.optional(count, 2),
  }), { kind: 'cosine', rate: 0.002, warmup: 0.05, patience: 2 }),
  /** Largest norm of the whole gradient; 0: no limit. */
  clipping: v.optional(amount, 1),
  labelSmoothing: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0),
  /** Tokens replaced by nothing, drawn anew for every batch. */
  tokenDropout: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0),
  /**
   * Each step learns as well from the texts' vectors moved to where its loss grows fastest, which takes twice the time: by how much, as a multiple of a vector's usual length
   * (Miyato et al. 2017 took 0.3); 0: not at all. One-hot input has no vectors to move.
   */
  adversarial: v.optional(amount, 0),
  /** The embedding table's learning rate, as a multiple of the others': its rows are updated more rarely. */
  embeddingRate: v.optional(amount, 1),
  /** Epochs in which the embedding table is not changed; 0: none, null: all. */
  frozenEpochs: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), 0),
  /** Weights of the final model: the last ones, their exponential average (Polyak and Juditsky 1992), or the mean over epochs (Izmailov et al. 2018). */
  averaging: v.optional(v.variant('kind', [
    v.object({ kind: v.literal('none') }),
    v.object({ kind: v.literal('ema'), decay: v.optional(share, 0.999) }),
    v.object({ kind: v.literal('swa'), start: v.optional(share, 0.5) }),
  ]), { kind: 'none' }),
  /** Evaluations without improvement before the training stops; 0: never. */
  earlyStopping: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 3),
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
  threads: v.optional(count, 2),
});

export type TrainingConfiguration = v.InferOutput<typeof trainingConfigurationSchema>;
export type TrainingConfigurationInput = v.InferInput<typeof trainingConfigurationSchema>;

/** Fills in the defaults. */
export function trainingConfiguration(input: TrainingConfigurationInput): TrainingConfiguration {
  return v.parse(trainingConfigurationSchema, input);
}
