import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KernelPool } from '../../../src/embeddings/kernelPool.ts';
import { CooccurrenceCounter } from '../../../src/embeddings/cooccurrence.ts';
import { mutualInformation } from '../../../src/embeddings/mutualInformation.ts';
import { TokenLog } from '../../../src/embeddings/tokenLog.ts';
import { SharedArena } from '../../../src/kernels/sharedArena.ts';
import { gloveLesson } from '../../../src/lessons/glove.ts';
import { lessonCorpus } from '../../../src/lessons/lessonText.ts';
import { mutualInformationLesson } from '../../../src/lessons/mutualInformation.ts';
import { tokenLimit, word2vecLesson } from '../../../src/lessons/word2vec.ts';
import { toyText } from '../../../webview/lessons/toyText.ts';

describe('the lesson on mutual information', () => {
  it('counts by hand: a b a on a line, window 1', () => {
    const { counts, information, example } = mutualInformationLesson({ text: 'a b a', window: 1, positive: true, dimensions: 2 });
    assert.deepEqual(counts.rows, ['a', 'b']);
    assert.deepEqual(counts.values, [[0, 2], [2, 0]]);
    // N = 4, both sums 2: ln(2 * 4 / (2 * 2)) = ln 2; a never stands beside a.
    assert.equal(information.values[0][0], null);
    assert.ok(Math.abs(information.values[0][1]! - Math.log(2)) < 1e-12);
    assert.deepEqual([example?.count, example?.rowSum, example?.columnSum, example?.total], [2, 2, 2, 4]);
  });

  it('lets windows end with the line', () => {
    const { counts } = mutualInformationLesson({ text: 'a b\nc d', window: 5, positive: true, dimensions: 2 });
    assert.deepEqual(counts.values, [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]);
  });

  it('has the counts and the positive information of the trainer', async () => {
    const corpus = lessonCorpus(toyText, 40);
    const size = corpus.words.length;
    const { counts, matrix } = mutualInformationLesson({ text: toyText, window: 2, positive: true, dimensions: 2 });
    const arena = new SharedArena();
    const pool = new KernelPool(arena.memory, 1);
    try {
      const log = new TokenLog(1 << 20);
      for (const line of corpus.lines) {
        for (const id of line) log.append(id);
        log.appendBoundary();
      }
      log.flush();
      const counter = new CooccurrenceCounter(arena, pool, log, 0, log.length, size, { size: 2, sides: 'both', weighting: 'flat' });
      const sums = (await counter.sums(false)).slice();
      sums.forEach((sum, i) => assert.equal(sum, counts.values[i].reduce((a, b) => a + b, 0)));
      const theirs = await mutualInformation(arena, pool, counter.blocks(), sums, (await counter.sums(true)).slice(), { positive: true, shift: 1, smoothing: 1 });
      const dense = matrix.values.map((row) => row.map(() => 0));
      for (const { row, column, value } of theirs) dense[row][column] = value;
      matrix.values.forEach((row, i) => row.forEach((value, j) => assert.ok(Math.abs(value - dense[i][j]) < 1e-5, `${value} for ${dense[i][j]}`)));
    } finally {
      await pool.close();
    }
  });

  it('puts words of like surroundings near each other', () => {
    const { neighbours } = mutualInformationLesson({ text: toyText, window: 2, positive: true, dimensions: 5 });
    const near = neighbours.find(({ word }) => word === 'king')!.near.map(({ word }) => word);
    assert.ok(near.slice(0, 2).includes('queen'), near.join(' '));
  });

  it('says what a text without pairs lacks', () => {
    for (const text of ['', 'word', 'one\ntwo']) assert.throws(() => mutualInformationLesson({ text, window: 2, positive: true, dimensions: 2 }), /two different words/);
  });
});

describe('the lesson on word2vec', () => {
  const params = { text: toyText, window: 2, negative: 5, dimensions: 8, epochs: 100, rate: 0.1, seed: 1 };

  it('pairs each word with the words of its window', async () => {
    const { pairs, pairCount, noise } = await word2vecLesson({ ...params, text: 'a b c', window: 1, epochs: 1 });
    assert.deepEqual(pairs.map(({ centre, context }) => [centre, context]), [['a', 'b'], ['b', 'a'], ['b', 'c'], ['c', 'b']]);
    assert.equal(pairCount, 4);
    for (const { context, negatives } of pairs) assert.ok(!negatives.includes(context));
    for (const { chance } of noise) assert.ok(Math.abs(chance - 1 / 3) < 1e-12);
  });

  it('lowers the loss of a pair by a step, as the formula of the loss says', async () => {
    const { step } = await word2vecLesson({ ...params, epochs: 1 });
    assert.ok(step && step.lossAfter < step.lossBefore);
    for (const { product, label, loss, probability } of step.before) {
      assert.ok(Math.abs(probability - 1 / (1 + Math.exp(-product))) < 1e-12);
      assert.ok(Math.abs(loss + Math.log(label === 1 ? probability : 1 - probability)) < 1e-9);
    }
  });

  it('shows vectors moving and a falling loss, the same at every run with a seed', async () => {
    const { movement } = await word2vecLesson(params);
    assert.equal(movement.frames.length, movement.epochs.length);
    assert.deepEqual([movement.epochs[0], movement.epochs.at(-1)], [0, 100]);
    assert.notDeepEqual(movement.frames[0], movement.frames.at(-1));
    assert.ok(movement.losses.at(-1)! < 0.9 * movement.losses[0], `${movement.losses[0]} to ${movement.losses.at(-1)}`);
    assert.deepEqual((await word2vecLesson(params)).movement.frames, movement.frames);
  });

  it('has a limit for what would take too long, and stops when it is told to', async () => {
    const text = Array.from({ length: 4000 }, (_, i) => `w${i % 400}${i % 20 === 19 ? '\n' : ''}`).join(' ').slice(0, 20_000);
    const large = { ...params, text, window: 10, negative: 10, dimensions: 50, epochs: 200 };
    const controller = new AbortController();
    const stopped = assert.rejects(word2vecLesson(large, controller.signal), /cancelled/);
    controller.abort();
    await stopped;
    assert.equal(tokenLimit(large), 227);
    const { tokens, tokensLeftOut, pairCount } = await word2vecLesson({ ...params, text: 'to be or not to be', epochs: 1 });
    assert.deepEqual([tokens, tokensLeftOut, pairCount], [6, 0, 18]);
  });
});

describe('the lesson on GloVe', () => {
  const params = { text: toyText, window: 4, dimensions: 8, epochs: 100, rate: 0.05, xMax: 3, alpha: 0.75, seed: 1 };

  it('counts by 1 / distance and weighs counts by (x / xMax)^alpha up to 1', async () => {
    const { counts, pairs, weighting } = await gloveLesson({ ...params, text: 'a b c', window: 2, xMax: 2 });
    assert.deepEqual(counts.values, [[0, 1, 0.5], [1, 0, 1], [0.5, 1, 0]]);
    for (const { count, weight, logCount } of pairs) {
      assert.ok(Math.abs(weight - (count / 2) ** 0.75) < 1e-12);
      assert.equal(logCount, Math.log(count));
    }
    assert.deepEqual(weighting[0], [0, 0]);
    assert.deepEqual(weighting.at(-1), [3, 1]);
  });

  it('brings products near to the logarithms of the counts', async () => {
    const { pairs, movement } = await gloveLesson(params);
    assert.ok(movement.losses.at(-1)! < 0.25 * movement.losses[0], `${movement.losses[0]} to ${movement.losses.at(-1)}`);
    for (const { predicted, logCount, loss, weight } of pairs) {
      assert.ok(Math.abs(predicted - logCount) < 1, `${predicted} for ${logCount}`);
      assert.ok(Math.abs(loss - (weight * (predicted - logCount) ** 2) / 2) < 1e-9);
    }
  });
});
