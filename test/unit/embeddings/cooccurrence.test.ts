import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import { CooccurrenceCounter } from '../../../src/embeddings/cooccurrence.ts';
import type { CountSource } from '../../../src/embeddings/cooccurrence.ts';
import { CooccurrenceRuns } from '../../../src/embeddings/cooccurrenceRuns.ts';
import { singularValueDecomposition } from '../../../src/vectors/denseSvd.ts';
import { KernelPool } from '../../../src/embeddings/kernelPool.ts';
import { mutualInformation } from '../../../src/embeddings/mutualInformation.ts';
import { randomizedSvd } from '../../../src/embeddings/randomizedSvd.ts';
import { TokenLog } from '../../../src/embeddings/tokenLog.ts';
import type { WindowSettings } from '../../../src/embeddings/window.ts';
import { windowWeights } from '../../../src/embeddings/window.ts';
import { SharedArena } from '../../../src/kernels/sharedArena.ts';

function logOf(ids: readonly number[]): TokenLog {
  const log = new TokenLog(1 << 20);
  for (const id of ids) {
    if (id < 0) log.appendBoundary();
    else log.append(id);
  }
  return log;
}

async function withThreads<T>(threads: number, use: (arena: SharedArena, pool: KernelPool) => Promise<T>): Promise<T> {
  const arena = new SharedArena();
  const pool = new KernelPool(arena.memory, threads);
  try {
    return await use(arena, pool);
  } finally {
    await pool.close();
  }
}

async function denseOf(arena: SharedArena, source: CountSource, words: number): Promise<number[][]> {
  const table = Array.from({ length: words }, () => new Array<number>(words).fill(0));
  for await (const { firstRow, rows, cells, ends, columns, values } of source.blocks()) {
    const [e, c, v] = [arena.ints(ends, rows), arena.ints(columns, cells), arena.floats(values, cells)];
    for (let r = 0, cell = 0; r < rows; r++) for (; cell < e[r]; cell++) table[firstRow + r][c[cell]] += v[cell];
  }
  return table;
}

const both: WindowSettings = { size: 2, sides: 'both', weighting: 'flat' };

describe('windows', () => {
  it('weigh by distance and side', () => {
    assert.deepEqual([...windowWeights(both)], [1, 1, 0, 1, 1]);
    assert.deepEqual([...windowWeights({ size: 2, sides: 'left', weighting: 'dynamic' })], [0.5, 1, 0, 0, 0]);
    assert.deepEqual([...windowWeights({ size: 2, sides: 'right', weighting: 'harmonic' })], [0, 0, 0, 1, 0.5]);
  });
});

describe('co-occurrence counts', () => {
  // a b c | a c
  const ids = [0, 1, 2, -1, 0, 2];

  it('count neighbours on both sides, left or right, and not across boundaries', async () => {
    await withThreads(1, async (arena, pool) => {
      const count = (settings: WindowSettings): Promise<number[][]> => denseOf(arena, new CooccurrenceCounter(arena, pool, logOf(ids), 0, ids.length, 3, settings), 3);
      assert.deepEqual(await count(both), [[0, 1, 2], [1, 0, 1], [2, 1, 0]]);
      assert.deepEqual(await count({ ...both, sides: 'left' }), [[0, 0, 0], [1, 0, 0], [2, 1, 0]]);
      assert.deepEqual(await count({ ...both, sides: 'right', weighting: 'harmonic' }), [[0, 1, 1.5], [0, 0, 1], [0, 0, 0]]);
    });
  });

  it('have sums of rows and of columns', async () => {
    await withThreads(1, async (arena, pool) => {
      const counter = new CooccurrenceCounter(arena, pool, logOf(ids), 0, ids.length, 3, { ...both, sides: 'left' });
      assert.deepEqual([...await counter.sums(false)], [0, 1, 3]);
      assert.deepEqual([...await counter.sums(true)], [3, 1, 0]);
    });
  });

  it('are the same when pieces are merged from disk, but for the windows at the seams', async () => {
    const random = createRandom(7);
    const words = 40;
    const sentences = Array.from({ length: 60 }, () => [...Array.from({ length: 9 }, () => Math.floor(words * random.next() ** 2)), -1]);
    await withThreads(1, async (arena, pool) => {
      const all = logOf(sentences.flat());
      const inMemory = new CooccurrenceCounter(arena, pool, all, 0, all.length, words, both);
      // Ten ids a sentence: the seams fall on boundaries.
      const onDisk = await CooccurrenceRuns.create(arena, pool, all, words, both, 170);
      assert.deepEqual(await denseOf(arena, onDisk, words), await denseOf(arena, inMemory, words));
      assert.deepEqual([...await onDisk.sums(false)], [...await inMemory.sums(false)]);
      onDisk.dispose();
    });
  });
});

describe('mutual information and its decomposition', () => {
  it('is ln p(w, c) / (p(w) p(c)) of the counts, negative values cut off', async () => {
    await withThreads(1, async (arena, pool) => {
      const ids = [0, 1, -1, 0, 1, -1, 2, 3, -1, 0, 3];
      const counted = (): CooccurrenceCounter => new CooccurrenceCounter(arena, pool, logOf(ids), 0, ids.length, 4, both);
      const sums = await counted().sums(false);
      const matrix = await mutualInformation(arena, pool, counted().blocks(), sums, sums, { positive: true, shift: 1, smoothing: 1 });
      const cells = new Map([...matrix].map(({ row, column, value }) => [`${row} ${column}`, value]));
      // n(0, 1) = 2, n(0) = 3, n(1) = 2, n = 8
      assert.ok(Math.abs(cells.get('0 1')! - Math.log((2 * 8) / (3 * 2))) < 1e-6);
      assert.ok(Math.abs(cells.get('2 3')! - Math.log((1 * 8) / (1 * 2))) < 1e-6);
      assert.ok(Math.abs(cells.get('0 3')! - Math.log((1 * 8) / (3 * 2))) < 1e-6);
      const shifted = await mutualInformation(arena, pool, counted().blocks(), sums, sums, { positive: true, shift: 2, smoothing: 1 });
      assert.equal(shifted.cells, 4);
    });
  });

  for (const threads of [1, 2]) {
    it(`finds the leading singular values and vectors of a sparse matrix with ${threads} threads`, async () => {
      const random = createRandom(11);
      const words = 60;
      const ids = Array.from({ length: 4000 }, () => (random.next() < 0.1 ? -1 : Math.floor(words * random.next() ** 1.5)));
      await withThreads(threads, async (arena, pool) => {
        const log = logOf(ids);
        const counter = new CooccurrenceCounter(arena, pool, log, 0, log.length, words, both);
        const sums = await counter.sums(false);
        const matrix = await mutualInformation(arena, pool, counter.blocks(), sums, sums, { positive: true, shift: 1, smoothing: 0.75 });
        const dense = new Float64Array(words * words);
        for (const { row, column, value } of matrix) dense[row * words + column] = value;
        const exact = singularValueDecomposition(dense, words, words);
        const { u, stride, values } = await randomizedSvd(arena, pool, matrix, { rank: 5, powerIterations: 20, seed: 1 });
        const rows = arena.floats(u, words * stride);
        for (let k = 0; k < 5; k++) {
          assert.ok(Math.abs(values[k] / exact.values[k] - 1) < 1e-4, `singular value ${k}: ${values[k]}, expected ${exact.values[k]}`);
          let product = 0;
          for (let w = 0; w < words; w++) product += rows[w * stride + k] * exact.u[w * words + k];
          assert.ok(Math.abs(Math.abs(product) - 1) < 1e-2, `singular vector ${k}: cosine ${product}`);
        }
      });
    });
  }
});
