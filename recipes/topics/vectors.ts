import type { WordsSpec } from '../../src/text/tokenizerSpec.ts';
import { visitWords } from '../../src/text/words.ts';
import { trainWordVectors } from '../wide/wordVectors.ts';
import type { WordVectors } from '../wide/wordVectors.ts';

type Units = Pick<WordsSpec, 'normalization' | 'punctuation' | 'foldDigits'>;

/** Vectors of the words as the model's tokenizer finds them. @param minimumCount rarer words have none */
export function trainStoryVectors(texts: readonly string[], units: Units, dimensions: number, minimumCount: number, epochs: number): Promise<WordVectors> {
  return trainWordVectors(texts.map((text) => wordsOf(text, units).join(' ')), { dimensions, minimumCount, epochs, window: 8, negative: 8, sample: 1e-4, rate: 0.05, seed: 3 });
}

function wordsOf(text: string, units: Units): string[] {
  const words: string[] = [];
  visitWords(text, units, (word) => words.push(word) > 0);
  return words;
}
