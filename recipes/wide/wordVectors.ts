import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SettingsOf } from '../../src/embeddings/settings.ts';
import { embeddingSettings } from '../../src/embeddings/settings.ts';
import { trainEmbeddings } from '../../src/embeddings/train.ts';

/** Words with a vector each, most frequent first. */
export interface WordVectors {
  readonly words: readonly string[];
  readonly dimensions: number;
  /** [words, dimensions] */
  readonly vectors: Float32Array;
}

/**
 * Skip-gram vectors (Mikolov et al. 2013) of tokens.
 * @param lines texts as tokens with blanks between them
 */
export async function trainWordVectors(lines: readonly string[], settings: Pick<SettingsOf<'skipgram'>, 'dimensions'> & Partial<SettingsOf<'skipgram'>>): Promise<WordVectors> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lexiscope-vectors-'));
  try {
    const file = path.join(folder, 'texts.txt');
    writeFileSync(file, lines.join('\n'));
    const { dimensions } = settings;
    const trained = await trainEmbeddings([file], embeddingSettings('skipgram', { tokens: 'whitespace', boundaries: 'line', lowerCase: false, threads: 1, ...settings }));
    const vectors = new Float32Array(trained.size * dimensions);
    for (let row = 0; row < trained.size; row++) trained.copyRow(row, vectors.subarray(row * dimensions, (row + 1) * dimensions));
    return { words: Array.from({ length: trained.size }, (_, row) => trained.word(row)), dimensions, vectors };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * An embedding table that begins with the vectors, scaled to a typical size of entries; rows without a vector are zero.
 * @param idOf the row of the i-th word
 * @returns [rows, dimensions]
 */
export function tableOf({ words, dimensions, vectors }: WordVectors, rows: number, deviation: number, idOf: (word: string, i: number) => number): Float32Array {
  let squares = 0;
  for (const value of vectors) squares += value * value;
  const scale = deviation / Math.sqrt(squares / vectors.length);
  const table = new Float32Array(rows * dimensions);
  for (const [i, word] of words.entries()) {
    const at = idOf(word, i) * dimensions;
    for (let j = 0; j < dimensions; j++) table[at + j] = scale * vectors[i * dimensions + j];
  }
  return table;
}
