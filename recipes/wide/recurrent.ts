import { createNetwork } from '../../src/nn/architecture.ts';
import type { Network } from '../../src/nn/architecture.ts';
import { trainingConfiguration } from '../../src/nn/configuration.ts';
import { Evaluator } from '../../src/nn/evaluator.ts';
import type { EncodedExample, ExampleSource } from '../../src/nn/examples.ts';
import { encodedExample, tokensOf } from '../../src/nn/examples.ts';
import { fit } from '../../src/nn/fit.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import { createRandom, shuffle } from '../../src/base/random.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';

/** One training of the recurrent network. */
export interface TrainingPlan {
  readonly dimensions: number;
  readonly hiddenSize: number;
  readonly labels: number;
  readonly epochs: number;
  readonly seed: number;
  readonly rate: number;
  /** Length of the adversarial change to a text's vectors, as a multiple of theirs; 0: none (src/nn/adversarial.ts). */
  readonly adversarial: number;
  /** Longest chunk that the model reads. */
  readonly maximumTokens: number;
  readonly vocabularySize: number;
}

export function recurrentNetwork({ dimensions, hiddenSize, labels, maximumTokens, vocabularySize }: TrainingPlan): Network {
  return createNetwork({
    embedding: { kind: 'table', dimensions },
    recurrent: { cell: 'lstm', hiddenSize, layers: 1, bidirectional: true },
    pooling: ['max', 'mean'], dense: [], crf: false,
    dropout: { embedding: 0.2, between: 0, recurrent: 0.1, output: 0.4 },
  }, { vocabularySize, logits: labels, maximumTokens });
}

/** Encodes a text; `labels` are indices, `distribution` replaces them by a teacher's probabilities. */
export function exampleOf(tokenizer: Tokenizer, text: string, maximumTokens: number, labels: readonly number[], distribution?: Float32Array): EncodedExample {
  const encoded = tokenizer.encode(text, maximumTokens);
  const example = encodedExample({ ...encoded, ids: encoded.ids.slice(), idStarts: encoded.idStarts.slice() }, labels);
  return distribution ? { ...example, distribution } : example;
}

/** The same examples in each epoch, in another order. */
export function shuffledSource(examples: readonly EncodedExample[], seed: number): ExampleSource {
  const kept = examples.filter((example) => tokensOf(example) > 0);
  return {
    size: kept.length,
    *examples(epoch): Iterable<EncodedExample> {
      for (const i of shuffle(Int32Array.from(kept, (_, i) => i), createRandom(seed + 7919 * epoch))) yield kept[i];
    },
  };
}

/** Trains one network; its weights are an exponential average. `onEpoch` may look at them. */
export async function trainNetwork(plan: TrainingPlan, examples: readonly EncodedExample[], table: Float32Array | undefined, onEpoch?: (epoch: number, loss: number, seconds: number, parameters: Parameters) => Promise<void>): Promise<Parameters> {
  const network = recurrentNetwork(plan);
  const configuration = trainingConfiguration({
    architecture: network.architecture, epochs: plan.epochs, batchSize: 32, maximumTokensPerBatch: 8192, window: 2048,
    optimiser: { kind: 'adam', weightDecay: 0.01 }, schedule: { kind: 'cosine', rate: plan.rate, warmup: 0.05 },
    averaging: { kind: 'ema', decay: 0.995 }, tokenDropout: 0.05, adversarial: plan.adversarial, earlyStopping: 0, seed: plan.seed, threads: 1,
  });
  const result = await fit({
    network, configuration, lossKind: 'sigmoid', source: shuffledSource(examples, plan.seed), ...(table && { initialTable: table }),
    onEpoch: async (report, parameters) => onEpoch?.(report.epoch + 1, report.loss, report.seconds, parameters),
  });
  return result.parameters;
}

/** Logits [examples, labels], row-major; zero for an example without tokens. */
export async function logitsOf(network: Network, parameters: Parameters, examples: readonly EncodedExample[]): Promise<Float32Array> {
  const evaluator = await Evaluator.create(network, false, 1);
  const labels = network.sizes.logits;
  const logits = new Float32Array(examples.length * labels);
  const order = examples.map((example, index) => ({ example, index })).filter(({ example }) => tokensOf(example) > 0).sort((a, b) => tokensOf(a.example) - tokensOf(b.example));
  for (let from = 0; from < order.length; from += 64) {
    const batch = order.slice(from, from + 64);
    const { data } = await evaluator.logits(parameters, batch.map(({ example }) => example));
    batch.forEach(({ index }, row) => logits.set((data as Float32Array).subarray(row * labels, (row + 1) * labels), index * labels));
  }
  await evaluator.dispose();
  return logits;
}
