import { SharedArena } from '../kernels/sharedArena.ts';
import { encodeCorpus } from './corpus.ts';
import type { CorpusOptions, EncodedCorpus } from './corpus.ts';
import { countCooccurrences } from './countCooccurrences.ts';
import { bagsOfWords, wordDocumentTable } from './countTables.ts';
import { KernelPool } from './kernelPool.ts';
import { joinPhrases } from './phrases.ts';
import type { WindowSettings } from './window.ts';

/**
 * - `words`: every word of the vocabulary
 * - `bigrams`: a word and the one that follows it at once
 * - `neighbours`: a word and one in the window around it
 * - `bags`: the number of a text (from 1, in the order of the corpus) and its words
 * - `documents`: the same cells by word
 */
export const countKinds = ['words', 'bigrams', 'neighbours', 'bags', 'documents'] as const;
export type CountKind = (typeof countKinds)[number];

export interface CountSettings extends CorpusOptions {
  readonly kind: CountKind;
  /** For `neighbours`. */
  readonly window: WindowSettings;
  readonly phraseRounds: number;
  readonly phraseThreshold: number;
}

/** What the columns of the rows are. */
export const countColumns: Readonly<Record<CountKind, readonly string[]>> = {
  words: ['word', 'count'], bigrams: ['word', 'next', 'count'], neighbours: ['word', 'neighbour', 'count'], bags: ['text', 'word', 'count'], documents: ['word', 'text', 'count'],
};

/**
 * Counts a corpus (files, folders, globs) and hands the rows over one by one, frequent words first.
 * @param onRow gets the cells of one row, as in `countColumns`; waits for the promise that it may give
 * @throws LexiscopeError of the readers, `bad-input` when no word reaches the minimum count, `cancelled`
 */
export async function countCorpus(paths: readonly string[], settings: CountSettings, onRow: (cells: readonly (string | number)[]) => Promise<void> | undefined): Promise<void> {
  let corpus = await encodeCorpus(paths, settings);
  try {
    for (let round = 0; round < settings.phraseRounds; round++) corpus = joinPhrases(corpus, settings.minimumCount, settings.phraseThreshold);
    const { words, counts } = corpus.vocabulary;
    const give = async (...cells: (string | number)[]): Promise<void> => {
      const taken = onRow(cells);
      if (taken) await taken;
    };
    if (settings.kind === 'words') {
      for (let w = 0; w < words.length; w++) await give(words[w], counts[w]);
    } else if (settings.kind === 'bags') {
      let text = 0;
      for (const bag of bagsOfWords(corpus)) {
        text++;
        for (let i = 0; i < bag.words.length; i++) await give(text, words[bag.words[i]], bag.counts[i]);
      }
    } else if (settings.kind === 'documents') {
      const table = wordDocumentTable(corpus);
      for (let w = 0; w < table.rows; w++) for (let cell = table.starts[w]; cell < table.starts[w + 1]; cell++) await give(words[w], table.columns[cell] + 1, table.counts[cell]);
    } else await giveNeighbours(corpus, settings.kind === 'bigrams' ? { size: 1, sides: 'right', weighting: 'flat' } : settings.window, settings.signal, give);
  } finally {
    corpus.ids.dispose();
  }
}

async function giveNeighbours(corpus: EncodedCorpus, window: WindowSettings, signal: AbortSignal | undefined, give: (word: string, neighbour: string, count: number) => Promise<void>): Promise<void> {
  const { words } = corpus.vocabulary;
  const arena = new SharedArena();
  const pool = new KernelPool(arena.memory, 1);
  try {
    await countCooccurrences(arena, pool, corpus.ids, words.length, window, signal, async (counts) => {
      for await (const { firstRow, rows, cells, ends, columns, values } of counts.blocks(signal)) {
        const [rowEnds, neighbours, sums] = [arena.ints(ends, rows), arena.ints(columns, cells), arena.floats(values, cells)];
        for (let r = 0, cell = 0; r < rows; r++) for (; cell < rowEnds[r]; cell++) await give(words[firstRow + r], words[neighbours[cell]], sums[cell]);
      }
    });
  } finally {
    await pool.close();
  }
}
