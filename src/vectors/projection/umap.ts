import { LexiscopeError } from '../../base/errors.ts';
import { createUmapKernel, powerTable } from '../../kernels/umap.ts';
import { seedState } from '../../kernels/random.ts';
import { SharedArena } from '../../kernels/sharedArena.ts';
import type { RowStore } from '../rowStore.ts';
import { type Edges, fuzzyGraph } from './fuzzyGraph.ts';
import { initialLayout } from './initialLayout.ts';
import { neighbourGraph } from './neighbourGraph.ts';
import { createPacer, type LayoutWatch, stage } from './pacer.ts';
import { fitUmapCurve } from './umapCurve.ts';

export interface UmapOptions {
  /** Axes of the map; default 2. */
  readonly components?: 2 | 3 | undefined;
  /** Neighbours that a point keeps near, not counting itself; default 15. More show the whole, fewer the detail. */
  readonly neighbours?: number | undefined;
  /** How near points may come; default 0.1. */
  readonly leastDistance?: number | undefined;
  /** Default 500 for up to 10,000 points, 200 beyond. */
  readonly epochs?: number | undefined;
  readonly seed?: number | undefined;
}

/** Random points that every sampled edge is pushed away from. */
const negatives = 5;
/** Extent of the start. */
const extent = 10;

/**
 * UMAP (McInnes, Healy and Melville 2018) by cosine: a fuzzy graph of nearest neighbours, laid out by stochastic gradient descent with negative sampling from a start by
 * principal components. The same points, options and seed give the same map.
 * @param points unit rows; at least 3
 * @returns [rows, components]
 * @throws LexiscopeError `bad-input` for too few points; `cancelled`
 */
export async function umap(points: RowStore, options: UmapOptions = {}, watch: LayoutWatch = {}): Promise<Float32Array> {
  const { components = 2, leastDistance = 0.1, seed = 1 } = options;
  const { rows } = points;
  if (rows < 3) throw new LexiscopeError('bad-input', `UMAP of ${rows} points: expected at least 3`);
  const k = Math.min(options.neighbours ?? 15, rows - 1);
  const epochs = options.epochs ?? (rows <= 10_000 ? 500 : 200);
  // The search grows with the square of the number of points, the descent with the number.
  const searched = rows / (rows + 20_000);
  const graph = await neighbourGraph(points, k, stage(watch, 0, searched));
  const layout = await initialLayout(points, components, extent, 1e-5, seed, { signal: watch.signal });
  return descend(fuzzyGraph(graph), layout, { components, epochs, leastDistance, seed }, stage(watch, searched, 1));
}

async function descend(
  { heads, tails, weights }: Edges, layout: Float32Array,
  { components, epochs, leastDistance, seed }: { components: number; epochs: number; leastDistance: number; seed: number }, watch: LayoutWatch,
): Promise<Float32Array> {
  const { a, b } = fitUmapCurve(leastDistance);
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  // The strongest edge is sampled in every epoch, others in proportion; those that would not be sampled once are left out. Every edge stands in both directions,
  // since only its head is pushed away from others.
  const kept = Int32Array.from(weights.keys()).filter((edge) => weights[edge] * epochs >= strongest);
  const both = (first: Int32Array, second: Int32Array): Int32Array => Int32Array.from({ length: 2 * kept.length }, (_, i) => (i < kept.length ? first[kept[i]] : second[kept[i - kept.length]]));
  const interval = Float32Array.from({ length: 2 * kept.length }, (_, i) => strongest / weights[kept[i % kept.length]]);
  const arena = new SharedArena();
  const points = arena.store(layout, 'the map');
  const headsAt = arena.store(both(heads, tails), 'the graph');
  const tailsAt = arena.store(both(tails, heads), 'the graph');
  const intervalAt = arena.store(interval, 'the graph');
  const dueAt = arena.store(interval, 'the graph');
  const tableAt = arena.store(powerTable(b), 'the curve');
  const randomAt = arena.store(seedState(seed, 0), 'the random state');
  const kernel = createUmapKernel(arena.memory);
  const count = layout.length / components;
  const coordinates = arena.floats(points, layout.length);
  const pace = createPacer(watch, 'The projection');
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate = 1 - (epoch - 1) / epochs;
    kernel.epoch(points, count, components, headsAt, tailsAt, intervalAt, dueAt, interval.length, epoch, rate, tableAt, a, b, negatives, randomAt);
    await pace(epoch / epochs, coordinates);
  }
  watch.onProgress?.(1);
  return coordinates.slice();
}
