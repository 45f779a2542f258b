import type { NumberTable } from '../protocol/lessons.ts';

/** @param matrix [rows, columns] row-major */
export function numberTable(rows: readonly string[], columns: readonly string[], matrix: ArrayLike<number>): NumberTable {
  return { rows, columns, values: rows.map((_, i) => Array.from(columns, (__, j) => matrix[i * columns.length + j])) };
}
