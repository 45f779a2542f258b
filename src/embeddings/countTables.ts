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

/** Word x document: how often every word comes in every text, texts numbered in the order of the corpus. 12 bytes a cell. */
export function wordDocumentTable(corpus: EncodedCorpus): CountTable {
  const rows = corpus.vocabulary.words.length;
  const starts = new Int32Array(rows + 1);
  for (const { words } of bagsOfWords(corpus)) for (const word of words) starts[word + 1]++;
  for (let row = 0; row < rows; row++) starts[row + 1] += starts[row];
  const columns = new Int32Array(starts[rows]);
  const counts = new Float64Array(starts[rows]);
  const next = starts.slice();
  let document = 0;
  for (const bag of bagsOfWords(corpus)) {
    bag.words.forEach((word, i) => {
      columns[next[word]] = document;
      counts[next[word]++] = bag.counts[i];
    });
    document++;
  }
  return { rows, columns, counts, starts };
}
