/** Tall dense matrices: row-major float32, `stride` bytes a row, a multiple of 64. All addresses are in bytes. */
export interface DenseKernel {
  /** out[i, j] += sum over rows of m[r, i] m[r, j] for j >= i (and within blocks of four columns); out is float64 [stride / 4]^2. */
  gram(matrix: number, rows: number, stride: number, out: number): void;
  /** out[r] = m[r] * right, with right [stride / 4, stride / 4] float32; out may be m. `line` is room for four rows. */
  multiplySmall(matrix: number, rows: number, stride: number, right: number, out: number, line: number): void;
  /** target += source, `bytes` of float32, a multiple of 16. */
  add(target: number, source: number, bytes: number): void;
  /** target += a - b */
  addDifference(target: number, a: number, b: number, bytes: number): void;
  copy(target: number, source: number, bytes: number): void;
}

/** The same in plain TypeScript: the oracle of the kernel's tests. */
export function createPlainDenseKernel(memory: WebAssembly.Memory): DenseKernel {
  const floats = (address: number, length: number): Float32Array => new Float32Array(memory.buffer, address, length);

  return {
    gram(matrix, rows, stride, out) {
      const length = stride / 4;
      const m = floats(matrix, rows * length);
      const result = new Float64Array(memory.buffer, out, length * length);
      for (let r = 0; r < rows; r++) {
        for (let i = 0; i < length; i++) for (let j = i & ~3; j < length; j++) result[i * length + j] += m[r * length + i] * m[r * length + j];
      }
    },

    multiplySmall(matrix, rows, stride, right, out) {
      const length = stride / 4;
      const [m, factor, result] = [floats(matrix, rows * length).slice(), floats(right, length * length), floats(out, rows * length)];
      for (let r = 0; r < rows; r++) {
        for (let j = 0; j < length; j++) {
          let sum = 0;
          for (let i = 0; i < length; i++) sum += m[r * length + i] * factor[i * length + j];
          result[r * length + j] = sum;
        }
      }
    },

    add(target, source, bytes) {
      const [to, from] = [floats(target, bytes / 4), floats(source, bytes / 4)];
      for (let i = 0; i < to.length; i++) to[i] += from[i];
    },

    addDifference(target, aAt, bAt, bytes) {
      const [to, a, b] = [floats(target, bytes / 4), floats(aAt, bytes / 4), floats(bAt, bytes / 4)];
      for (let i = 0; i < to.length; i++) to[i] += a[i] - b[i];
    },

    copy(target, source, bytes) {
      floats(target, bytes / 4).set(floats(source, bytes / 4));
    },
  };
}
