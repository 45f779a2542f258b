import { LexiscopeError } from '../../base/errors.ts';
import { cellBytes, createBarnesHutKernel, stackBytes } from '../../kernels/barnesHut.ts';
import { SharedArena } from '../../kernels/sharedArena.ts';
import type { RowStore } from '../rowStore.ts';
import { affinities } from './affinities.ts';
import { initialLayout } from './initialLayout.ts';
import { neighbourGraph } from './neighbourGraph.ts';
import { createPacer, type LayoutWatch, stage } from './pacer.ts';

export interface TsneOptions {
  /** Axes of the map; default 2. */
  readonly components?: 2 | 3 | undefined;
  /** About how many neighbours a point has; default 30, at most a third of the other points. */
  readonly perplexity?: number | undefined;
  /** Default 1000, of which the first quarter exaggerates the neighbours' pull. */
  readonly iterations?: number | undefined;
  /** How coarse the sums over far points are, 0 (exact) to 1; default 0.5. */
  readonly theta?: number | undefined;
  readonly seed?: number | undefined;
}

const exaggeration = 12;
/** Extent of the start: small, so that the first steps do not keep what the start has wrong. */
const extent = 1e-4;

/**
 * t-SNE (van der Maaten and Hinton 2008) by cosine, with the far points summed over a tree (Barnes-Hut, van der Maaten 2014), from a start by principal components and with a
 * learning rate that grows with the number of points (Belkina et al. 2019). The same points, options and seed give the same map.
 * @param points unit rows; at least 4
 * @returns [rows, components]
 * @throws LexiscopeError `bad-input` for too few points; `cancelled`
 */
export async function tsne(points: RowStore, options: TsneOptions = {}, watch: LayoutWatch = {}): Promise<Float32Array> {
  const { components = 2, iterations = 1000, theta = 0.5, seed = 1 } = options;
  const { rows } = points;
  if (rows < 4) throw new LexiscopeError('bad-input', `t-SNE of ${rows} points: expected at least 4`);
  const perplexity = Math.min(options.perplexity ?? 30, (rows - 1) / 3);
  const searched = rows / (rows + 40_000);
  const graph = await neighbourGraph(points, Math.min(rows - 1, Math.ceil(3 * perplexity)), stage(watch, 0, searched));
  const { starts, neighbours, probabilities } = affinities(graph, perplexity);
  const layout = await initialLayout(points, components, extent, 1e-3, seed, { signal: watch.signal });

  const arena = new SharedArena();
  const pointsAt = arena.store(layout, 'the map');
  const [forceAt, velocityAt] = [arena.allocate(layout.byteLength, 'the forces'), arena.allocate(layout.byteLength, 'the velocities')];
  const gainsAt = arena.store(new Float32Array(layout.length).fill(1), 'the gains');
  const [startsAt, neighboursAt, probabilitiesAt] = [starts, neighbours, probabilities].map((values) => arena.store(values, 'the affinities'));
  const stackAt = arena.allocate(stackBytes, 'the tree');
  // The tree comes last: it can be given more room.
  let capacity = 8 * rows + 64;
  const cellsAt = arena.allocate(capacity * cellBytes, 'the tree');
  const kernel = createBarnesHutKernel(arena.memory);
  const coordinates = (): Float32Array => arena.floats(pointsAt, layout.length);

  const rate = Math.max(rows / exaggeration / 4, 50);
  const pace = createPacer(stage(watch, searched, 1), 'The projection');
  for (let iteration = 0; iteration < iterations; iteration++) {
    const early = iteration < iterations / 4;
    let z = kernel.repulsion(pointsAt, rows, components, theta, cellsAt, capacity, stackAt, forceAt);
    while (z < 0) {
      arena.allocate(capacity * cellBytes, 'the tree');
      capacity *= 2;
      z = kernel.repulsion(pointsAt, rows, components, theta, cellsAt, capacity, stackAt, forceAt);
    }
    kernel.step(
      pointsAt, rows, components, startsAt, neighboursAt, probabilitiesAt, early ? exaggeration : 1, forceAt, 1 / z, velocityAt, gainsAt, early ? 0.5 : 0.8, rate,
    );
    await pace((iteration + 1) / iterations, coordinates());
  }
  watch.onProgress?.(1);
  return coordinates().slice();
}
