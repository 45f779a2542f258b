import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ContentHash, plainContentHash } from '../../../src/kernels/contentHash.ts';
import { createCosineKernel, createPlainCosineKernel } from '../../../src/kernels/cosine.ts';

const pageBytes = 65536;

/** Shared memory with [rows, dimensions] at one page, then norms, queries and two outputs, each on pages of its own. */
function memoryWith(values: Float32Array, queries: Float32Array): { memory: WebAssembly.Memory; matrix: number; inverse: number; query: number; first: number; second: number } {
  const memory = new WebAssembly.Memory({ initial: 10, maximum: 10, shared: true });
  const [matrix, inverse, query, first, second] = [1, 3, 4, 5, 7].map((page) => page * pageBytes);
  new Float32Array(memory.buffer, matrix, values.length).set(values);
  new Float32Array(memory.buffer, query, queries.length).set(queries);
  return { memory, matrix, inverse, query, first, second };
}

const finite = fc.float({ min: -2, max: 2, noNaN: true });
const problems = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 37 }), fc.integer({ min: 1, max: 5 })).chain(([rows, dimensions, queries]) =>
  fc.record({
    rows: fc.constant(rows), dimensions: fc.constant(dimensions), count: fc.constant(queries),
    matrix: fc.float32Array({ min: -2, max: 2, noNaN: true, minLength: rows * dimensions, maxLength: rows * dimensions }),
    queries: fc.float32Array({ min: -2, max: 2, noNaN: true, minLength: queries * dimensions, maxLength: queries * dimensions }),
    threshold: finite,
  }));

function assertClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i])), `${i}: ${value} is not ${expected[i]}`));
}

describe('the cosine kernel', () => {
  it('computes the norms and products of its plain twin, for any number of rows, dimensions and queries', () => {
    fc.assert(
      fc.property(problems, ({ rows, dimensions, count, matrix, queries }) => {
        const at = memoryWith(matrix, queries);
        const [simd, plain] = [createCosineKernel(at.memory), createPlainCosineKernel(at.memory)];
        const floats = (address: number, length: number): Float32Array => new Float32Array(at.memory.buffer, address, length).slice();
        simd.inverseNorms(at.matrix, rows, dimensions, at.first);
        plain.inverseNorms(at.matrix, rows, dimensions, at.inverse);
        assertClose(floats(at.first, rows), floats(at.inverse, rows), 1e-6);
        // Norms of nearly empty rows would blow rounding up: the products are compared with plain factors.
        new Float32Array(at.memory.buffer, at.inverse, rows).forEach((_, r, factors) => (factors[r] = 1 + r / 8));
        simd.products(at.matrix, at.inverse, rows, dimensions, at.query, count, at.first);
        plain.products(at.matrix, at.inverse, rows, dimensions, at.query, count, at.second);
        assertClose(floats(at.first, rows * count), floats(at.second, rows * count), 1e-4);
      }),
      { numRuns: 200 },
    );
  });

  it('finds the rows above a threshold, and no other, with their products', () => {
    fc.assert(
      fc.property(problems, ({ rows, dimensions, matrix, queries, threshold }) => {
        const at = memoryWith(matrix, queries);
        const kernel = createCosineKernel(at.memory);
        new Float32Array(at.memory.buffer, at.inverse, rows).fill(1);
        createPlainCosineKernel(at.memory).products(at.matrix, at.inverse, rows, dimensions, at.query, 1, at.second);
        const products = new Float32Array(at.memory.buffer, at.second, rows).slice();
        const found = kernel.scan(at.matrix, at.inverse, 100, rows, dimensions, at.query, threshold, at.first, at.first + pageBytes);
        const foundRows = Array.from(new Int32Array(at.memory.buffer, at.first, found), (row) => row - 100);
        const scores = new Float32Array(at.memory.buffer, at.first + pageBytes, found);
        foundRows.forEach((row, i) => assert.ok(Math.abs(scores[i] - products[row]) < 1e-4));
        for (let r = 0; r < rows; r++) if (Math.abs(products[r] - threshold) > 1e-4) assert.equal(foundRows.includes(r), products[r] > threshold);
        assert.deepEqual(foundRows, [...new Set(foundRows)].sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });
});

describe('ContentHash', () => {
  it('is that of its plain twin, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 700 }), (bytes, size) => {
        const hash = new ContentHash();
        for (let from = 0; from < bytes.length; from += size) hash.update(bytes.subarray(from, from + size));
        assert.equal(hash.digest(), plainContentHash(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it('fills its buffer more than once', () => {
    const bytes = Uint8Array.from({ length: 700_001 }, (_, i) => i * 31);
    assert.equal(new ContentHash().update(bytes).digest(), plainContentHash(bytes));
  });

  it('changes with any byte and with the length', () => {
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => i);
    const hashes = new Set([plainContentHash(bytes), plainContentHash(new Uint8Array(200)), plainContentHash(new Uint8Array(201)), plainContentHash(new Uint8Array(0))]);
    for (let i = 0; i < 200; i++) hashes.add(plainContentHash(bytes.map((byte, j) => (i === j ? byte ^ 1 : byte))));
    assert.equal(hashes.size, 204);
  });
});

describe('the filter of the cosine kernel', () => {
  it('knows how much its rounding leaves out, as its plain twin does', () => {
    fc.assert(
      fc.property(problems, ({ rows, dimensions, matrix, queries }) => {
        const at = memoryWith(matrix, queries);
        const half = Math.ceil(dimensions / 16) * 8;
        for (const kernel of [createCosineKernel(at.memory), createPlainCosineKernel(at.memory)]) {
          kernel.inverseNorms(at.matrix, rows, dimensions, at.inverse);
          kernel.quantize(at.matrix, at.inverse, rows, dimensions, half, at.first, at.second, at.second + 1024);
          const bytes = new Uint8Array(at.memory.buffer, at.first, rows * half);
          const [inverse, scales, errors] = [at.inverse, at.second, at.second + 1024].map((address) => new Float32Array(at.memory.buffer, address, rows));
          for (let r = 0; r < rows; r++) {
            let square = 0;
            for (let i = 0; i < 2 * half; i++) {
              const byte = bytes[r * half + (i % half)];
              const step = (i < half ? byte & 15 : byte >> 4) - 8;
              const value = i < dimensions ? matrix[r * dimensions + i] * inverse[r] : 0;
              square += (value - step * scales[r]) ** 2;
            }
            assert.ok(errors[r] >= Math.sqrt(square) && errors[r] < Math.sqrt(square) * 1.001 + 1e-5, `row ${r}: ${errors[r]} for ${Math.sqrt(square)}`);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('lets the same rows through as its plain twin', () => {
    fc.assert(
      fc.property(problems, ({ rows, dimensions, matrix, queries, threshold }) => {
        const at = memoryWith(matrix, queries);
        const [simd, plain] = [createCosineKernel(at.memory), createPlainCosineKernel(at.memory)];
        simd.inverseNorms(at.matrix, rows, dimensions, at.inverse);
        const half = Math.ceil(dimensions / 16) * 8;
        const steps = Int16Array.from({ length: 2 * half }, (_, i) => (i < dimensions ? Math.round(queries[i] * 8000) : 0));
        new Int16Array(at.memory.buffer, at.query, steps.length).set(steps);
        const offset = 8 * steps.reduce((sum, step) => sum + step, 0);
        const [nibbles, scales, errors, list] = [at.first, at.first + pageBytes, at.first + pageBytes + 1024, at.second];
        simd.quantize(at.matrix, at.inverse, rows, dimensions, half, nibbles, scales, errors);
        const [first, second] = [simd, plain].map((kernel) => {
          const found = kernel.filter(nibbles, scales, errors, 7, rows, half, at.query, 1 / 8000, offset, 0.01, threshold, list);
          return [...new Int32Array(at.memory.buffer, list, found)];
        });
        assert.deepEqual(first, second);
      }),
      { numRuns: 200 },
    );
  });

  it('never leaves out a row whose product reaches the threshold', () => {
    fc.assert(
      fc.property(problems, ({ rows, dimensions, matrix, queries, threshold }) => {
        const at = memoryWith(matrix, queries);
        const kernel = createCosineKernel(at.memory);
        const half = Math.ceil(dimensions / 16) * 8;
        const length = Math.hypot(...queries.subarray(0, dimensions));
        const query = queries.subarray(0, dimensions).map((value) => (length > 0 ? value / length : 0));
        new Float32Array(at.memory.buffer, at.query, dimensions).set(query);
        const unit = Math.max(1e-30, ...query.map(Math.abs)) / 32767;
        const steps = Int16Array.from({ length: 2 * half }, (_, i) => (i < dimensions ? Math.round(query[i] / unit) : 0));
        new Int16Array(at.memory.buffer, at.query + 1024, steps.length).set(steps);
        kernel.inverseNorms(at.matrix, rows, dimensions, at.inverse);
        kernel.products(at.matrix, at.inverse, rows, dimensions, at.query, 1, at.second);
        const products = new Float32Array(at.memory.buffer, at.second, rows).slice();
        kernel.quantize(at.matrix, at.inverse, rows, dimensions, half, at.first, at.first + pageBytes, at.first + pageBytes + 1024);
        const offset = 8 * steps.reduce((sum, step) => sum + step, 0);
        const found = kernel.filter(at.first, at.first + pageBytes, at.first + pageBytes + 1024, 0, rows, half, at.query + 1024, unit, offset, 1e-4, threshold, at.second);
        const through = new Set(new Int32Array(at.memory.buffer, at.second, found));
        products.forEach((value, row) => assert.ok(value < threshold || through.has(row), `row ${row}: ${value}`));
        const list = new Int32Array(at.memory.buffer, at.second, found);
        kernel.productsOfRows(at.matrix, at.inverse, dimensions, at.query, at.second, found, at.first);
        new Float32Array(at.memory.buffer, at.first, found).forEach((value, i) => assert.ok(Math.abs(value - products[list[i]]) < 1e-5));
      }),
      { numRuns: 200 },
    );
  });
});
