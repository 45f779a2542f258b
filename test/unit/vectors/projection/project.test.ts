import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { packageRoot } from '../../../../src/base/files.ts';
import { principalComponents } from '../../../../src/vectors/denseSvd.ts';
import { axisProjection } from '../../../../src/vectors/projection/axis.ts';
import { kMeans } from '../../../../src/vectors/projection/kMeans.ts';
import { pointsFrom, pointsOf } from '../../../../src/vectors/projection/points.ts';
import { project } from '../../../../src/vectors/projection/project.ts';
import { spaceOf } from '../files.ts';
import { groupedPoints, purity } from './clouds.ts';

const fixture = (name: string): unknown => JSON.parse(readFileSync(path.join(packageRoot(import.meta.url), 'test/fixtures', name), 'utf8'));

describe('principal components', () => {
  it('of the letter counts of Salammbô are those of scikit-learn, up to sign, to 1e-6', () => {
    const { chapters } = fixture('salammboLetters.json') as { chapters: Record<string, number[]> };
    const expected = fixture('salammboPca.json') as { scores: number[][]; variances: number[] };
    const counts = Object.values(chapters);
    const { scores, variances } = principalComponents(counts.flat(), counts.length, counts[0].length);
    const k = scores.length / counts.length;
    for (let c = 0; c < 3; c++) {
      assert.ok(Math.abs(variances[c] / expected.variances[c] - 1) < 1e-9);
      const sign = Math.sign(scores[c] * expected.scores[0][c]);
      expected.scores.forEach((row, i) => assert.ok(Math.abs(scores[i * k + c] - sign * row[c]) < 1e-6));
    }
  });
});

describe('project', () => {
  it('fills the axes that three points on a line leave', async () => {
    const points = pointsFrom([Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(1, 1)], 2);
    const layout = await project(points, { method: 'pca', components: 3 });
    assert.equal(layout.length, 9);
    assert.deepEqual([layout[2], layout[5], layout[8]], [0, 0, 0]);
    assert.ok(Math.abs(layout[0] + layout[3] + layout[6]) < 1e-6);
  });

  it('makes the same map by every method twice', async () => {
    const points = groupedPoints(100, 8, 4, 0.3);
    for (const method of ['pca', 'umap', 'tsne'] as const) {
      assert.deepEqual(await project(points, { method, components: 2 }), await project(points, { method, components: 2 }));
    }
  });
});

describe('axisProjection', () => {
  const space = spaceOf({ he: [1, 0, 0], she: [-1, 0, 0], king: [1, 1, 0], queen: [-1, 1, 0], tree: [0, 0, 2] });
  const points = pointsOf(space, [0, 1, 2, 3, 4]);

  it('puts words where they stand on the axis, and spreads them by what is left', async () => {
    const layout = await axisProjection(points, [Float32Array.of(2, 0, 0)], 2);
    const x = [0, 2, 4, 6, 8].map((at) => layout[at]);
    [1, -1, Math.SQRT1_2, -Math.SQRT1_2, 0].forEach((value, i) => assert.ok(Math.abs(x[i] - value) < 1e-6));
    assert.ok(Math.abs(layout[5] - layout[7]) < 1e-6, 'king and queen differ along the axis only');
    assert.ok(Math.abs(layout[5] - layout[9]) > 0.5);
  });

  it('makes a second axis stand at right angles to the first, and refuses one that has no direction of its own', async () => {
    const layout = await axisProjection(points, [Float32Array.of(1, 0, 0), Float32Array.of(1, 1, 0)], 2);
    assert.ok(Math.abs(layout[1]) < 1e-6 && Math.abs(layout[5] - Math.SQRT1_2) < 1e-6);
    await assert.rejects(axisProjection(points, [Float32Array.of(1, 0, 0), Float32Array.of(-3, 0, 0)], 2), { code: 'bad-input', message: 'axis 2 has no direction of its own' });
    await assert.rejects(axisProjection(points, [new Float32Array(3)], 2), { code: 'bad-input', message: 'axis 1 has no direction of its own' });
  });
});

describe('kMeans', () => {
  it('finds groups that stand apart, the largest first, each named by the point in its middle', async () => {
    const groups = groupedPoints(200, 16, 5, 0.2);
    const { assignment, sizes, medoids } = await kMeans(groups, 5);
    assert.equal(sizes.reduce((sum, size) => sum + size, 0), 200);
    assert.ok(sizes.every((size, i) => size <= (sizes[i - 1] ?? Infinity)));
    const clusterOfGroup = new Map<number, number>();
    assignment.forEach((cluster, i) => assert.equal(clusterOfGroup.get(i % 5) ?? (clusterOfGroup.set(i % 5, cluster), cluster), cluster));
    medoids.forEach((medoid, cluster) => assert.equal(assignment[medoid], cluster));
    assert.ok(purity(groups.matrix(), 16, 5) === 1);
  });

  it('makes do with equal points', async () => {
    const { sizes } = await kMeans(groupedPoints(10, 4, 1, 0), 3);
    assert.equal(sizes.reduce((sum, size) => sum + size, 0), 10);
  });
});
