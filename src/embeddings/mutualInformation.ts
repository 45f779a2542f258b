import type { SharedArena } from '../kernels/sharedArena.ts';
import type { CountBlock } from './cooccurrence.ts';
import { kernelCall } from './kernelPool.ts';
import type { KernelPool } from './kernelPool.ts';
import { SparseMatrix } from './sparseMatrix.ts';

export interface MutualInformationSettings {
  /** Negative values become 0 (PPMI: the matrix stays sparse). Without it the cells seen keep their sign, and cells never seen are 0. */
  readonly positive: boolean;
  /** ln(shift) is taken off every value: k negative samples' worth in skip-gram (Levy and Goldberg 2014); 1: none. */
  readonly shift: number;
  /** Context counts are raised to this power, which keeps rare contexts from dominating (Levy, Goldberg and Dagan 2015); 1: none. */
  readonly smoothing: number;
}

/**
 * The matrix of pointwise mutual information
 *   PMI(w, c) = ln [ p(w, c) / (p(w) p_s(c)) ],   p_s(c) = n(c)^s / sum over c' of n(c')^s,
 * in natural logarithms, from counts that come block by block; the counts are not kept.
 * @param rowSums, columnSums [words] of the counts
 */
export async function mutualInformation(
  arena: SharedArena, pool: KernelPool, counts: AsyncIterable<CountBlock>, rowSums: Float64Array, columnSums: Float64Array, settings: MutualInformationSettings,
): Promise<SparseMatrix> {
  const matrix = new SparseMatrix(arena, rowSums.length, columnSums.length);
  const smoothed = columnSums.map((count) => count ** settings.smoothing);
  const total = smoothed.reduce((a, b) => a + b, 0);
  const shift = Math.log(settings.shift);
  const rowTerms = arena.store(Float32Array.from(rowSums, (count) => Math.log(count) + shift), 'Row sums');
  const columnTerms = arena.store(Float32Array.from(smoothed, (count) => Math.log(count / total)), 'Column sums');
  for await (const block of counts) {
    const [cells] = await pool.run(0, [kernelCall('sparse', 'mutualInformation', block.rows, block.ends, block.columns, block.values,
      rowTerms + 4 * block.firstRow, columnTerms, settings.positive ? 1 : 0)]);
    matrix.append({ ...block, cells });
  }
  return matrix;
}
