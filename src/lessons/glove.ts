import { setImmediate as nextTurn } from 'node:timers/promises';
import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import { createRandom, shuffle } from '../base/random.ts';
import { GloveModel } from '../embeddings/glove.ts';
import { createTrainingKernels } from '../kernels/registry.ts';
import { SharedArena } from '../kernels/sharedArena.ts';
import type { GloveLesson, LessonParams } from '../protocol/lessons.ts';
import { cooccurrences } from './cooccurrences.ts';
import { lessonCorpus } from './lessonText.ts';
import { framesOf, movement, vectorsOf } from './movement.ts';
import { numberTable } from './numberTable.ts';

const mostWords = 40;
const shownPairs = 15;
const curvePoints = 60;

/**
 * GloVe (Pennington, Socher and Manning 2014): J = 1/2 sum of f(x) (w . c + b + b' - ln x)^2 with f(x) = min(1, (x / xMax)^alpha), counts x weighted by
 * 1 / distance. Trained by the trainer's model and kernel; a word's vector is the sum of its two.
 * @throws LexiscopeError `bad-input` for a text without two words beside each other; `cancelled`
 */
export async function gloveLesson(params: LessonParams<'glove'>, signal?: AbortSignal): Promise<GloveLesson> {
  const { window, dimensions, epochs, rate, xMax, alpha, seed } = params;
  const corpus = lessonCorpus(params.text, mostWords);
  const { words } = corpus;
  const size = words.length;
  const counts = cooccurrences(corpus, { size: window, sides: 'both', weighting: 'harmonic' });
  const cells = shuffle([...counts.keys()].filter((at) => counts[at] > 0), createRandom(seed));
  if (size < 2 || cells.length === 0) throw new LexiscopeError('bad-input', 'The text needs two different words beside each other on a line');

  const arena = new SharedArena();
  const model = new GloveModel(arena, size, { dimensions, epochs, rate, xMax, alpha, seed });
  model.initialize();
  const packed = new Int32Array(3 * cells.length);
  const values = new Float32Array(packed.buffer);
  cells.forEach((at, i) => {
    packed[3 * i] = Math.floor(at / size);
    packed[3 * i + 1] = at % size;
    values[3 * i + 2] = counts[at];
  });
  const cellsAt = arena.store(packed, 'The table of counts');
  const lossAt = arena.allocate(16, 'The loss');
  const kernel = createTrainingKernels(arena.memory).glove;
  const shown = framesOf(epochs);
  const frames = [vectorsOf(model, size, dimensions)];
  const losses: number[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    throwIfAborted(signal, 'The lesson');
    await nextTurn();
    const loss = arena.doubles(lossAt, 2).fill(0);
    kernel.train(cellsAt, cells.length, model.wordRows, model.contextRows, model.stride * 4, Math.ceil((dimensions + 2) / 8) * 32, xMax, alpha, rate, lossAt);
    losses.push(loss[0] / loss[1]);
    if (shown.has(epoch)) frames.push(vectorsOf(model, size, dimensions));
  }

  const weightOf = (x: number): number => Math.min(1, (x / xMax) ** alpha);
  const [wordRows, contextRows] = [model.wordMatrix(), model.contextMatrix()];
  const largest = [...cells].sort((a, b) => counts[b] - counts[a] || a - b).slice(0, shownPairs);
  return {
    counts: numberTable(words, words, counts),
    pairs: largest.map((at) => {
      const [w, c] = [Math.floor(at / size), at % size];
      // Beside the vectors stand the biases, each opposite a constant 1: the product is w . c + b + b'.
      let predicted = 0;
      for (let k = 0; k < dimensions + 2; k++) predicted += wordRows[w * 2 * model.stride + k] * contextRows[c * 2 * model.stride + k];
      const [count, weight, logCount] = [counts[at], weightOf(counts[at]), Math.log(counts[at])];
      return { word: words[w], context: words[c], count, weight, logCount, predicted, loss: (weight * (predicted - logCount) ** 2) / 2 };
    }),
    weighting: Array.from({ length: curvePoints + 1 }, (_, i) => { const x = (1.5 * xMax * i) / curvePoints; return [x, weightOf(x)] as const; }),
    movement: movement(words, dimensions, [...shown], frames, losses),
  };
}
