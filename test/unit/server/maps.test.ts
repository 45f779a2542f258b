import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import type { ProjectionChoice, Selection } from '../../../src/protocol/spaceMaps.ts';
import { MapCache } from '../../../src/server/maps/mapCache.ts';
import { Maps, compareSpaces } from '../../../src/server/maps/maps.ts';
import { VectorSpace } from '../../../src/vectors/space.ts';

const random = createRandom(2);
const words = ['he', 'she', 'king', 'queen', 'running', 'walking', ...Array.from({ length: 94 }, (_, i) => `word${i}`)];
const space = VectorSpace.from(words, Float32Array.from({ length: 600 }, () => random.normal()), 6, { name: 'small', counts: Float64Array.from(words, (_, i) => 1000 - i) });
const pca: ProjectionChoice = { method: 'pca', components: 2 };
const floats = (base64: string): Float32Array => new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);

describe('maps', () => {
  let folder: string;
  let maps: Maps;
  const context = (signal = new AbortController().signal, progress: (part: number) => void = () => undefined): { signal: AbortSignal; progress: (part: number) => void } => ({ signal, progress });
  const mapOf = (selection: Selection, projection: ProjectionChoice = pca): ReturnType<Maps['project']> => Promise.resolve(maps.project(space, { selection, projection, clusters: 3, job: 'j' }, context()));

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-maps-'));
    maps = new Maps(new MapCache(path.join(folder, 'cache')));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('show the most frequent words, those of a pattern, those around a word, or some words', async () => {
    assert.deepEqual((await mapOf({ kind: 'frequent', most: 3 })).labels, ['he', 'she', 'king']);
    assert.deepEqual((await mapOf({ kind: 'pattern', pattern: 'NNING|LKING', most: 10 })).labels, ['running', 'walking']);
    assert.deepEqual((await mapOf({ kind: 'words', words: ['queen', 'nobody', 'she', 'queen'] })).labels, ['queen', 'she']);
    const around = (await mapOf({ kind: 'around', expression: 'king - he', most: 8 })).labels;
    assert.deepEqual([around.slice(0, 2), around.length], [['king', 'he'], 8]);
  });

  it('tell ranks, counts, and clusters with their names', async () => {
    const map = await mapOf({ kind: 'words', words: ['king', 'she', 'word7', 'word8'] });
    assert.deepEqual([...new Int32Array(new Uint8Array(Buffer.from(map.ranks, 'base64')).buffer)], [3, 2, 14, 15]);
    assert.deepEqual([...new Float64Array(new Uint8Array(Buffer.from(map.counts!, 'base64')).buffer)], [998, 999, 987, 986]);
    assert.equal(new Set(new Uint16Array(new Uint8Array(Buffer.from(map.clusters, 'base64')).buffer)).size, 3);
    assert.ok(map.clusterNames.every((name) => map.labels.includes(name)));
  });

  it('are computed once for the same vectors and the same question', async () => {
    const projection: ProjectionChoice = { method: 'umap', components: 3, seed: 4, neighbours: 5, leastDistance: 0.2 };
    const first = await mapOf({ kind: 'frequent', most: 50 }, projection);
    const again = await mapOf({ kind: 'frequent', most: 50 }, projection);
    assert.deepEqual([first.fromCache, again.fromCache], [false, true]);
    assert.equal(again.coordinates, first.coordinates);
    assert.equal((await mapOf({ kind: 'frequent', most: 50 }, { ...projection, seed: 5 })).fromCache, false);
    assert.equal((await mapOf({ kind: 'frequent', most: 49 }, projection)).fromCache, false);
    for (const name of await readdir(path.join(folder, 'cache'))) await writeFile(path.join(folder, 'cache', name), 'damaged');
    assert.equal((await mapOf({ kind: 'frequent', most: 50 }, projection)).coordinates, first.coordinates);
  });

  it('have axes from one word to another', async () => {
    const map = await mapOf({ kind: 'frequent', most: 100 }, { method: 'axis', components: 2, axes: [{ from: 'she', to: 'he' }] });
    const x = floats(map.coordinates);
    assert.ok(x[0] > 0 && x[2] < 0);
    await assert.rejects(mapOf({ kind: 'frequent', most: 9 }, { method: 'axis', components: 2, axes: [{ from: 'she', to: 'nobody' }] }), { code: 'not-found' });
  });

  it('refuse a pattern that is none, and fewer than two points', async () => {
    await assert.rejects(mapOf({ kind: 'pattern', pattern: '(', most: 10 }), { code: 'bad-input', message: '(: this is no regular expression' });
    await assert.rejects(mapOf({ kind: 'pattern', pattern: '^king$', most: 10 }), { message: 'a map needs at least two points, and there is one' });
  });

  it('show documents by the mean of their words, with the place of each, and leave out those without a known word', async () => {
    const texts = path.join(folder, 'texts');
    await mkdir(texts);
    for (const [name, text] of Object.entries({ 'a.txt': '# The king\nking queen', 'b.txt': 'she, running', 'c.txt': 'zzz zzz' })) await writeFile(path.join(texts, name), text);
    const map = await mapOf({ kind: 'documents', path: texts, most: 10 });
    assert.deepEqual([[...map.labels].sort(), map.leftOut], [['The king', 'she, running'], 1]);
    assert.deepEqual(map.places?.map(({ file, line }) => [path.basename(file), line]).sort(), [['a.txt', 1], ['b.txt', 1]]);
    const table = path.join(folder, 'table.csv');
    await writeFile(table, 'id,says\n1,he walking\n2,queen\n3,she king\n');
    const rows = await mapOf({ kind: 'documents', path: table, column: 'says', most: 10 });
    assert.deepEqual(rows.places, [2, 3, 4].map((line) => ({ file: table, line })));
  });

  it('can be looked at, paused, taken up again and cancelled while they are computed', async () => {
    const controller = new AbortController();
    let parts = 0;
    const projection: ProjectionChoice = { method: 'tsne', components: 2, seed: 1, perplexity: 30 };
    const running = maps.project(space, { selection: { kind: 'frequent', most: 100 }, projection, clusters: 2, job: 'long' }, context(controller.signal, () => {
      if (++parts === 1) assert.equal(maps.projectionState({ job: 'long', paused: true }).paused, true);
    }));
    const outcome = assert.rejects(running, { code: 'cancelled' });
    for (let i = 0; i < 500 && !maps.projectionState({ job: 'long' }).paused; i++) await new Promise((resolve) => setTimeout(resolve, 10));
    const { part, paused } = maps.projectionState({ job: 'long' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.deepEqual([paused, maps.projectionState({ job: 'long' }).part], [true, part]);
    controller.abort();
    await outcome;
    assert.equal(maps.projectionState({ job: 'long' }).part, null);
  });
});

describe('the comparison of two spaces', () => {
  it('tells the words that moved, and those that did not', () => {
    const matrix = Float32Array.from({ length: 600 }, (_, i) => space.row(Math.floor(i / 6))[(i + 1) % 6]);
    for (let i = 0; i < 6; i++) matrix[2 * 6 + i] *= -1;
    const other = VectorSpace.from(words.slice(0, 99).concat('new'), matrix, 6, { name: 'other' });
    const answer = compareSpaces(space, other, { other: 'other', most: 1000, top: 5 });
    assert.deepEqual([answer.common, answer.moved[0].word, answer.moved.length, answer.stable.length], [99, 'king', 5, 5]);
    assert.deepEqual(answer.moved[0].ranks, [3, 3]);
    assert.ok(answer.moved[0].cosine < -0.8 && answer.stable[0].cosine > 0.99 && answer.mean > 0.9);
  });
});
