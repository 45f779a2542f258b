import type { Network } from '../../src/nn/architecture.ts';
import { exportGraph } from '../../src/nn/exportModel.ts';
import { fitSoftmaxTemperature } from '../../src/nn/metrics/temperature.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import { formatVersion } from '../../src/onnx/metadata.ts';
import { writeModelFile } from '../../src/onnx/modelFile.ts';
import type { WordsSpec } from '../../src/text/tokenizerSpec.ts';
import { labels } from './dataSets.ts';
import type { HeldOut } from './evaluation.ts';
import { maximumTokens } from './material.ts';

/** The LSTM was trained on at most 400 tokens; twice as many in a chunk did a little better on held-out reviews. */
const longestChunk = 2 * maximumTokens;

/**
 * The temperature that fits the held-out texts best, each set with the same say (by at most `most` of its texts), over the classes that it has.
 * @param logits of each set, [texts, labels]
 */
export function temperatureOn(sets: readonly HeldOut[], logits: readonly Float32Array[], most = 400): number {
  const flat: number[] = [];
  const gold: number[] = [];
  for (const [s, { labels: golds, twoClasses }] of sets.entries()) {
    for (let i = 0; i < Math.min(most, golds.length); i++) {
      const [negative, neutral, positive] = logits[s].subarray(3 * i, 3 * i + 3);
      flat.push(negative, twoClasses ? -Infinity : neutral, positive);
      gold.push(golds[i]);
    }
  }
  return fitSoftmaxTemperature(flat, gold);
}

/** Writes the model with int8 matrices and its metadata. */
export async function writeSentimentModel(
  file: string, network: Network, parameters: Parameters, tokenizer: WordsSpec, temperature: number, training: Readonly<Record<string, unknown>>,
): Promise<void> {
  await writeModelFile(file, exportGraph(network, false, parameters, 'int8'), {
    format: formatVersion, name: 'Sentiment', task: 'sentiment',
    labels: labels.map((name) => ({ name, displayName: name[0].toUpperCase() + name.slice(1) })),
    target: { kind: 'single' }, tokenizer, input: { maximumTokens: longestChunk, overlap: 20 }, calibration: { temperature }, languages: ['en'],
    training: { recipe: 'recipes/sentiment.ts', date: new Date().toISOString().slice(0, 10), ...training },
    licence: 'Model: MIT. Trained on texts whose terms allow research; some are for non-commercial use only (models/sentiment.md lists them all).',
  });
}
