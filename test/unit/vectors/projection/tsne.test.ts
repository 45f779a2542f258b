import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cellBytes, createBarnesHutKernel, createPlainBarnesHutKernel, stackBytes } from '../../../../src/kernels/barnesHut.ts';
import { SharedArena } from '../../../../src/kernels/sharedArena.ts';
import { affinities } from '../../../../src/vectors/projection/affinities.ts';
import { neighbourGraph } from '../../../../src/vectors/projection/neighbourGraph.ts';
import { tsne } from '../../../../src/vectors/projection/tsne.ts';
import { groupedPoints, purity } from './clouds.ts';

describe('affinities', () => {
  it('are symmetric, sum to 1, and have the perplexity that was asked for', async () => {
    const { starts, neighbours, probabilities } = affinities(await neighbourGraph(groupedPoints(90, 8, 3, 0.5), 30), 10);
    const total = probabilities.reduce((sum, p) => sum + p, 0);
    assert.ok(Math.abs(total - 1) < 1e-5);
    const entry = (i: number, j: number): number => {
      for (let e = starts[i]; e < starts[i + 1]; e++) if (neighbours[e] === j) return probabilities[e];
      return 0;
    };
    for (let i = 0; i < 90; i++) for (let e = starts[i]; e < starts[i + 1]; e++) assert.equal(entry(neighbours[e], i), probabilities[e]);
  });
});

describe('the kernel of t-SNE', () => {
  it('computes forces and steps as its plain twin does, exactly when no cell may count as one body and nearly when some may', () => {
    for (const dimensions of [2, 3]) {
      const run = (create: typeof createBarnesHutKernel, theta: number): { z: number; force: Float32Array; points: Float32Array } => {
        const arena = new SharedArena();
        const values = Float32Array.from({ length: 200 * dimensions }, (_, i) => Math.sin(i * i * 0.37) * 8);
        // Two points in one place.
        values.copyWithin(0, dimensions, 2 * dimensions);
        const points = arena.store(values, 'points');
        const force = arena.allocate(values.byteLength, 'force');
        const [velocity, gains] = [arena.store(values.map((value) => value / 100), 'velocity'), arena.store(values.map(() => 1), 'gains')];
        const starts = arena.store(Int32Array.from({ length: 201 }, (_, i) => i), 'starts');
        const neighbours = arena.store(Int32Array.from({ length: 200 }, (_, i) => (i + 3) % 200), 'neighbours');
        const probabilities = arena.store(new Float32Array(200).fill(1 / 200), 'probabilities');
        const stack = arena.allocate(stackBytes, 'stack');
        const cells = arena.allocate(4000 * cellBytes, 'cells');
        const kernel = create(arena.memory);
        const z = kernel.repulsion(points, 200, dimensions, theta, cells, 4000, stack, force);
        const forces = arena.floats(force, values.length).slice();
        kernel.step(points, 200, dimensions, starts, neighbours, probabilities, 12, force, 1 / z, velocity, gains, 0.5, 50);
        return { z, force: forces, points: arena.floats(points, values.length).slice() };
      };
      const plain = run(createPlainBarnesHutKernel, 0);
      const exact = run(createBarnesHutKernel, 1e-6);
      assert.ok(Math.abs(exact.z / plain.z - 1) < 1e-5);
      exact.force.forEach((value, i) => assert.ok(Math.abs(value - plain.force[i]) < 1e-3 * (1 + Math.abs(plain.force[i]))));
      exact.points.forEach((value, i) => assert.ok(Math.abs(value - plain.points[i]) < 1e-3 * (1 + Math.abs(plain.points[i]))));
      const rough = run(createBarnesHutKernel, 0.5);
      assert.ok(Math.abs(rough.z / plain.z - 1) < 0.05);
      const size = Math.sqrt(plain.force.reduce((sum, value) => sum + value * value, 0));
      const error = Math.sqrt(rough.force.reduce((sum, value, i) => sum + (value - plain.force[i]) ** 2, 0));
      assert.ok(error < 0.1 * size, `${error} of ${size}`);
    }
  });

  it('says when there is not room for its tree', () => {
    const arena = new SharedArena();
    const points = arena.store(Float32Array.from({ length: 200 }, (_, i) => Math.sin(i)), 'points');
    const force = arena.allocate(800, 'force');
    const stack = arena.allocate(stackBytes, 'stack');
    const cells = arena.allocate(8 * cellBytes, 'cells');
    assert.equal(createBarnesHutKernel(arena.memory).repulsion(points, 100, 2, 0.5, cells, 8, stack, force), -1);
  });
});

describe('tsne', () => {
  it('keeps groups together, in two and in three dimensions, and gives the same map for the same seed', async () => {
    const points = groupedPoints(240, 20, 6, 0.4);
    for (const components of [2, 3] as const) {
      const layout = await tsne(points, { components, iterations: 200, perplexity: 15 });
      assert.ok(layout.every(Number.isFinite));
      assert.ok(purity(layout, components, 6) > 0.97);
    }
    assert.deepEqual(await tsne(points, { iterations: 10 }), await tsne(points, { iterations: 10 }));
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const running = tsne(groupedPoints(200, 10, 4, 0.4), { iterations: 1_000_000 }, { signal: controller.signal, onProgress: () => controller.abort() });
    await assert.rejects(running, { code: 'cancelled' });
  });
});
