import { LexiscopeError } from '../../base/errors.ts';
import type { MapQueries, MovedWord, PointMap, ProjectionChoice, SpaceComparison } from '../../protocol/spaceMaps.ts';
import type { Query } from '../../protocol/spaces.ts';
import { alignSpaces } from '../../vectors/align.ts';
import { kMeans } from '../../vectors/projection/kMeans.ts';
import { type LayoutWatch, stage } from '../../vectors/projection/pacer.ts';
import { project, type Projection } from '../../vectors/projection/project.ts';
import type { VectorSpace } from '../../vectors/space.ts';
import { requireWord } from '../../vectors/lookup.ts';
import { unitVector } from '../../vectors/words.ts';
import type { QueryContext } from '../spaces/queries.ts';
import type { MapCache } from './mapCache.ts';
import { type SelectedPoints, selectPoints } from './selectPoints.ts';

type Answer<K extends keyof MapQueries> = Omit<ReturnType<MapQueries[K]>, 'space'>;

/** A projection under way. */
interface Job {
  part: number;
  layout: Float32Array | undefined;
  /** While it is paused: what lets it go on. */
  resume: (() => void) | undefined;
  pause: Promise<void> | undefined;
}

/** Answers the queries about maps, and knows the projections that are under way. */
export class Maps {
  readonly #cache: MapCache;
  readonly #jobs = new Map<string, Job>();

  constructor(cache: MapCache) {
    this.#cache = cache;
  }

  async project(space: VectorSpace, { selection, projection, clusters, job: name }: Query<'project'>, { signal, progress }: QueryContext): Promise<Answer<'project'>> {
    const selected = await selectPoints(space, selection, signal);
    const { points } = selected;
    const axes = projection.method === 'axis' ? projection.axes.map(({ from, to }) => axisBetween(space, from, to)) : [];
    const key = this.#cache.key(points, projection, axes);
    let coordinates = await this.#cache.read(key, points.rows * projection.components);
    const fromCache = coordinates !== undefined;
    if (!coordinates) {
      coordinates = await this.#run(name, { signal, onProgress: progress }, (watch) => project(points, withAxes(projection, axes), stage(watch, 0, 0.95)));
      await this.#cache.write(key, coordinates);
    }
    const { assignment, medoids } = await kMeans(points, Math.min(clusters, points.rows), 1, stage({ signal, onProgress: progress }, 0.95, 1));
    return {
      components: projection.components, labels: selected.labels, coordinates: base64(coordinates), clusters: base64(assignment),
      clusterNames: medoids.map((row) => selected.labels[row]), ...frequencies(space, selected), places: selected.places, leftOut: selected.leftOut, fromCache,
    };
  }

  projectionState({ job: name, paused }: Query<'projectionState'>): Answer<'projectionState'> {
    const job = this.#jobs.get(name);
    if (!job) return { part: null, paused: false, coordinates: null };
    if (paused === true && !job.pause) job.pause = new Promise((resolve) => (job.resume = resolve));
    if (paused === false) resumeJob(job);
    return { part: job.part, paused: job.pause !== undefined, coordinates: job.layout ? base64(job.layout) : null };
  }

  async #run(name: string, { signal, onProgress }: LayoutWatch, work: (watch: LayoutWatch) => Promise<Float32Array>): Promise<Float32Array> {
    if (this.#jobs.has(name)) throw new LexiscopeError('bad-input', `the projection ${name} is under way already`);
    const job: Job = { part: 0, layout: undefined, resume: undefined, pause: undefined };
    this.#jobs.set(name, job);
    // A paused projection that is cancelled must wake up to end.
    const wake = (): void => resumeJob(job);
    signal?.addEventListener('abort', wake, { once: true });
    try {
      return await work({
        signal,
        onProgress: (part) => {
          job.part = part;
          onProgress?.(part);
        },
        onLayout: (layout) => (job.layout = layout.slice()),
        whilePaused: () => job.pause,
      });
    } finally {
      signal?.removeEventListener('abort', wake);
      this.#jobs.delete(name);
    }
  }
}

/** Which words moved most between two spaces. */
export function compareSpaces(first: VectorSpace, second: VectorSpace, { most, top, other }: Query<'compareSpaces'>): Answer<'compareSpaces'> {
  const { words } = alignSpaces(first, second, most);
  const told = ({ word, cosine, rows }: (typeof words)[number]): MovedWord => ({ word, cosine, ranks: [rows[0] + 1, rows[1] + 1] });
  const stable = words.slice(-top).reverse().map(told);
  return { other, common: words.length, mean: words.reduce((sum, { cosine }) => sum + cosine, 0) / words.length, moved: words.slice(0, top).map(told), stable } satisfies Omit<SpaceComparison, 'space'>;
}

function resumeJob(job: Job): void {
  job.resume?.();
  job.resume = undefined;
  job.pause = undefined;
}

function axisBetween(space: VectorSpace, from: string, to: string): Float32Array {
  const start = unitVector(space, requireWord(space, from));
  return unitVector(space, requireWord(space, to)).map((value, i) => value - start[i]);
}

function withAxes(projection: ProjectionChoice, axes: readonly Float32Array[]): Projection {
  return projection.method === 'axis' ? { ...projection, axes } : projection;
}

function frequencies(space: VectorSpace, { rows, labels }: SelectedPoints): Pick<PointMap, 'ranks' | 'counts'> {
  if (!rows) return { ranks: base64(new Int32Array(labels.length)), counts: null };
  const { counts } = space;
  return { ranks: base64(Int32Array.from(rows, (row) => row + 1)), counts: counts ? base64(Float64Array.from(rows, (row) => counts[row])) : null };
}

function base64(values: ArrayBufferView): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

