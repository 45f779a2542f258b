import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { packageRoot } from '../../../src/base/files.ts';
import { createRandom } from '../../../src/base/random.ts';
import { bagScratchBytes, createPlainBagOfRowsKernel } from '../../../src/kernels/bagOfRows.ts';
import { createPlainCooccurrenceKernel } from '../../../src/kernels/cooccurrence.ts';
import { createPlainDenseKernel } from '../../../src/kernels/dense.ts';
import { createPlainGloveKernel } from '../../../src/kernels/glove.ts';
import { seedState } from '../../../src/kernels/random.ts';
import { createTrainingKernels } from '../../../src/kernels/registry.ts';
import { SharedArena } from '../../../src/kernels/sharedArena.ts';
import { createPlainSkipGramKernel, skipGramScratchBytes } from '../../../src/kernels/skipGram.ts';
import { createPlainSupervisedKernel } from '../../../src/kernels/supervised.ts';
import { createPlainSparseKernel, panelColumns } from '../../../src/kernels/sparse.ts';
import { huffmanPaths } from '../../../src/embeddings/huffman.ts';
import { keepLimits, noiseTable } from '../../../src/embeddings/noise.ts';

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    const allowed = tolerance * Math.max(1, Math.abs(expected[i]));
    assert.ok(Math.abs(actual[i] - expected[i]) <= allowed, `value ${i}: ${actual[i]}, expected ${expected[i]}`);
  }
}

const words = 30;
const stride = 32;
/** Sentences of random words, rare ones rarer, boundaries between. */
function corpus(length: number, seed: number): Int32Array {
  const random = createRandom(seed);
  return Int32Array.from({ length }, () => (random.next() < 0.1 ? -1 : Math.floor(words * random.next() ** 2)));
}

function countsOf(ids: Int32Array): Float64Array {
  const counts = new Float64Array(words).fill(1);
  for (const id of ids) if (id >= 0) counts[id]++;
  return counts;
}

/** The same model twice in one arena: for the kernel and for its twin. */
function predictionSetup(negative: number, sample: number, rows = words): {
  arena: SharedArena; ids: number; length: number; tables: { keep: number; thresholds: number; aliases: number; starts: number; nodes: number; labels: number; longest: number };
  models: readonly { input: number; output: number; random: number; loss: number; kept: number }[];
} {
  const arena = new SharedArena();
  const ids = corpus(600, 5);
  const counts = countsOf(ids);
  const noise = noiseTable(counts, 0.75);
  const paths = huffmanPaths(counts);
  const random = createRandom(3);
  const values = Float32Array.from({ length: rows * stride }, () => random.next() - 0.5);
  const outputs = Float32Array.from({ length: words * stride }, () => random.next() - 0.5);
  return {
    arena, ids: arena.store(ids, 'ids'), length: ids.length,
    tables: {
      keep: arena.store(keepLimits(counts, sample), ''), thresholds: arena.store(noise.thresholds, ''), aliases: arena.store(noise.aliases, ''),
      starts: arena.store(paths.starts, ''), nodes: arena.store(paths.nodes, ''), labels: arena.store(paths.labels, ''), longest: negative > 0 ? negative + 1 : paths.longest,
    },
    models: [0, 1].map(() => ({
      input: arena.store(values, ''), output: arena.store(outputs, ''), random: arena.store(seedState(9, 0), ''), loss: arena.allocate(16, ''), kept: arena.allocate(ids.length * 4, ''),
    })),
  };
}

describe('training kernels', () => {
  it('have no data segment, which would lie where the arena keeps its own', () => {
    const folder = path.join(packageRoot(import.meta.url), 'build', 'kernels');
    const files = readdirSync(folder).filter((file) => file.endsWith('.wasm'));
    assert.ok(files.length >= 6);
    for (const file of files) {
      const bytes = readFileSync(path.join(folder, file));
      for (let at = 8; at < bytes.length;) {
        const section = bytes[at++];
        let size = 0;
        for (let shift = 0; ; shift += 7) {
          const byte = bytes[at++];
          size |= (byte & 127) << shift;
          if (byte < 128) break;
        }
        assert.notEqual(section, 11, `${file} has a data section`);
        at += size;
      }
    }
  });

  for (const [name, negative, sample] of [['negative sampling', 5, 0.05], ['another number of negative samples', 7, 0], ['hierarchical softmax', 0, 0.05]] as const) {
    it(`train skip-gram with ${name} as the plain twin does`, () => {
      const { arena, ids, length, tables: t, models } = predictionSetup(negative, sample);
      const scratch = arena.allocate(skipGramScratchBytes(4, t.longest, stride * 4), '');
      const kept = [createTrainingKernels(arena.memory).skipGram, createPlainSkipGramKernel(arena.memory)].map((kernel, i) => {
        const m = models[i];
        return kernel.train(ids, length, t.keep, m.kept, m.input, m.output, stride * 4, stride * 4, 4, negative, t.thresholds, t.aliases, words, t.starts, t.nodes, t.labels, 0.05,
          m.random, scratch, t.longest, m.loss);
      });
      assert.equal(kept[0], kept[1]);
      const [actual, expected] = models;
      assertClose(arena.floats(actual.input, words * stride), arena.floats(expected.input, words * stride), 2e-5);
      assertClose(arena.floats(actual.output, words * stride), arena.floats(expected.output, words * stride), 2e-5);
      assertClose(arena.doubles(actual.loss, 2), arena.doubles(expected.loss, 2), 1e-5);
      assert.deepEqual(arena.ints(actual.random, 2), arena.ints(expected.random, 2));
    });
  }

  for (const [name, cbow, subwords, negative] of [['CBOW', 1, false, 5], ['CBOW with hierarchical softmax', 1, false, 0], ['subword skip-gram', 0, true, 5], ['subword CBOW', 1, true, 4]] as const) {
    it(`train ${name} as the plain twin does`, () => {
      const rows = subwords ? 3 * words : words;
      const { arena, ids, length, tables: t, models } = predictionSetup(negative, 0.05, rows);
      // Word w: its own row and two others that it shares with other words.
      const starts = subwords ? arena.store(Int32Array.from({ length: words + 1 }, (_, w) => 3 * w), '') : 0;
      const lists = subwords ? arena.store(Int32Array.from({ length: 3 * words }, (_, i) => [Math.floor(i / 3), words + (i % 7), words + 7 + (i % 11)][i % 3]), '') : 0;
      const scratch = arena.allocate(bagScratchBytes(t.longest, stride * 4), '');
      for (const [i, kernel] of [createTrainingKernels(arena.memory).bagOfRows, createPlainBagOfRowsKernel(arena.memory)].entries()) {
        const m = models[i];
        kernel.train(cbow, starts, lists, ids, length, t.keep, m.kept, m.input, m.output, stride * 4, stride * 4, 4, negative, t.thresholds, t.aliases, words, t.starts, t.nodes,
          t.labels, 0.05, m.random, scratch, t.longest, m.loss);
      }
      const [actual, expected] = models;
      assertClose(arena.floats(actual.input, rows * stride), arena.floats(expected.input, rows * stride), 1e-4);
      assertClose(arena.floats(actual.output, words * stride), arena.floats(expected.output, words * stride), 1e-4);
      assertClose(arena.doubles(actual.loss, 2), arena.doubles(expected.loss, 2), 1e-4);
    });
  }

  it('count the words in windows as the plain twin does, and stop where the cells might not fit', () => {
    const arena = new SharedArena();
    const ids = corpus(500, 2);
    const window = 3;
    const starts = new Int32Array(words + 1);
    for (const id of ids) if (id >= 0) starts[id + 1]++;
    for (let w = 0; w < words; w++) starts[w + 1] += starts[w];
    const weights = arena.store(Float64Array.of(0.125, 0.5, 1, 0, 1, 0.25, 0), '');
    const corpusAt = arena.store(ids, '');
    const results = [createTrainingKernels(arena.memory).cooccurrence, createPlainCooccurrenceKernel(arena.memory)].map((kernel) => {
      const [startsAt, positions] = [arena.store(starts, ''), arena.allocate(ids.length * 4, '')];
      const [table, touched, sums] = [arena.allocate(words * 8, ''), arena.allocate(8, ''), arena.allocate(words * 8, '')];
      kernel.indexPositions(corpusAt, ids.length, startsAt, positions, words);
      kernel.addRowSums(corpusAt, ids.length, window, weights, sums);
      const rows: unknown[] = [arena.doubles(sums, words)];
      const capacity = 100;
      for (let first = 0; first < words;) {
        const [columns, values, ends] = [arena.allocate(capacity * 4, ''), arena.allocate(capacity * 4, ''), arena.allocate(words * 4, '')];
        const count = kernel.countRows(corpusAt, ids.length, startsAt, positions, first, words, window, weights, words, table, touched, columns, values, capacity, ends);
        assert.ok(count > 0);
        const cells = arena.ints(ends, count)[count - 1];
        rows.push([first, [...arena.ints(ends, count)], [...arena.ints(columns, cells)], [...arena.floats(values, cells)].map((value) => value.toFixed(4))]);
        first += count;
      }
      return rows;
    });
    assert.deepEqual(results[0], results[1]);
  });

  it('compute mutual information and sparse products as the plain twin does', () => {
    const random = createRandom(8);
    const ends = Int32Array.of(4, 4, 9, 15);
    const columns = Int32Array.from({ length: 15 }, (_, i) => (i * 2) % 6);
    const counts = Float32Array.from({ length: 15 }, () => 1 + 50 * random.next());
    const dense = Float32Array.from({ length: 6 * 32 }, () => random.next() - 0.5);
    const arena = new SharedArena();
    const results = [createTrainingKernels(arena.memory).sparse, createPlainSparseKernel(arena.memory)].map((kernel) => {
      const [endsAt, columnsAt, valuesAt, denseAt] = [arena.store(ends, ''), arena.store(columns, ''), arena.store(counts, ''), arena.store(dense, '')];
      const [product, transposed] = [arena.allocate(4 * 128, ''), arena.allocate(6 * 128, '')];
      const cells = kernel.mutualInformation(4, endsAt, columnsAt, valuesAt, arena.store(Float32Array.of(5, 5, 6, 5.5), ''), arena.store(Float32Array.from({ length: 6 }, (_, i) => -2 - i / 4), ''), 1);
      const panel = arena.allocate(6 * 4 * panelColumns, '');
      for (const offset of [0, 4 * panelColumns]) {
        kernel.gatherPanel(denseAt + offset, 6, 128, panel);
        kernel.multiply(4, endsAt, columnsAt, valuesAt, panel, product + offset, 128);
        arena.floats(panel, 6 * panelColumns).fill(0);
        kernel.multiplyTransposed(4, endsAt, columnsAt, valuesAt, denseAt + offset, panel, 128);
        kernel.scatterPanel(panel, 6, 128, transposed + offset);
      }
      return { cells, columns: [...arena.ints(columnsAt, cells)], numbers: [...arena.floats(valuesAt, cells), ...arena.floats(product, 128), ...arena.floats(transposed, 192)] };
    });
    assert.ok(results[1].cells > 0 && results[1].cells < 15);
    assert.deepEqual(results[0].columns, results[1].columns);
    assertClose(results[0].numbers, results[1].numbers, 1e-5);
  });

  it('multiply tall dense matrices as the plain twin does', () => {
    const random = createRandom(4);
    const [rows, length] = [205, 32];
    const matrix = Float32Array.from({ length: rows * length }, () => random.next() - 0.5);
    const factor = Float32Array.from({ length: length * length }, () => random.next() - 0.5);
    const arena = new SharedArena();
    const results = [createTrainingKernels(arena.memory).dense, createPlainDenseKernel(arena.memory)].map((kernel) => {
      const [at, gram, line] = [arena.store(matrix, ''), arena.allocate(length * length * 8, ''), arena.allocate(length * 16, '')];
      kernel.gram(at, rows, length * 4, gram);
      kernel.multiplySmall(at, rows, length * 4, arena.store(factor, ''), at, line);
      kernel.addDifference(at, arena.store(matrix, ''), arena.store(matrix.map((value) => value / 3), ''), matrix.byteLength);
      kernel.add(at, arena.store(matrix, ''), matrix.byteLength);
      return [...arena.doubles(gram, length * length), ...arena.floats(at, rows * length)];
    });
    assertClose(results[0], results[1], 1e-5);
  });

  it('train GloVe as the plain twin does', () => {
    const random = createRandom(6);
    const half = 16;
    const rows = Float32Array.from({ length: words * 2 * half }, (_, i) => (i % (2 * half) < half ? random.next() - 0.5 : i % (2 * half) === half + 3 ? Infinity : 1));
    const cells = new Float32Array(3 * 200);
    const ints = new Int32Array(cells.buffer);
    for (let i = 0; i < 200; i++) {
      ints[3 * i] = random.below(words);
      ints[3 * i + 1] = random.below(words);
      cells[3 * i + 2] = 30 * random.next() ** 3 + 0.1;
    }
    const arena = new SharedArena();
    const results = [createTrainingKernels(arena.memory).glove, createPlainGloveKernel(arena.memory)].map((kernel) => {
      const [w, c, loss] = [arena.store(rows, ''), arena.store(rows, ''), arena.allocate(16, '')];
      kernel.train(arena.store(ints, ''), 200, w, c, half * 4, half * 4, 10, 0.75, 0.05, loss);
      return [...arena.floats(w, rows.length), ...arena.floats(c, rows.length), ...arena.doubles(loss, 2)].filter(Number.isFinite);
    });
    assertClose(results[0], results[1], 1e-4);
  });

  it('train the classifier as the plain twin does', () => {
    const random = createRandom(12);
    const [rows, labels, examples] = [20, 6, 50];
    const starts = Int32Array.from({ length: examples + 1 }, (_, e) => 3 * e);
    const lists = Int32Array.from({ length: 3 * examples }, () => random.below(rows));
    const gold = Int32Array.from({ length: examples }, () => random.below(labels));
    const input = Float32Array.from({ length: rows * stride }, () => random.next() - 0.5);
    const output = Float32Array.from({ length: labels * stride }, () => random.next() - 0.5);
    const arena = new SharedArena();
    const results = [createTrainingKernels(arena.memory).supervised, createPlainSupervisedKernel(arena.memory)].map((kernel) => {
      const [i, o, loss] = [arena.store(input, ''), arena.store(output, ''), arena.allocate(16, '')];
      kernel.train(0, examples, arena.store(starts, ''), arena.store(lists, ''), arena.store(gold, ''), i, o, stride * 4, stride * 4, labels, 0.1, arena.allocate(1024, ''), loss);
      return [...arena.floats(i, input.length), ...arena.floats(o, output.length), ...arena.doubles(loss, 2)];
    });
    assertClose(results[0], results[1], 1e-5);
  });
});
