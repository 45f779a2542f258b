import path from 'node:path';
import type { ExplorerHost, ExplorerPage } from '../../src/protocol/explorer.ts';
import { explorerQueries, explorerSchemas } from '../../src/protocol/explorer.ts';
import type { CallContext, Implementation } from '../../src/protocol/rpc.ts';
import type { Query, SpaceInfo } from '../../src/protocol/spaces.ts';
import { packageRoot } from '../../src/base/files.ts';
import { createRandom } from '../../src/base/random.ts';
import { MapCache } from '../../src/server/maps/mapCache.ts';
import { Maps, compareSpaces } from '../../src/server/maps/maps.ts';
import { type QueryContext, answer } from '../../src/server/spaces/queries.ts';
import { readVectors } from '../../src/vectors/read.ts';
import { VectorSpace } from '../../src/vectors/space.ts';
import { type Theme, WebviewPage } from './webviewPage.ts';

export type ExplorerTestPage = WebviewPage<ExplorerPage, ExplorerHost>;

/** What the page asked of the editor. */
export interface EditorCall {
  readonly method: string;
  readonly params: unknown;
}

/** The shipped English space, and one made from it in which some words have changed places. */
export async function testSpaces(): Promise<Map<string, VectorSpace>> {
  const { space } = await readVectors(path.join(packageRoot(import.meta.url), 'models/vectors-en.lxv'), { limit: 15000 });
  const rows = Array.from({ length: space.size }, (_, row) => row);
  const [a, b] = ['house', 'music'].map((word) => space.indexOf(word));
  [rows[a], rows[b]] = [b, a];
  const other = VectorSpace.from(rows.map((_, row) => space.word(row)), Float32Array.from(rows.flatMap((row) => [...space.row(row)])), space.dimensions, { name: 'changed' });
  return new Map([['en', space], ['changed', other]]);
}

/** Many points whose layout needs no computing. */
export function cloudSpace(size: number): VectorSpace {
  const random = createRandom(8);
  const centres = Array.from({ length: 20 }, () => [random.normal(), random.normal(), random.normal()]);
  return VectorSpace.from(Array.from({ length: size }, (_, i) => `w${i}`), Float32Array.from({ length: size * 3 }, (_, i) => centres[Math.floor(i / 3) % 20][i % 3] + 0.4 * random.normal()), 3, { name: 'cloud' });
}

/** The page on these spaces, which are asked as the vectors process asks them. */
export function openExplorer(spaces: ReadonlyMap<string, VectorSpace>, calls: EditorCall[], cacheFolder: string, options: { theme?: Theme; width?: number; height?: number; state?: unknown; withoutGpu?: boolean } = {}): Promise<ExplorerTestPage> {
  const maps = new Maps(new MapCache(cacheFolder));
  const spaceOf = (id: string | undefined): VectorSpace => spaces.get(id ?? '') ?? [...spaces.values()][0];
  const queries = Object.fromEntries(explorerQueries.map((name) => [name, async (params: { readonly space?: string; readonly other?: string }, context: CallContext<number>) => {
    const space = spaceOf(params.space);
    const about = { space: params.space ?? '' };
    const queryContext: QueryContext = context;
    if (name === 'project') return { ...(await maps.project(space, params as Query<'project'>, queryContext)), ...about };
    if (name === 'projectionState') return { ...maps.projectionState(params as Query<'projectionState'>), ...about };
    if (name === 'compareSpaces') return { ...compareSpaces(space, spaceOf(params.other), params as Query<'compareSpaces'>), ...about };
    return { ...(await answer(name, space, params as never, queryContext)), ...about };
  }]));
  const noted = (method: string, result: unknown) => (params: unknown): unknown => {
    calls.push({ method, params });
    return result;
  };
  const editor = {
    ready: () => null, list: () => ({ spaces: [...spaces].map(([id, space]) => infoOf(id, space)), chosen: [...spaces.keys()][0] }),
    loadVectors: noted('loadVectors', null), pickDocuments: noted('pickDocuments', null), copy: noted('copy', undefined), save: noted('save', true), openPlace: noted('openPlace', undefined),
    // What was saved last.
    openView: () => (calls.findLast(({ method }) => method === 'save')?.params as { content: string } | undefined)?.content ?? null,
  };
  const implementation = { ...queries, ...editor } as unknown as Implementation<ExplorerHost>;
  return WebviewPage.open<ExplorerPage, ExplorerHost>('explorer', implementation, explorerSchemas, { width: 1200, height: 860, ...options });
}

function infoOf(id: string, space: VectorSpace): SpaceInfo {
  return { id, name: id, file: `/vectors/${id}`, origin: 'loaded', language: null, bytes: 1, shape: { rows: space.size, dimensions: space.dimensions }, loaded: null, error: null };
}
