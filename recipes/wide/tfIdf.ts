import type { EncodedExample } from '../../src/nn/examples.ts';
import type { Bag } from './ngramBags.ts';

/** Bags of words weighted as (1 + ln tf) idf and normalised to length 1 (Salton and Buckley 1988); rows are ids. `tfIdfGraph.ts` computes the same. */
export function tfIdfBags(examples: readonly EncodedExample[], idf: Float32Array): Bag[] {
  return examples.map(({ ids }) => {
    const counts = new Map<number, number>();
    for (const id of ids) if (idf[id] > 0) counts.set(id, (counts.get(id) ?? 0) + 1);
    const rows = Int32Array.from(counts.keys());
    const values = Float32Array.from(rows, (id) => (1 + Math.log(counts.get(id)!)) * idf[id]);
    let squares = 0;
    for (const value of values) squares += value * value;
    const scale = 1 / Math.sqrt(Math.max(squares, smallest));
    return { rows, values: values.map((value) => value * scale) };
  });
}

/** Below this a text has no known word. */
export const smallest = 1e-6;

/** ln((1 + n) / (1 + texts with the id)) + 1; 0 leaves out padding, unknown words and those in fewer than `least` texts. */
export function wordFrequencies(examples: readonly EncodedExample[], vocabularySize: number, least: number): Float32Array {
  const texts = new Int32Array(vocabularySize);
  for (const { ids } of examples) for (const id of new Set(ids)) texts[id]++;
  return Float32Array.from(texts, (count, id) => (id < 2 || count < least ? 0 : Math.log((1 + examples.length) / (1 + count)) + 1));
}
