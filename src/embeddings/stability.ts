import { throwIfAborted } from '../base/errors.ts';
import { nearest } from '../vectors/search.ts';
import type { VectorSpace } from '../vectors/space.ts';

export interface Stability {
  /** Mean part of a word's nearest neighbours that both spaces agree on, 0 to 1; null where no word is known to both. */
  readonly overlap: number | null;
  /** Words compared. */
  readonly words: number;
  readonly top: number;
}

/**
 * How far two runs agree on nearest neighbours: over the most frequent words known to both spaces, the mean overlap of their `top` nearest words
 * |N_a(w) and N_b(w)| / top, neighbours taken among the words that both know (Antoniak and Mimno 2018).
 */
export function neighbourStability(a: VectorSpace, b: VectorSpace, options: { readonly words?: number; readonly top?: number; readonly signal?: AbortSignal } = {}): Stability {
  const top = options.top ?? 10;
  const shared: { inA: number; inB: number }[] = [];
  const rowInA = new Map<number, number>();
  for (let inA = 0; inA < a.size; inA++) {
    const inB = b.indexOf(a.word(inA));
    if (inB < 0) continue;
    rowInA.set(inB, inA);
    shared.push({ inA, inB });
  }
  const compared = shared.slice(0, options.words ?? 1000);
  let overlap = 0;
  for (const { inA, inB } of compared) {
    throwIfAborted(options.signal, 'The comparison');
    const neighboursInA = new Set(nearest(a, a.row(inA), { top, accept: (row) => row !== inA && b.indexOf(a.word(row)) >= 0 }).map(({ row }) => row));
    const neighboursInB = nearest(b, b.row(inB), { top, accept: (row) => row !== inB && rowInA.has(row) });
    overlap += neighboursInB.filter(({ row }) => neighboursInA.has(rowInA.get(row)!)).length / Math.max(1, neighboursInA.size);
  }
  return { overlap: compared.length === 0 ? null : overlap / compared.length, words: compared.length, top };
}
