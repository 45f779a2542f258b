// A vectors process: loads spaces and answers questions about them. Reading a large file and scanning a matrix would hold up the language server.
import path from 'node:path';
import { type Implementation, type Nothing, Rpc } from '../../protocol/rpc.ts';
import { type Query, type SpaceQueries, type VectorsMethods, querySchemas } from '../../protocol/spaces.ts';
import { isWorthPreparing, readVectorsQuickly, vectorsCacheFolder } from '../../vectors/cacheFolder.ts';
import { peekShape } from '../../vectors/peek.ts';
import { MapCache } from '../maps/mapCache.ts';
import { Maps, compareSpaces } from '../maps/maps.ts';
import { parentChannel } from '../parentChannel.ts';
import { likeliestSpace } from './chooseSpace.ts';
import { type QueryContext, type WordQueries, answer } from './queries.ts';
import { SpaceStore } from './spaceStore.ts';

const server = parentChannel();
const store = new SpaceStore();
const maps = new Maps(new MapCache(path.join(vectorsCacheFolder(), 'maps')));

async function ask<K extends WordQueries>(name: K, params: Query<K>, context: QueryContext): Promise<ReturnType<SpaceQueries[K]>> {
  const file = params.space!;
  const { space } = await store.load(file, { signal: context.signal });
  return { ...(await answer(name, space, params, context)), space: file } as ReturnType<SpaceQueries[K]>;
}

const implementation: Implementation<VectorsMethods> = {
  open: async ({ file }, context) => {
    const { space, format, warnings } = await store.load(file, context);
    return { rows: space.size, dimensions: space.dimensions, format, subwords: space.subwords !== undefined, hasCounts: space.counts !== undefined, warnings };
  },
  close: ({ file }) => {
    const wasLoaded = store.close(file);
    // Matrices lie outside the heap, so that the collector sees no need to hurry.
    setImmediate(() => globalThis.gc?.());
    return wasLoaded;
  },
  isWorthPreparing: ({ file }) => isWorthPreparing(file),
  prepare: async ({ file }, { signal, progress }) => {
    await readVectorsQuickly(file, { signal, onProgress: progress });
    return true;
  },
  peek: ({ file }) => peekShape(file),
  chooseSpace: async ({ files, text }, { signal }) => {
    const spaces = await Promise.all(files.map(async (file) => (await store.load(file, { signal })).space));
    return files[likeliestSpace(spaces, text)] ?? null;
  },
  describeWord: (params, context) => ask('describeWord', params, context),
  neighbours: (params, context) => ask('neighbours', params, context),
  analogy: (params, context) => ask('analogy', params, context),
  similarity: (params, context) => ask('similarity', params, context),
  similarityMatrix: (params, context) => ask('similarityMatrix', params, context),
  oddOneOut: (params, context) => ask('oddOneOut', params, context),
  rank: (params, context) => ask('rank', params, context),
  words: (params, context) => ask('words', params, context),
  vectors: (params, context) => ask('vectors', params, context),
  project: async (params, context) => {
    const file = params.space!;
    const { space } = await store.load(file, { signal: context.signal });
    return { ...(await maps.project(space, params, context)), space: file };
  },
  projectionState: (params) => ({ ...maps.projectionState(params), space: params.space! }),
  compareSpaces: async (params, { signal }) => {
    const [first, second] = await Promise.all([params.space!, params.other].map(async (file) => (await store.load(file, { signal })).space));
    return { ...compareSpaces(first, second, params), space: params.space! };
  },
};

new Rpc<VectorsMethods, Nothing>(server, implementation, { schemas: querySchemas, onFault: (fault) => process.stderr.write(`${fault.message}\n`) });
