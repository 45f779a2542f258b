import type { SharedArena } from '../kernels/sharedArena.ts';
import { CooccurrenceCounter } from './cooccurrence.ts';
import type { CountSource } from './cooccurrence.ts';
import { CooccurrenceRuns } from './cooccurrenceRuns.ts';
import type { KernelPool } from './kernelPool.ts';
import type { TokenLog } from './tokenLog.ts';
import type { WindowSettings } from './window.ts';

/** A larger corpus is counted piece by piece, and the pieces' tables are merged from disk. */
const pieceIds = 1 << 26;

/**
 * Counts the neighbours of every word, in memory or, for a large corpus, out of core; gives the table to `use` and clears up after it.
 * @param ids disposed of as soon as it is no longer needed
 * @param words size of the vocabulary
 */
export async function countCooccurrences<T>(
  arena: SharedArena, pool: KernelPool, ids: TokenLog, words: number, window: WindowSettings, signal: AbortSignal | undefined, use: (counts: CountSource) => Promise<T>,
): Promise<T> {
  let source: CountSource;
  let runs: CooccurrenceRuns | undefined;
  try {
    if (ids.length <= pieceIds) source = new CooccurrenceCounter(arena, pool, ids, 0, ids.length, words, window);
    else source = runs = await CooccurrenceRuns.create(arena, pool, ids, words, window, pieceIds, signal);
  } finally {
    ids.dispose();
  }
  try {
    return await use(source);
  } finally {
    runs?.dispose();
  }
}
