import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../base/errors.ts';
import { PredictionModel } from '../embeddings/predictionModel.ts';
import { createTrainingKernels } from '../kernels/registry.ts';
import { SharedArena } from '../kernels/sharedArena.ts';
import type { Movement } from '../protocol/lessons.ts';
import type { LessonCorpus } from './lessonText.ts';
import { framesOf, movement, vectorsOf } from './movement.ts';

export interface SkipGramSettings {
  readonly window: number;
  readonly negative: number;
  readonly dimensions: number;
  readonly epochs: number;
  readonly rate: number;
  readonly seed: number;
}

/** The exponent of counts that negative samples are drawn by (Mikolov et al. 2013). */
export const noiseExponent = 0.75;

/**
 * Trains the trainer's own model by its own kernel, and keeps the vectors on their way. The rate falls linearly to a tenth. Others
 * have their turn after each epoch.
 * @throws LexiscopeError `cancelled`
 */
export async function watchSkipGram({ words, counts, lines }: LessonCorpus, { window, negative, dimensions, epochs, rate, seed }: SkipGramSettings, signal?: AbortSignal): Promise<Movement> {
  const arena = new SharedArena();
  const model = new PredictionModel(arena, { words, counts }, { architecture: 'skipgram', dimensions, window, negative, noiseExponent, sample: 0, seed });
  model.initialize();
  const ids = Int32Array.from(lines.flatMap((line) => [...line, -1]));
  const place = model.threadPlace(0, ids.length);
  arena.ints(place.ids, ids.length).set(ids);
  const { skipGram } = createTrainingKernels(arena.memory);
  const shown = framesOf(epochs);
  const frames = [vectorsOf(model, words.length, dimensions)];
  const losses: number[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    throwIfAborted(signal, 'The lesson');
    await nextTurn();
    const now = rate * Math.max(0.1, 1 - (epoch - 1) / epochs);
    skipGram.train(...(model.trainingCall(place, ids.length, now).args as Parameters<typeof skipGram.train>));
    const { sum, count } = model.takeLoss(place);
    losses.push(count > 0 ? sum / count : 0);
    if (shown.has(epoch)) frames.push(vectorsOf(model, words.length, dimensions));
  }
  return movement(words, dimensions, [...shown], frames, losses);
}
