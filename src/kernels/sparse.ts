/**
 * Sparse rows and their products with tall dense matrices. All addresses are in bytes. The cells of row r are ends[r - 1] (0 for the
 * first) ... ends[r] of `columns` (int32) and `values` (float32); dense matrices are float32 with `stride` bytes a row, a multiple of 64.
 */
export interface SparseKernel {
  /** Counts to (positive) pointwise mutual information, in place, gaps closed; returns how many cells are left. */
  mutualInformation(rows: number, ends: number, columns: number, values: number, rowTerms: number, columnTerms: number, positiveOnly: number): number;
  /** out[r] = sum of value * dense[column] over the cells of row r. */
  multiply(rows: number, ends: number, columns: number, values: number, dense: number, out: number, stride: number): void;
  /** out[column] += value * dense[r] over the cells of every row r. */
  multiplyTransposed(rows: number, ends: number, columns: number, values: number, dense: number, out: number, stride: number): void;
}

/** The same in plain TypeScript: the oracle of the kernel's tests. */
export function createPlainSparseKernel(memory: WebAssembly.Memory): SparseKernel {
  const ints = (address: number): Int32Array => new Int32Array(memory.buffer, address);
  const floats = (address: number): Float32Array => new Float32Array(memory.buffer, address);

  function forCells(rows: number, ends: number, use: (row: number, cell: number) => void): void {
    let cell = 0;
    for (let row = 0; row < rows; row++) for (; cell < ints(ends)[row]; cell++) use(row, cell);
  }

  return {
    mutualInformation(rows, ends, columnsAt, valuesAt, rowTerms, columnTerms, positiveOnly) {
      const [columns, values] = [ints(columnsAt), floats(valuesAt)];
      const kept: { row: number; column: number; value: number }[] = [];
      forCells(rows, ends, (row, cell) => {
        const value = Math.log(values[cell]) - floats(rowTerms)[row] - floats(columnTerms)[columns[cell]];
        if (value > 0 || positiveOnly === 0) kept.push({ row, column: columns[cell], value });
      });
      let cell = 0;
      for (let row = 0; row < rows; row++) {
        for (; cell < kept.length && kept[cell].row === row; cell++) {
          columns[cell] = kept[cell].column;
          values[cell] = kept[cell].value;
        }
        ints(ends)[row] = cell;
      }
      return cell;
    },

    multiply(rows, ends, columns, values, dense, out, stride) {
      const length = stride / 4;
      const result = floats(out).subarray(0, rows * length).fill(0);
      forCells(rows, ends, (row, cell) => {
        for (let i = 0; i < length; i++) result[row * length + i] += floats(values)[cell] * floats(dense)[ints(columns)[cell] * length + i];
      });
    },

    multiplyTransposed(rows, ends, columns, values, dense, out, stride) {
      const length = stride / 4;
      forCells(rows, ends, (row, cell) => {
        for (let i = 0; i < length; i++) floats(out)[ints(columns)[cell] * length + i] += floats(values)[cell] * floats(dense)[row * length + i];
      });
    },
  };
}
