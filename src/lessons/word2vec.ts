import { LexiscopeError } from '../base/errors.ts';
import { createRandom } from '../base/random.ts';
import type { Random } from '../base/random.ts';
import { dot, logisticStep } from '../kernels/plainSampling.ts';
import type { LessonParams, SkipGramTarget, Word2vecLesson } from '../protocol/lessons.ts';
import { lessonCorpus } from './lessonText.ts';
import type { LessonCorpus } from './lessonText.ts';
import { noiseExponent, watchSkipGram } from './skipGram.ts';

const mostWords = 200;
/** Multiplications of all epochs: seconds on a busy machine. */
const mostWork = 5e8;
const fewestTokens = 200;
const shownPairs = 24;
const shownNoise = 15;

interface Pair {
  readonly centre: number;
  readonly context: number;
}

/**
 * Skip-gram with negative sampling: for a pair (w, c) and samples n, the loss - ln s(c . w) - sum of ln s(- n . w) with s the logistic function.
 * @throws LexiscopeError `bad-input` for a text without a pair; `cancelled`
 */
export async function word2vecLesson(params: LessonParams<'word2vec'>, signal?: AbortSignal): Promise<Word2vecLesson> {
  const whole = lessonCorpus(params.text, mostWords);
  const { corpus, tokens } = shortened(whole, params);
  const pairs = pairsOf(corpus, params.window);
  if (corpus.words.length < 2 || pairs.length === 0) throw new LexiscopeError('bad-input', 'The text needs two different words beside each other on a line');
  const { words, counts } = corpus;
  const total = counts.reduce((a, b) => a + b, 0);
  const powers = counts.map((count) => count ** noiseExponent);
  const powerSum = powers.reduce((a, b) => a + b, 0);
  const random = createRandom(params.seed);
  const shown = pairs.slice(0, shownPairs).map((pair) => ({ ...pair, negatives: drawNegatives(powers, powerSum, params.negative, pair.context, random) }));
  return {
    pairs: shown.map(({ centre, context, negatives }) => ({ centre: words[centre], context: words[context], negatives: negatives.map((id) => words[id]) })),
    pairCount: pairs.length,
    noise: words.slice(0, shownNoise).map((word, i) => ({ word, count: counts[i], share: counts[i] / total, chance: powers[i] / powerSum })),
    step: oneStep(words, shown[0], params), movement: await watchSkipGram(corpus, params, signal),
    tokens, tokensLeftOut: whole.lines.reduce((sum, { length }) => sum + length, 0) - tokens,
  };
}

/** How many words of a text can be trained on while one waits. */
export function tokenLimit({ window, negative, dimensions, epochs }: Omit<LessonParams<'word2vec'>, 'text' | 'rate' | 'seed'>): number {
  return Math.max(fewestTokens, Math.floor(mostWork / (2 * window * (negative + 1) * dimensions * epochs)));
}

/** The beginning of a text that is too long. */
function shortened(corpus: LessonCorpus, params: LessonParams<'word2vec'>): { corpus: LessonCorpus; tokens: number } {
  const most = tokenLimit(params);
  let left = most;
  const lines = corpus.lines.flatMap((line) => {
    const kept = line.subarray(0, left);
    left -= kept.length;
    return kept.length > 0 ? [kept] : [];
  });
  return { corpus: { ...corpus, lines }, tokens: most - left };
}

function pairsOf({ lines }: LessonCorpus, window: number): Pair[] {
  return lines.flatMap((line) => [...line].flatMap((centre, at) => (
    [...line.subarray(Math.max(0, at - window), at), ...line.subarray(at + 1, at + 1 + window)].map((context) => ({ centre, context }))
  )));
}

/** Each distinct and not the context itself, as the trainer does; fewer where draws coincide. */
function drawNegatives(powers: Float64Array, sum: number, negative: number, context: number, random: Random): number[] {
  const drawn: number[] = [];
  for (let i = 0; i < negative; i++) {
    let left = random.next() * sum;
    let id = 0;
    while (id < powers.length - 1 && left >= powers[id]) left -= powers[id++];
    if (id !== context && !drawn.includes(id)) drawn.push(id);
  }
  return drawn;
}

/** Uniform in +-1/2: larger than a training begins with, so that one step shows. @returns [words, dimensions] */
function drawnVectors(words: number, dimensions: number, random: Random): Float32Array {
  return Float32Array.from({ length: words * dimensions }, () => random.next() - 0.5);
}

/** A pair before and after one step of gradient descent on vectors drawn for it. */
function oneStep(words: readonly string[], { centre, context, negatives }: Pair & { readonly negatives: readonly number[] }, { dimensions, rate, seed }: LessonParams<'word2vec'>): Word2vecLesson['step'] {
  const row = (matrix: Float32Array, id: number): Float32Array => matrix.subarray(id * dimensions, (id + 1) * dimensions);
  const random = createRandom(seed);
  const vector = row(drawnVectors(words.length, dimensions, random), centre);
  const outputs = drawnVectors(words.length, dimensions, random);
  const targets = [{ id: context, label: 1 as const }, ...negatives.map((id) => ({ id, label: 0 as const }))];
  const look = (): SkipGramTarget[] => targets.map(({ id, label }) => {
    const product = dot(vector, row(outputs, id));
    return { word: words[id], label, product, probability: 1 / (1 + Math.exp(-product)), loss: logisticStep(product, label, rate).loss };
  });
  const before = look();
  const change = new Float32Array(dimensions);
  targets.forEach(({ id, label }, i) => {
    const { error } = logisticStep(before[i].product, label, rate);
    const target = row(outputs, id);
    for (let k = 0; k < dimensions; k++) {
      change[k] += error * target[k];
      target[k] += error * vector[k];
    }
  });
  for (let k = 0; k < dimensions; k++) vector[k] += change[k];
  const after = look();
  const sum = (looked: readonly SkipGramTarget[]): number => looked.reduce((loss, target) => loss + target.loss, 0);
  return { centre: words[centre], before, after, lossBefore: sum(before), lossAfter: sum(after) };
}
