import wasm from '../../build/kernels/cosine.wasm';

/**
 * Products of queries with the rows of a matrix in `memory`. All addresses are in bytes and multiples of 4; float matrices
 * are [rows, dimensions] without padding. `inverse` holds one float a row, by which the row's products are multiplied.
 */
export interface CosineKernel {
  /** out[r] = 1 / |row r|, and 0 for a row of zeros. */
  inverseNorms(matrix: number, rows: number, dimensions: number, out: number): void;
  /** Appends the rows whose product with the query is above `threshold` to outRows (int32, numbered from `first`) and outScores; returns how many. */
  scan(
    matrix: number, inverse: number, first: number, rows: number, dimensions: number, query: number, threshold: number, outRows: number, outScores: number,
  ): number;
  /** out[q * rows + r] = product of query q and row r; queries [count, dimensions]. */
  products(matrix: number, inverse: number, rows: number, dimensions: number, queries: number, count: number, out: number): void;
  /**
   * Rounds unit rows to 4 bits, u ~ scale (n - 8), and gives the length of what that leaves out. Byte i of a row holds dimension i in its low
   * and dimension half + i in its high nibble; nibbles [rows, half], scales and errors [rows].
   */
  quantize(matrix: number, inverse: number, rows: number, dimensions: number, half: number, nibbles: number, scales: number, errors: number): void;
  /**
   * Appends to outRows the rows whose product with the query may be above `threshold`: all with scale (n - 8) . q + error + slack > threshold.
   * The query is int16 [2 half] in steps of `unit`; offset is 8 times its sum.
   */
  filter(
    nibbles: number, scales: number, errors: number, first: number, rows: number, half: number,
    query: number, unit: number, offset: number, slack: number, threshold: number, outRows: number,
  ): number;
  /** out[i] = product of the query and row list[i]. */
  productsOfRows(matrix: number, inverse: number, dimensions: number, query: number, list: number, count: number, out: number): void;
}

/** Compiled once: a space makes an instance of its own. */
const compiled = new WebAssembly.Module(wasm);

/** The SIMD kernel on `memory`, which must be shared. */
export function createCosineKernel(memory: WebAssembly.Memory): CosineKernel {
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as CosineKernel;
}

/** What the SIMD kernel computes, in plain TypeScript and in float64: the oracle of its tests. */
export function createPlainCosineKernel(memory: WebAssembly.Memory): CosineKernel {
  const floats = (): Float32Array => new Float32Array(memory.buffer);
  const integers = (): Int32Array => new Int32Array(memory.buffer);

  function product(values: Float32Array, a: number, b: number, dimensions: number): number {
    let total = 0;
    for (let i = 0; i < dimensions; i++) total += values[a / 4 + i] * values[b / 4 + i];
    return total;
  }

  return {
    inverseNorms(matrix, rows, dimensions, out) {
      const values = floats();
      for (let r = 0; r < rows; r++) {
        const row = matrix + r * dimensions * 4;
        const square = product(values, row, row, dimensions);
        values[out / 4 + r] = square > 1e-60 ? 1 / Math.sqrt(square) : 0;
      }
    },
    scan(matrix, inverse, first, rows, dimensions, query, threshold, outRows, outScores) {
      const values = floats();
      let found = 0;
      for (let r = 0; r < rows; r++) {
        const score = product(values, matrix + r * dimensions * 4, query, dimensions) * values[inverse / 4 + r];
        if (score <= threshold) continue;
        integers()[outRows / 4 + found] = first + r;
        values[outScores / 4 + found] = score;
        found++;
      }
      return found;
    },
    products(matrix, inverse, rows, dimensions, queries, count, out) {
      const values = floats();
      for (let q = 0; q < count; q++) {
        for (let r = 0; r < rows; r++) {
          const score = product(values, matrix + r * dimensions * 4, queries + q * dimensions * 4, dimensions);
          values[out / 4 + q * rows + r] = score * values[inverse / 4 + r];
        }
      }
    },
    quantize(matrix, inverse, rows, dimensions, half, nibbles, scales, errors) {
      const values = floats();
      const bytes = new Uint8Array(memory.buffer);
      for (let r = 0; r < rows; r++) {
        const row = Array.from(values.subarray(matrix / 4 + r * dimensions, matrix / 4 + (r + 1) * dimensions), (value) => value * values[inverse / 4 + r]);
        const scale = Math.max(...row.map(Math.abs)) / 7;
        const steps = Array.from({ length: 2 * half }, (_, i) => (i < dimensions && scale > 0 ? Math.round(row[i] / scale) : 0));
        for (let i = 0; i < half; i++) bytes[nibbles + r * half + i] = (steps[i] + 8) | ((steps[half + i] + 8) << 4);
        values[scales / 4 + r] = scale;
        values[errors / 4 + r] = Math.sqrt(row.reduce((sum, value, i) => sum + (value - scale * steps[i]) ** 2, 0)) * 1.0001 + 2e-6;
      }
    },
    filter(nibbles, scales, errors, first, rows, half, query, unit, offset, slack, threshold, outRows) {
      const values = floats();
      const bytes = new Uint8Array(memory.buffer);
      const steps = new Int16Array(memory.buffer, query, 2 * half);
      let found = 0;
      for (let r = 0; r < rows; r++) {
        let sum = -offset;
        for (let i = 0; i < half; i++) {
          const byte = bytes[nibbles + r * half + i];
          sum += (byte & 15) * steps[i] + (byte >> 4) * steps[half + i];
        }
        if (sum * unit * values[scales / 4 + r] + values[errors / 4 + r] > threshold - slack) integers()[outRows / 4 + found++] = first + r;
      }
      return found;
    },
    productsOfRows(matrix, inverse, dimensions, query, list, count, out) {
      const values = floats();
      for (let i = 0; i < count; i++) {
        const row = integers()[list / 4 + i];
        values[out / 4 + i] = product(values, matrix + row * dimensions * 4, query, dimensions) * values[inverse / 4 + row];
      }
    },
  };
}
