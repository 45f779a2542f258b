import { setImmediate as nextTurn } from 'node:timers/promises';
import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import { singularValueDecomposition } from './denseSvd.ts';

/** The first principal components of many vectors: a map of them. */
export interface LeadingComponents {
  /** [rows, components] row-major: centred rows times the directions. */
  readonly coordinates: Float32Array;
  /** [components, dimensions] row-major: unit length, at right angles; the entry of largest size is positive in each. */
  readonly directions: Float64Array;
  /** [components] variance along each direction (divisor rows - 1), largest first. */
  readonly variances: Float64Array;
  /** [components] part of the whole variance. */
  readonly ratios: Float64Array;
}

export interface ProjectionOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the part done, 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

const rowsPerTurn = 4096;

/**
 * Principal components of many rows by way of their covariance, [dimensions, dimensions], whose singular vectors they are: one pass over the rows
 * and no copy of them, where `principalComponents` decomposes the table itself. All sums in float64; half of the digits of the smallest variances are lost
 * by squaring, which a map does not show.
 * @param matrix [rows, dimensions] row-major
 * @param components at most min(rows - 1, dimensions)
 * @throws LexiscopeError `bad-input` for more components than there are; `cancelled`
 */
export async function leadingComponents(
  matrix: Float32Array | Float64Array, rows: number, dimensions: number, components: number, options: ProjectionOptions = {},
): Promise<LeadingComponents> {
  if (matrix.length !== rows * dimensions) throw new LexiscopeError('bad-input', `${rows} rows of ${dimensions} dimensions need ${rows * dimensions} values, not ${matrix.length}`);
  const most = Math.max(0, Math.min(rows - 1, dimensions));
  if (components < 1 || components > most) throw new LexiscopeError('bad-input', `${components} principal components of ${rows} rows and ${dimensions} dimensions: expected 1 to ${most}`);
  const mean = new Float64Array(dimensions);
  for (let i = 0; i < matrix.length; i++) mean[i % dimensions] += matrix[i] / rows;
  const covariance = await covarianceOf(matrix, rows, dimensions, mean, options);
  const { u, values } = singularValueDecomposition(covariance, dimensions, dimensions);
  const directions = Float64Array.from({ length: components * dimensions }, (_, at) => u[(at % dimensions) * dimensions + Math.floor(at / dimensions)]);

  const coordinates = new Float32Array(rows * components);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < components; k++) {
      let along = 0;
      for (let i = 0; i < dimensions; i++) along += (matrix[row * dimensions + i] - mean[i]) * directions[k * dimensions + i];
      coordinates[row * components + k] = along;
    }
  }
  options.onProgress?.(1);
  const total = values.reduce((sum, value) => sum + value, 0);
  const variances = values.slice(0, components);
  return { coordinates, directions, variances, ratios: variances.map((variance) => (total > 0 ? variance / total : 0)) };
}

/** [dimensions, dimensions], divisor rows - 1. */
async function covarianceOf(matrix: Float32Array | Float64Array, rows: number, dimensions: number, mean: Float64Array, options: ProjectionOptions): Promise<Float64Array> {
  const covariance = new Float64Array(dimensions * dimensions);
  const centred = new Float64Array(dimensions);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < dimensions; i++) centred[i] = matrix[row * dimensions + i] - mean[i];
    for (let i = 0; i < dimensions; i++) {
      const value = centred[i];
      for (let j = i, at = i * dimensions + i; j < dimensions; j++, at++) covariance[at] += value * centred[j];
    }
    if (row % rowsPerTurn === rowsPerTurn - 1) {
      throwIfAborted(options.signal, 'The projection');
      options.onProgress?.((0.9 * row) / rows);
      await nextTurn();
    }
  }
  for (let i = 0; i < dimensions; i++) {
    for (let j = i; j < dimensions; j++) {
      covariance[i * dimensions + j] /= rows - 1;
      covariance[j * dimensions + i] = covariance[i * dimensions + j];
    }
  }
  return covariance;
}
