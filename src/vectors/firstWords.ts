import { TableBuilder } from './tableBuilder.ts';
import { VectorSpace } from './space.ts';

/** The space of the first `limit` words of another one: the most frequent, in files that are sorted so. Without subword vectors, which belong to the whole. */
export function firstWords(space: VectorSpace, name: string, limit: number): VectorSpace {
  if (limit >= space.size) return space;
  const table = new TableBuilder(name, space.dimensions, limit, true);
  for (let row = 0; row < limit; row++) {
    space.copyRow(row, table.matrix.subarray(table.nextRowAt, table.nextRowAt + space.dimensions));
    const word = Buffer.from(space.word(row));
    table.endRow(word, 0, word.length, undefined);
  }
  const { words, store } = table.finish();
  return new VectorSpace(words, store, { name, ...(space.counts && { counts: space.counts.slice(0, limit) }) });
}
