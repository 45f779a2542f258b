/**
 * Sparse rows and their products with tall dense matrices. All addresses are in bytes. The cells of row r are ends[r - 1] (0 for the
 * first) ... ends[r] of `columns` (int32) and `values` (float32); dense matrices are float32 with `stride` bytes a row, a multiple of 64.
 * Products are made 16 columns at a time, with the operand that cells point into packed as a panel, [rows, 16].
 */
export interface SparseKernel {
  /** Counts to (positive) pointwise mutual information, in place, gaps closed; returns how many cells are left. */
  mutualInformation(rows: number, ends: number, columns: number, values: number, rowTerms: number, columnTerms: number, positiveOnly: number): number;
  /** panel[r] = the 16 columns of dense[r] that begin at `dense`. */
  gatherPanel(dense: number, rows: number, stride: number, panel: number): void;
  /** The other way. */
  scatterPanel(panel: number, rows: number, stride: number, dense: number): void;
  /** The 16 columns of out[r] that begin at `out` = sum of value * panel[column] over the cells of row r. */
  multiply(rows: number, ends: number, columns: number, values: number, panel: number, out: number, stride: number): void;
  /** panel[column] += value * the 16 columns of dense[r] that begin at `dense`, over the cells of every row r. */
  multiplyTransposed(rows: number, ends: number, columns: number, values: number, dense: number, panel: number, stride: number): void;
}

/** Columns of a dense matrix that are multiplied at once. */
export const panelColumns = 16;

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

    gatherPanel(dense, rows, stride, panel) {
      for (let r = 0; r < rows; r++) floats(panel + r * 4 * panelColumns).set(floats(dense + r * stride).subarray(0, panelColumns));
    },

    scatterPanel(panel, rows, stride, dense) {
      for (let r = 0; r < rows; r++) floats(dense + r * stride).set(floats(panel + r * 4 * panelColumns).subarray(0, panelColumns));
    },

    multiply(rows, ends, columns, values, panel, out, stride) {
      for (let r = 0; r < rows; r++) floats(out + r * stride).fill(0, 0, panelColumns);
      forCells(rows, ends, (row, cell) => {
        const result = floats(out + row * stride);
        for (let i = 0; i < panelColumns; i++) result[i] += floats(values)[cell] * floats(panel)[ints(columns)[cell] * panelColumns + i];
      });
    },

    multiplyTransposed(rows, ends, columns, values, dense, panel, stride) {
      forCells(rows, ends, (row, cell) => {
        for (let i = 0; i < panelColumns; i++) floats(panel)[ints(columns)[cell] * panelColumns + i] += floats(values)[cell] * floats(dense + row * stride)[i];
      });
    },
  };
}
