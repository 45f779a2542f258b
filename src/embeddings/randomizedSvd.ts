import { createRandom } from '../base/random.ts';
import { throwIfAborted } from '../base/errors.ts';
import { paddedLength } from '../kernels/sharedArena.ts';
import { panelColumns } from '../kernels/sparse.ts';
import type { SharedArena } from '../kernels/sharedArena.ts';
import { singularValueDecomposition } from '../vectors/denseSvd.ts';
import { kernelCall } from './kernelPool.ts';
import type { KernelCall, KernelPool } from './kernelPool.ts';
import type { SparseMatrix } from './sparseMatrix.ts';

export interface SvdSettings {
  /** Singular triplets wanted. */
  readonly rank: number;
  /** Rounds of power iteration; each costs one product with the matrix and one with its transpose, and makes the leading space sharper. */
  readonly powerIterations: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the part done, 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

export interface TruncatedSvd {
  /** [rows, stride] float32 in the arena, of which the first `rank` columns are the left singular vectors. */
  readonly u: number;
  /** Floats a row. */
  readonly stride: number;
  /** [rank] largest first */
  readonly values: Float64Array;
}

/** More columns than wanted make the wanted ones accurate (Halko, Martinsson and Tropp 2011, section 4.2). */
const oversampling = 8;

/**
 * Truncated singular value decomposition of a sparse matrix by random projection with power iterations (Halko, Martinsson and Tropp 2011,
 * algorithms 4.4 and 5.1), orthonormalised by Cholesky factorisation of the Gram matrix after every product.
 * The same seed and number of threads give the same bits.
 */
export async function randomizedSvd(arena: SharedArena, pool: KernelPool, matrix: SparseMatrix, settings: SvdSettings): Promise<TruncatedSvd> {
  const length = paddedLength(Math.min(settings.rank + oversampling, Math.max(matrix.rows, settings.rank)));
  const work = new TallProducts(arena, pool, matrix, length);
  const steps = 2 * settings.powerIterations + 2;
  let step = 0;
  const advance = (): void => {
    throwIfAborted(settings.signal, 'The decomposition');
    settings.onProgress?.(++step / steps);
  };

  work.fillRight(settings.seed);
  await work.toLeft();
  advance();
  for (let i = 0; i < settings.powerIterations; i++) {
    await work.orthonormalise('left');
    await work.toRight();
    advance();
    await work.orthonormalise('right');
    await work.toLeft();
    advance();
  }
  // Twice: the second time repairs what float32 products left in the first (CholeskyQR2, Yamamoto et al. 2015).
  await work.orthonormalise('left');
  await work.orthonormalise('left');
  await work.toRight();
  // B = Q^T A = W S V^T, so (B B^T) = W S^2 W^T and U = Q W.
  const { u: w, values } = singularValueDecomposition(await work.gramOf('right'), length, length);
  await work.multiplySmall('left', Float32Array.from(w));
  advance();
  return { u: work.left, stride: length, values: values.slice(0, settings.rank).map(Math.sqrt) };
}

type Side = 'left' | 'right';

/** Two tall matrices, [rows, length] and [columns, length], and the products that lead from one to the other. */
class TallProducts {
  readonly left: number;
  readonly #right: number;
  /** A panel of the right side for every thread, as rows of different blocks add to the same columns. */
  readonly #panels: readonly number[];
  /** Where the panels begin in a row, in bytes. */
  readonly #panelOffsets: readonly number[];
  readonly #arena: SharedArena;
  readonly #pool: KernelPool;
  readonly #matrix: SparseMatrix;
  readonly #length: number;
  readonly #small: number;
  readonly #lines: readonly number[];
  readonly #grams: readonly number[];
  /** Blocks of every thread, about equal in cells; fixed, so that sums are formed in the same order in every run. */
  readonly #blocksOfThread: readonly (readonly SparseMatrix['blocks'][number][])[];

  constructor(arena: SharedArena, pool: KernelPool, matrix: SparseMatrix, length: number) {
    this.#arena = arena;
    this.#pool = pool;
    this.#matrix = matrix;
    this.#length = length;
    this.left = arena.allocate(matrix.rows * length * 4, 'The decomposition');
    this.#right = arena.allocate(matrix.columns * length * 4, 'The decomposition');
    this.#panels = Array.from({ length: pool.size }, () => arena.allocate(matrix.columns * panelColumns * 4, 'The decomposition'));
    this.#panelOffsets = Array.from({ length: length / panelColumns }, (_, k) => k * panelColumns * 4);
    this.#small = arena.allocate(length * length * 4, 'The decomposition');
    this.#lines = Array.from({ length: pool.size }, () => arena.allocate(length * 16, 'The decomposition'));
    this.#grams = Array.from({ length: pool.size }, () => arena.allocate(length * length * 8, 'The decomposition'));
    const assigned = Array.from({ length: pool.size }, () => ({ cells: 0, blocks: [] as SparseMatrix['blocks'] }));
    for (const block of matrix.blocks) {
      const least = assigned.reduce((a, b) => (b.cells < a.cells ? b : a));
      least.cells += block.cells;
      least.blocks.push(block);
    }
    this.#blocksOfThread = assigned.map(({ blocks }) => blocks);
  }

  fillRight(seed: number): void {
    const random = createRandom(seed);
    const values = this.#arena.floats(this.#right, this.#matrix.columns * this.#length);
    for (let i = 0; i < values.length; i++) values[i] = random.normal();
  }

  /** left = A right */
  async toLeft(): Promise<void> {
    const stride = this.#length * 4;
    await this.#onEach((thread) => this.#panelOffsets.flatMap((offset) => [
      kernelCall('sparse', 'gatherPanel', this.#right + offset, this.#matrix.columns, stride, this.#panels[thread]),
      ...this.#blocksOfThread[thread].map((block) =>
        kernelCall('sparse', 'multiply', block.rows, block.ends, block.columns, block.values, this.#panels[thread], this.left + block.firstRow * stride + offset, stride)),
    ]));
  }

  /** right = A^T left */
  async toRight(): Promise<void> {
    const stride = this.#length * 4;
    for (const offset of this.#panelOffsets) {
      for (const panel of this.#panels) this.#arena.floats(panel, this.#matrix.columns * panelColumns).fill(0);
      await this.#onEach((thread) => this.#blocksOfThread[thread].map((block) =>
        kernelCall('sparse', 'multiplyTransposed', block.rows, block.ends, block.columns, block.values, this.left + block.firstRow * stride + offset, this.#panels[thread], stride)));
      await this.#onEach((thread) => {
        const { first, count } = this.#share(this.#matrix.columns, thread);
        const own = first * 4 * panelColumns;
        const [sum, ...others] = this.#panels;
        return [
          ...others.map((other) => kernelCall('dense', 'add', sum + own, other + own, count * 4 * panelColumns)),
          kernelCall('sparse', 'scatterPanel', sum + own, count, stride, this.#right + first * stride + offset),
        ];
      });
    }
  }

  /** Gram matrix [length, length], both triangles. */
  async gramOf(side: Side): Promise<Float64Array> {
    const { address, rows } = this.#side(side);
    const length = this.#length;
    for (const gram of this.#grams) this.#arena.doubles(gram, length * length).fill(0);
    await this.#onEach((thread) => {
      const { first, count } = this.#share(rows, thread);
      return [kernelCall('dense', 'gram', address + first * length * 4, count, length * 4, this.#grams[thread])];
    });
    const total = new Float64Array(length * length);
    for (const gram of this.#grams) this.#arena.doubles(gram, length * length).forEach((value, i) => (total[i] += value));
    for (let i = 0; i < length; i++) for (let j = 0; j < i; j++) total[i * length + j] = total[j * length + i];
    return total;
  }

  /** Makes the columns orthonormal: Y <- Y R^-1 with R^T R = Y^T Y. Columns that depend on earlier ones become zero. */
  async orthonormalise(side: Side): Promise<void> {
    await this.multiplySmall(side, inverseOfCholesky(await this.gramOf(side), this.#length));
  }

  /** Y <- Y factor, [length, length] row-major. */
  async multiplySmall(side: Side, factor: Float32Array): Promise<void> {
    const { address, rows } = this.#side(side);
    this.#arena.floats(this.#small, factor.length).set(factor);
    await this.#onEach((thread) => {
      const { first, count } = this.#share(rows, thread);
      const from = address + first * this.#length * 4;
      return [kernelCall('dense', 'multiplySmall', from, count, this.#length * 4, this.#small, from, this.#lines[thread])];
    });
  }

  #side(side: Side): { address: number; rows: number } {
    return side === 'left' ? { address: this.left, rows: this.#matrix.rows } : { address: this.#right, rows: this.#matrix.columns };
  }

  #share(rows: number, thread: number): { first: number; count: number } {
    const each = Math.ceil(rows / this.#pool.size);
    const first = Math.min(rows, thread * each);
    return { first, count: Math.min(each, rows - first) };
  }

  async #onEach(calls: (thread: number) => readonly KernelCall[]): Promise<void> {
    await Promise.all(this.#lines.map((_, thread) => this.#pool.run(thread, calls(thread))));
  }
}

/** R^-1 for the Cholesky factor R (upper triangle) of a Gram matrix; columns whose pivot vanishes are zero. */
function inverseOfCholesky(gram: Float64Array, n: number): Float32Array {
  const r = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    let pivot = gram[i * n + i];
    for (let k = 0; k < i; k++) pivot -= r[k * n + i] ** 2;
    // Float32 products leave an error of about 1e-6 of the column's length in the pivot.
    if (pivot <= 1e-6 * gram[i * n + i] || pivot === 0) continue;
    r[i * n + i] = Math.sqrt(pivot);
    for (let j = i + 1; j < n; j++) {
      let sum = gram[i * n + j];
      for (let k = 0; k < i; k++) sum -= r[k * n + i] * r[k * n + j];
      r[i * n + j] = sum / r[i * n + i];
    }
  }
  const inverse = new Float32Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    if (r[j * n + j] === 0) continue;
    column.fill(0);
    column[j] = 1 / r[j * n + j];
    for (let i = j - 1; i >= 0; i--) {
      if (r[i * n + i] === 0) continue;
      let sum = 0;
      for (let k = i + 1; k <= j; k++) sum -= r[i * n + k] * column[k];
      column[i] = sum / r[i * n + i];
    }
    for (let i = 0; i <= j; i++) inverse[i * n + j] = column[i];
  }
  return inverse;
}
