/** Rows of a table of `factor` times the smallest one's rows, with the one for padding. */
export function tableRows(factor: number): number {
  return 1 + factor * smallestRange;
}

const smallestRange = (1 << 18) - 1;

/**
 * The same embedding in a table of more rows. A hash h has row 1 + h % (rows - 1); where the new rows - 1 are a multiple of the old ones,
 * h % new % old = h % old, so a copy of the old row at every place that it may go to leaves each word's vector as it was. Training
 * then tells apart n-grams that had to share a row.
 * @param table [rows, dimensions], row 0 is padding
 * @returns [1 + factor (rows - 1), dimensions]
 */
export function widenTable(table: Float32Array, dimensions: number, factor: number): Float32Array {
  const hashed = table.subarray(dimensions);
  const result = new Float32Array(dimensions + factor * hashed.length);
  result.set(table.subarray(0, dimensions));
  for (let copy = 0; copy < factor; copy++) result.set(hashed, dimensions + copy * hashed.length);
  return result;
}
