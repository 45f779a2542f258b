import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { embeddingSettings } from '../../src/embeddings/settings.ts';
import { trainEmbeddings } from '../../src/embeddings/train.ts';
import type { WordsSpec } from '../../src/text/tokenizerSpec.ts';
import { visitWords } from '../../src/text/words.ts';

/** Words with a vector each, most frequent first. */
export interface WordVectors {
  readonly words: readonly string[];
  readonly dimensions: number;
  /** [words, dimensions] */
  readonly vectors: Float32Array;
}

/**
 * Skip-gram vectors (Mikolov et al. 2013) of the words as the model's tokenizer finds them.
 * @param minimumCount rarer words have none
 */
export async function trainWordVectors(texts: readonly string[], units: Pick<WordsSpec, 'normalization' | 'punctuation' | 'foldDigits'>, dimensions: number, minimumCount: number, epochs: number): Promise<WordVectors> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lexiscope-vectors-'));
  try {
    const file = path.join(folder, 'texts.txt');
    writeFileSync(file, texts.map((text) => wordsOf(text, units).join(' ')).join('\n'));
    const settings = embeddingSettings('skipgram', { tokens: 'whitespace', boundaries: 'line', dimensions, minimumCount, epochs, window: 8, negative: 8, sample: 1e-4, rate: 0.05, threads: 1, seed: 3 });
    const trained = await trainEmbeddings([file], settings);
    const vectors = new Float32Array(trained.size * dimensions);
    for (let row = 0; row < trained.size; row++) trained.copyRow(row, vectors.subarray(row * dimensions, (row + 1) * dimensions));
    return { words: Array.from({ length: trained.size }, (_, row) => trained.word(row)), dimensions, vectors };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function wordsOf(text: string, units: Pick<WordsSpec, 'normalization' | 'punctuation' | 'foldDigits'>): string[] {
  const words: string[] = [];
  visitWords(text, units, (word) => words.push(word) > 0);
  return words;
}

/**
 * An embedding table for ids of the words tokenizer (word i has id i + 2): the vectors, scaled to a typical size of entries, zero for padding and unknown words.
 * @returns [words + 2, dimensions]
 */
export function tableOf({ words, dimensions, vectors }: WordVectors, deviation: number): Float32Array {
  let squares = 0;
  for (const value of vectors) squares += value * value;
  const scale = deviation / Math.sqrt(squares / vectors.length);
  const table = new Float32Array((words.length + 2) * dimensions);
  for (let i = 0; i < vectors.length; i++) table[2 * dimensions + i] = scale * vectors[i];
  return table;
}
