// npm run bench -- projection [ROWS] [DIMENSIONS]: maps of generated word-like vectors beside scikit-learn's t-SNE and PCA (Debian's python3-sklearn), with the time each takes and
// how far the neighbourhoods of the map can be trusted (trustworthiness, Venna and Kaski 2001; 1 is best), all by scikit-learn's own measure.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { packageRoot } from '../src/base/files.ts';
import { createRandom } from '../src/base/random.ts';
import { kMeans } from '../src/vectors/projection/kMeans.ts';
import { neighbourGraph } from '../src/vectors/projection/neighbourGraph.ts';
import { pointsFrom } from '../src/vectors/projection/points.ts';
import { project, type Projection } from '../src/vectors/projection/project.ts';

const [rows, dimensions] = [Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 100)];

/** Points around centres that lie around centres of centres, like words of topics within fields. */
function generate(): Float32Array[] {
  const random = createRandom(5);
  const around = (centre: Float32Array, spread: number): Float32Array => centre.map((value) => value + spread * random.normal());
  const fields = Array.from({ length: 12 }, () => around(new Float32Array(dimensions), 1));
  const topics = Array.from({ length: 120 }, (_, i) => around(fields[i % fields.length], 0.7));
  return Array.from({ length: rows }, () => around(topics[random.below(topics.length)], 0.5));
}

const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-bench-'));
try {
  const points = pointsFrom(generate(), dimensions);
  await writeFile(path.join(folder, 'points.f32'), new Uint8Array(points.matrix().slice().buffer));
  const maps: { name: string; components: number; seconds: number }[] = [];
  const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const start = performance.now();
    return [await work(), (performance.now() - start) / 1000];
  };
  const [, graphSeconds] = await timed(() => neighbourGraph(points, 15));
  console.log(`15 nearest neighbours of ${rows} x ${dimensions}, exact: ${graphSeconds.toFixed(2)} s`);
  const [, clusterSeconds] = await timed(() => kMeans(points, 12));
  console.log(`12 clusters: ${clusterSeconds.toFixed(2)} s`);
  for (const method of ['pca', 'umap', 'tsne'] as const) {
    for (const components of [2, 3] as const) {
      const projection: Projection = { method, components };
      const [map, seconds] = await timed(() => project(points, projection));
      const name = `${method}-${components}`;
      await writeFile(path.join(folder, `${name}.f32`), new Uint8Array(map.buffer));
      maps.push({ name, components, seconds });
    }
  }
  const script = path.join(packageRoot(import.meta.url), 'bench', 'projection_sklearn.py');
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', [script, folder, String(rows), String(dimensions), JSON.stringify(maps)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  console.log(stdout.trimEnd());
} finally {
  await rm(folder, { recursive: true, force: true });
}
