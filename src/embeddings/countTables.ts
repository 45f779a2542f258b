import type { EncodedCorpus } from './corpus.ts';
import { boundary } from './tokenLog.ts';

/** A table of counts by rows: the cells of row r are starts[r] ... starts[r + 1] of `columns` and `counts`, columns rising. */
export interface CountTable {
  readonly rows: number;
  readonly columns: Int32Array;
  readonly counts: Float64Array;
  readonly starts: Int32Array;
}

/** The texts of a corpus as bags of words: for every stretch between boundaries its words and how often each came, by word number. */
export function* bagsOfWords(corpus: EncodedCorpus): Generator<{ readonly words: Int32Array; readonly counts: Float64Array }> {
  let bag = new Map<number, number>();
  const finished = (): { words: Int32Array; counts: Float64Array } => {
    const words = Int32Array.from(bag.keys()).sort();
    const counts = Float64Array.from(words, (word) => bag.get(word)!);
    bag = new Map();
    return { words, counts };
  };
  for (const piece of corpus.ids.pieces()) {
    for (const id of piece) {
      if (id !== boundary) bag.set(id, (bag.get(id) ?? 0) + 1);
      else if (bag.size > 0) yield finished();
    }
  }
  if (bag.size > 0) yield finished();
}

/** Document x word: one row a text, in the order of the corpus. Its transpose is `wordDocumentTable`. */
export function documentWordTable(corpus: EncodedCorpus): CountTable {
  const cells: { row: number; column: number; count: number }[] = [];
  let rows = 0;
  for (const { words, counts } of bagsOfWords(corpus)) {
    words.forEach((word, i) => cells.push({ row: rows, column: word, count: counts[i] }));
    rows++;
  }
  return tableOf(cells, rows);
}

/** Word x document: how often every word comes in every text. */
export function wordDocumentTable(corpus: EncodedCorpus): CountTable {
  const table = documentWordTable(corpus);
  const cells = Array.from({ length: table.rows }, (_, row) => row).flatMap((row) =>
    Array.from(table.columns.subarray(table.starts[row], table.starts[row + 1]), (word, i) => ({ row: word, column: row, count: table.counts[table.starts[row] + i] })));
  return tableOf(cells.sort((a, b) => a.row - b.row || a.column - b.column), corpus.vocabulary.words.length);
}

/** Bigrams: row a, column b is how often word b follows word a at once. */
export function bigramTable(corpus: EncodedCorpus): CountTable {
  const size = corpus.vocabulary.words.length;
  const counts = new Map<number, number>();
  let previous = boundary;
  for (const piece of corpus.ids.pieces()) {
    for (const id of piece) {
      if (previous !== boundary && id !== boundary) counts.set(previous * size + id, (counts.get(previous * size + id) ?? 0) + 1);
      previous = id;
    }
  }
  const pairs = Float64Array.from(counts.keys()).sort();
  return tableOf(Array.from(pairs, (pair) => ({ row: Math.floor(pair / size), column: pair % size, count: counts.get(pair)! })), size);
}

/** @param cells by rising row, then column */
function tableOf(cells: readonly { row: number; column: number; count: number }[], rows: number): CountTable {
  const starts = new Int32Array(rows + 1);
  for (const { row } of cells) starts[row + 1]++;
  for (let row = 0; row < rows; row++) starts[row + 1] += starts[row];
  return { rows, starts, columns: Int32Array.from(cells, ({ column }) => column), counts: Float64Array.from(cells, ({ count }) => count) };
}
