/** A = U diag(values) V^T with k = min(rows, columns) values, largest first. */
export interface SingularValues {
  /** [rows, k] row-major */
  readonly u: Float64Array;
  /** [k] */
  readonly values: Float64Array;
  /** [columns, k] row-major */
  readonly v: Float64Array;
}

const maximumSweeps = 60;

/**
 * Singular value decomposition of a small dense matrix by one-sided Jacobi rotations (Hestenes 1958): columns are rotated in pairs until
 * all are orthogonal. Accurate for small values, too; about 10 sweeps of n^2 m / 2 multiplications.
 * Signs: the largest entry of every column of U (the first, of equal ones) is positive.
 * @param matrix [rows, columns] row-major
 */
export function singularValueDecomposition(matrix: ArrayLike<number>, rows: number, columns: number): SingularValues {
  if (rows < columns) {
    const { u, values, v } = singularValueDecomposition(transposed(matrix, rows, columns), columns, rows);
    return withSigns({ u: v, values, v: u }, rows, columns);
  }
  // Columns of A and of V, each contiguous.
  const a = Array.from({ length: columns }, (_, j) => Float64Array.from({ length: rows }, (__, i) => matrix[i * columns + j]));
  const v = Array.from({ length: columns }, (_, j) => Float64Array.from({ length: columns }, (__, i) => (i === j ? 1 : 0)));
  for (let sweep = 0, rotated = true; rotated && sweep < maximumSweeps; sweep++) {
    rotated = false;
    for (let p = 0; p < columns - 1; p++) for (let q = p + 1; q < columns; q++) if (orthogonalise(a[p], a[q], v[p], v[q])) rotated = true;
  }
  const norms = a.map((column) => Math.sqrt(product(column, column)));
  const order = norms.map((_, j) => j).sort((i, j) => norms[j] - norms[i]);
  const u = new Float64Array(rows * columns);
  const vSorted = new Float64Array(columns * columns);
  order.forEach((j, k) => {
    for (let i = 0; i < rows; i++) u[i * columns + k] = norms[j] > 0 ? a[j][i] / norms[j] : 0;
    for (let i = 0; i < columns; i++) vSorted[i * columns + k] = v[j][i];
  });
  return withSigns({ u, values: Float64Array.from(order, (j) => norms[j]), v: vSorted }, rows, columns);
}

/** Rotates columns x and y (and the same columns of V) until x . y = 0; false if they were orthogonal already. */
function orthogonalise(x: Float64Array, y: Float64Array, vx: Float64Array, vy: Float64Array): boolean {
  const xx = product(x, x);
  const yy = product(y, y);
  const xy = product(x, y);
  if (Math.abs(xy) <= 1e-15 * Math.sqrt(xx * yy) || xy === 0) return false;
  const zeta = (yy - xx) / (2 * xy);
  const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  rotate(x, y, cosine, cosine * tangent);
  rotate(vx, vy, cosine, cosine * tangent);
  return true;
}

function rotate(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < x.length; i++) {
    const kept = x[i];
    x[i] = cosine * kept - sine * y[i];
    y[i] = sine * kept + cosine * y[i];
  }
}

function product(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

function transposed(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j];
  return result;
}

function withSigns(svd: SingularValues, rows: number, columns: number): SingularValues {
  const k = svd.values.length;
  for (let c = 0; c < k; c++) {
    let largest = 0;
    for (let i = 0; i < rows; i++) if (Math.abs(svd.u[i * k + c]) > Math.abs(largest) * (1 + 1e-12)) largest = svd.u[i * k + c];
    if (largest >= 0) continue;
    for (let i = 0; i < rows; i++) svd.u[i * k + c] = -svd.u[i * k + c];
    for (let i = 0; i < columns; i++) svd.v[i * k + c] = -svd.v[i * k + c];
  }
  return svd;
}

/** Principal components of a table of observations. */
export interface PrincipalComponents {
  /** [rows, k] the observations on the components' axes, row-major */
  readonly scores: Float64Array;
  /** [k, columns] unit axes, row-major */
  readonly axes: Float64Array;
  /** [k] variances along the axes (divided by rows - 1), largest first */
  readonly variances: Float64Array;
  /** [columns] */
  readonly means: Float64Array;
}

/** Principal component analysis by the singular value decomposition of the centred table [rows, columns]; k = min(rows, columns). */
export function principalComponents(matrix: ArrayLike<number>, rows: number, columns: number): PrincipalComponents {
  const means = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) means[j] += matrix[i * columns + j] / rows;
  const centred = Float64Array.from({ length: rows * columns }, (_, at) => matrix[at] - means[at % columns]);
  const { u, values, v } = singularValueDecomposition(centred, rows, columns);
  const k = values.length;
  return {
    scores: u.map((value, at) => value * values[at % k]),
    axes: transposed(v, columns, k),
    variances: values.map((value) => (value * value) / (rows - 1)),
    means,
  };
}
