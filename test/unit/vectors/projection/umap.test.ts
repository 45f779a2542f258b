import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPlainUmapKernel, createUmapKernel, powerTable } from '../../../../src/kernels/umap.ts';
import { SharedArena } from '../../../../src/kernels/sharedArena.ts';
import { seedState } from '../../../../src/kernels/random.ts';
import { fuzzyGraph } from '../../../../src/vectors/projection/fuzzyGraph.ts';
import { neighbourGraph } from '../../../../src/vectors/projection/neighbourGraph.ts';
import { umap } from '../../../../src/vectors/projection/umap.ts';
import { fitUmapCurve } from '../../../../src/vectors/projection/umapCurve.ts';
import { groupedPoints, purity } from './clouds.ts';

describe('fitUmapCurve', () => {
  it('gives the constants that umap-learn documents for its defaults', () => {
    const { a, b } = fitUmapCurve(0.1);
    assert.ok(Math.abs(a - 1.577) < 1e-3 && Math.abs(b - 0.895) < 1e-3, `${a} ${b}`);
  });
});

describe('fuzzyGraph', () => {
  it('gives every nearest neighbour full weight, and every edge once', async () => {
    const graph = await neighbourGraph(groupedPoints(60, 8, 3, 0.4), 6);
    const { heads, tails, weights } = fuzzyGraph(graph);
    const weightOf = (i: number, j: number): number => weights[heads.findIndex((head, e) => (head === i && tails[e] === j) || (head === j && tails[e] === i))];
    for (let i = 0; i < 60; i++) assert.ok(weightOf(i, graph.neighbours[i * 6]) > 0.999);
    assert.ok(weights.every((weight) => weight > 0 && weight <= 1));
    assert.equal(new Set(Array.from(heads, (head, e) => [head, tails[e]].sort((x, y) => x - y).join())).size, heads.length);
  });

  it('takes points that all lie in one place', async () => {
    const { weights } = fuzzyGraph(await neighbourGraph(groupedPoints(10, 4, 1, 0), 3));
    assert.ok(weights.every((weight) => Number.isFinite(weight) && weight > 0));
  });
});

describe('the kernel of UMAP', () => {
  it('does what its plain twin does', () => {
    const { a, b } = fitUmapCurve(0.1);
    const run = (create: typeof createUmapKernel, dimensions: number): Float32Array => {
      const arena = new SharedArena();
      const points = arena.store(Float32Array.from({ length: 20 * dimensions }, (_, i) => Math.sin(i * 1.7) * 3), 'points');
      const heads = arena.store(Int32Array.from({ length: 40 }, (_, i) => i % 20), 'heads');
      const tails = arena.store(Int32Array.from({ length: 40 }, (_, i) => (i * 7 + 1) % 20), 'tails');
      const interval = Float32Array.from({ length: 40 }, (_, i) => 1 + (i % 3));
      const [intervals, due] = [arena.store(interval, 'interval'), arena.store(interval, 'due')];
      const [table, random] = [arena.store(powerTable(b), 'table'), arena.store(seedState(4, 0), 'random')];
      const kernel = create(arena.memory);
      for (let epoch = 1; epoch <= 3; epoch++) kernel.epoch(points, 20, dimensions, heads, tails, intervals, due, 40, epoch, 0.1, table, a, b, 3, random);
      return arena.floats(points, 20 * dimensions).slice();
    };
    for (const dimensions of [2, 3]) {
      const [fast, plain] = [run(createUmapKernel, dimensions), run(createPlainUmapKernel, dimensions)];
      fast.forEach((value, i) => assert.ok(Math.abs(value - plain[i]) < 2e-3, `${value} ${plain[i]}`));
    }
  });
});

describe('umap', () => {
  it('keeps groups together, in two and in three dimensions', async () => {
    const points = groupedPoints(300, 20, 6, 0.4);
    for (const components of [2, 3] as const) {
      const layout = await umap(points, { components, epochs: 100 });
      assert.equal(layout.length, 300 * components);
      assert.ok(layout.every(Number.isFinite));
      assert.ok(purity(layout, components, 6) > 0.97);
    }
  });

  it('gives the same map for the same seed, and another for another', async () => {
    const points = groupedPoints(80, 10, 4, 0.4);
    const [first, again, other] = [await umap(points, { seed: 5, epochs: 20 }), await umap(points, { seed: 5, epochs: 20 }), await umap(points, { seed: 6, epochs: 20 })];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
  });

  it('tells how far it is, shows the map on its way, waits while paused, and can be cancelled', async () => {
    const points = groupedPoints(400, 20, 4, 0.4);
    const parts: number[] = [];
    let [layouts, pauses] = [0, 0];
    await umap(points, { epochs: 4000 }, {
      onProgress: (part) => parts.push(part),
      onLayout: (layout) => {
        assert.equal(layout.length, 800);
        layouts++;
      },
      whilePaused: () => (pauses++ === 0 ? new Promise((resolve) => setTimeout(resolve, 5)) : undefined),
    });
    assert.ok(parts.every((part, i) => part >= (parts[i - 1] ?? 0) && part <= 1));
    assert.equal(parts.at(-1), 1);
    assert.ok(layouts > 0 && pauses > 0);
    const controller = new AbortController();
    const running = umap(points, { epochs: 1_000_000 }, { signal: controller.signal, onProgress: () => controller.abort() });
    await assert.rejects(running, { code: 'cancelled' });
  });

  it('refuses two points', async () => {
    await assert.rejects(umap(groupedPoints(2, 4, 1, 1)), { code: 'bad-input', message: 'UMAP of 2 points: expected at least 3' });
  });
});
