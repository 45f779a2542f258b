import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import { principalComponents } from '../../../src/vectors/denseSvd.ts';
import { leadingComponents } from '../../../src/vectors/leadingComponents.ts';

/** Rows whose variances along the axes fall as given. */
function cloud(rows: number, spreads: readonly number[]): Float32Array {
  const random = createRandom(9);
  return Float32Array.from({ length: rows * spreads.length }, (_, i) => 5 + spreads[i % spreads.length] * random.normal());
}

describe('leadingComponents', () => {
  it('solves a case worked out by hand', async () => {
    // Covariance [[2, 1], [1, 2]] has the eigenvalues 3 and 1, along the diagonals.
    const a = Math.sqrt(3) / 2;
    const b = 1 / 2;
    const rows = [[a + b, a - b], [-a - b, -a + b], [a - b, a + b], [-a + b, -a - b]];
    const { variances, ratios, directions, coordinates } = await leadingComponents(Float64Array.from(rows.flat()), 4, 2, 2);
    assert.ok(Math.abs(variances[0] - 2) < 1e-12 && Math.abs(variances[1] - 2 / 3) < 1e-12);
    assert.ok(Math.abs(ratios[0] - 0.75) < 1e-12);
    assert.ok(Math.abs(directions[0] - Math.SQRT1_2) < 1e-9 && Math.abs(directions[1] - Math.SQRT1_2) < 1e-9);
    assert.ok(Math.abs(Math.abs(coordinates[0]) - a * Math.SQRT2) < 1e-6);
  });

  it('finds directions that the covariance only stretches, to 1e-6, though variances lie close together', async () => {
    const spreads = [3, 2.9, 2.8, 1.5, 1.4, 1.3, 1, 1, 1, 0.5, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1];
    const [rows, d] = [500, spreads.length];
    const matrix = cloud(rows, spreads);
    const { directions, variances, coordinates } = await leadingComponents(matrix, rows, d, 3);
    const mean = Array.from({ length: d }, (_, i) => matrix.reduce((sum, value, at) => sum + (at % d === i ? value : 0), 0) / rows);
    for (let k = 0; k < 3; k++) {
      const stretched = new Float64Array(d);
      for (let row = 0; row < rows; row++) {
        let along = 0;
        for (let i = 0; i < d; i++) along += (matrix[row * d + i] - mean[i]) * directions[k * d + i];
        assert.ok(Math.abs(along - coordinates[row * 3 + k]) < 1e-5);
        for (let i = 0; i < d; i++) stretched[i] += (along * (matrix[row * d + i] - mean[i])) / (rows - 1);
      }
      stretched.forEach((value, i) => assert.ok(Math.abs(value - variances[k] * directions[k * d + i]) < 1e-6 * variances[0]));
    }
    assert.ok(variances[0] > variances[1] && variances[1] > variances[2]);
  });

  it('agrees with the decomposition of the table itself, up to sign', async () => {
    const matrix = cloud(200, [4, 3, 2, 1, 0.5]);
    const { coordinates, variances } = await leadingComponents(matrix, 200, 5, 2);
    const table = principalComponents(matrix, 200, 5);
    for (let k = 0; k < 2; k++) {
      assert.ok(Math.abs(variances[k] - table.variances[k]) < 1e-9 * variances[0]);
      const sign = Math.sign(coordinates[k] * table.scores[k]);
      for (let row = 0; row < 200; row++) assert.ok(Math.abs(coordinates[row * 2 + k] - sign * table.scores[row * 5 + k]) < 1e-5);
    }
  });

  it('takes constant columns and identical rows', async () => {
    const { variances, coordinates } = await leadingComponents(new Float32Array(12).fill(3), 4, 3, 2);
    assert.deepEqual([...variances], [0, 0]);
    assert.ok(coordinates.every((value) => value === 0));
  });

  it('refuses more components than there are, and stops when cancelled', async () => {
    await assert.rejects(leadingComponents(new Float32Array(6), 2, 3, 2), { message: '2 principal components of 2 rows and 3 dimensions: expected 1 to 1' });
    await assert.rejects(leadingComponents(cloud(5000, [1, 2]), 5000, 2, 1, { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});
