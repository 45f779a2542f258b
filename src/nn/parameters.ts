import type { Random } from '../base/random.ts';

/** How a parameter starts; formulas beside each in `initialValues`. */
export type Initializer = 'zeros' | 'glorot' | 'orthogonal' | 'forget-bias' | 'embedding';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** Biases are not decayed (Loshchilov and Hutter 2019 leave the choice; most trainers do so). */
  readonly decayed: boolean;
}

/** Trainable numbers by name; the arrays are changed in place by the optimiser. */
export type Parameters = Map<string, Float32Array>;

export function sizeOfParameter(spec: ParameterSpec): number {
  return spec.shape.reduce((product, size) => product * size, 1);
}

/** Draws fresh parameters in the order of `specs`, so a seed gives the same network at every run. */
export function createParameters(specs: readonly ParameterSpec[], random: Random): Parameters {
  return new Map(specs.map((spec) => [spec.name, initialValues(spec, random)]));
}

function initialValues(spec: ParameterSpec, random: Random): Float32Array {
  const values = new Float32Array(sizeOfParameter(spec));
  const [rows, columns = 1] = spec.shape;
  switch (spec.initializer) {
    case 'zeros': return values;
    // Uniform in +-sqrt(6 / (fan in + fan out)): Glorot and Bengio 2010.
    case 'glorot': return uniform(values, Math.sqrt(6 / (rows + columns)), random);
    // Square blocks side by side, one a gate, each orthogonal: Saxe et al. 2014.
    case 'orthogonal': {
      for (let block = 0; block < columns / rows; block++) fillOrthogonal(values, rows, columns, block * rows, random);
      return values;
    }
    // The forget gate starts open (Jozefowicz et al. 2015). Gates stand in ONNX's order: input, output, forget, cell.
    case 'forget-bias': return values.fill(1, values.length / 2, (3 * values.length) / 4);
    // Row 0 is padding and stays zero.
    case 'embedding': {
      uniform(values, 0.5 / Math.sqrt(columns), random);
      return values.fill(0, 0, columns);
    }
  }
}

function uniform(values: Float32Array, bound: number, random: Random): Float32Array {
  for (let i = 0; i < values.length; i++) values[i] = (2 * random.next() - 1) * bound;
  return values;
}

/** Gram-Schmidt on normal vectors: rows of an n x n block of `values` (row length `stride`) starting at column `first`. */
function fillOrthogonal(values: Float32Array, n: number, stride: number, first: number, random: Random): void {
  const rows: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const row = Float64Array.from({ length: n }, () => random.normal());
    for (const other of rows) {
      let product = 0;
      for (let k = 0; k < n; k++) product += row[k] * other[k];
      for (let k = 0; k < n; k++) row[k] -= product * other[k];
    }
    const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    for (let k = 0; k < n; k++) {
      row[k] /= norm;
      values[i * stride + first + k] = row[k];
    }
    rows.push(row);
  }
}
