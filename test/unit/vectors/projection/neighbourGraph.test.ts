import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neighbourGraph } from '../../../../src/vectors/projection/neighbourGraph.ts';
import { groupedPoints } from './clouds.ts';

describe('neighbourGraph', () => {
  it('finds what a look at every pair finds, across the borders of its blocks', async () => {
    const points = groupedPoints(600, 10, 7, 0.5);
    const matrix = points.matrix();
    const { neighbours, cosines, k } = await neighbourGraph(points, 5);
    for (const i of [0, 63, 64, 255, 256, 599]) {
      const all = Array.from({ length: 600 }, (_, j) => {
        let cosine = 0;
        for (let d = 0; d < 10; d++) cosine += matrix[i * 10 + d] * matrix[j * 10 + d];
        return { j, cosine };
      }).filter(({ j }) => j !== i).sort((a, b) => b.cosine - a.cosine).slice(0, k);
      all.forEach(({ j, cosine }, at) => {
        assert.equal(neighbours[i * k + at], j);
        assert.ok(Math.abs(cosines[i * k + at] - cosine) < 1e-5);
      });
    }
  });

  it('refuses as many neighbours as there are points, and stops when told to', async () => {
    const points = groupedPoints(5, 3, 2, 0.1);
    await assert.rejects(neighbourGraph(points, 5), { code: 'bad-input', message: '5 neighbours of 5 points: expected 1 to 4' });
    const many = groupedPoints(3000, 64, 2, 0.1);
    await assert.rejects(neighbourGraph(many, 15, { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});
