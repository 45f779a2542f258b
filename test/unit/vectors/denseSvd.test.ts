import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { packageRoot } from '../../../src/base/files.ts';
import { principalComponents, singularValueDecomposition } from '../../../src/vectors/denseSvd.ts';

const { chapters } = JSON.parse(readFileSync(path.join(packageRoot(import.meta.url), 'test/fixtures/salammboLetters.json'), 'utf8')) as { chapters: Record<string, number[]> };
const names = Object.keys(chapters);
const columns = 40;
const counts = names.flatMap((name) => chapters[name]);

describe('singular value decomposition of small tables', () => {
  it('gives orthonormal factors whose product is the table, for any shape', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 49, maxLength: 49 }), (m, n, cells) => {
      const matrix = cells.slice(0, m * n);
      const { u, values, v } = singularValueDecomposition(matrix, m, n);
      const k = Math.min(m, n);
      assert.equal(values.length, k);
      for (let i = 1; i < k; i++) assert.ok(values[i] <= values[i - 1]);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let r = 0; r < k; r++) sum += u[i * k + r] * values[r] * v[j * k + r];
          assert.ok(Math.abs(sum - matrix[i * n + j]) < 1e-9, `${sum} for ${matrix[i * n + j]}`);
        }
      }
      for (let r = 0; r < k; r++) {
        if (values[r] < 1e-9) continue;
        for (let s = 0; s <= r; s++) {
          let product = 0;
          for (let i = 0; i < m; i++) product += u[i * k + r] * u[i * k + s];
          assert.ok(Math.abs(product - (r === s ? 1 : 0)) < 1e-9);
        }
      }
    }));
  });

  it('gives the singular values of the letter counts of Salammbô that numpy gives', () => {
    const { values } = singularValueDecomposition(counts, names.length, columns);
    const byNumpy = [50757.838464662666, 9327.651883712582, 706.3375736659634, 617.7197593014986];
    byNumpy.forEach((value, i) => assert.ok(Math.abs(values[i] / value - 1) < 1e-10));
  });
});

describe('principal component analysis', () => {
  it('sets the French and the English chapters of Salammbô apart along the first axis of the letter frequencies', () => {
    const frequencies = names.flatMap((name) => {
      const total = chapters[name].reduce((a, b) => a + b, 0);
      return chapters[name].map((count) => count / total);
    });
    const { scores, variances } = principalComponents(frequencies, names.length, columns);
    const k = variances.length;
    const french = names.flatMap((name, i) => (name.endsWith('_fr') ? [scores[i * k]] : []));
    const english = names.flatMap((name, i) => (name.endsWith('_en') ? [scores[i * k]] : []));
    assert.equal(french.length, 15);
    assert.equal(english.length, 15);
    assert.ok(Math.max(...french) < Math.min(...english) || Math.max(...english) < Math.min(...french));
    const byNumpy = [0.002340324186245051, 2.193637691908719e-5, 1.505144683886963e-5];
    byNumpy.forEach((value, i) => assert.ok(Math.abs(variances[i] / value - 1) < 1e-9));
  });
});
