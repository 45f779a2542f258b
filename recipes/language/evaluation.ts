import { createRandom, shuffle } from '../../src/base/random.ts';
import type { Evaluator } from '../../src/nn/evaluator.ts';
import { encodedExample } from '../../src/nn/examples.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { LabelledText, LanguageData } from './corpus.ts';

/** Logits of texts, in their order. Texts without a token have undefined. */
export async function logitsOf(evaluator: Evaluator, parameters: Parameters, tokenizer: Tokenizer, texts: readonly string[], maximumTokens: number): Promise<(Float32Array | undefined)[]> {
  const encoded = texts.map((text, index) => {
    const { ids, idStarts, length, starts, ends } = tokenizer.encode(text, maximumTokens);
    return { index, length, example: encodedExample({ ids: ids.slice(), idStarts: idStarts.slice(), length, starts, ends }, []) };
  }).filter(({ length }) => length > 0).sort((a, b) => a.length - b.length);
  const result = new Array<Float32Array | undefined>(texts.length).fill(undefined);
  for (let i = 0; i < encoded.length; i += 128) {
    const batch = encoded.slice(i, i + 128);
    const { data, shape } = await evaluator.logits(parameters, batch.map(({ example }) => example));
    batch.forEach(({ index }, row) => { result[index] = (data as Float32Array).slice(row * shape[1], (row + 1) * shape[1]); });
  }
  return result;
}

/** Mean over languages of the accuracy. */
export async function accuracyOn(evaluator: Evaluator, parameters: Parameters, tokenizer: Tokenizer, labels: readonly string[], rows: readonly LabelledText[], maximumTokens: number): Promise<number> {
  const logits = await logitsOf(evaluator, parameters, tokenizer, rows.map(({ text }) => text), maximumTokens);
  const right = new Map<string, [number, number]>();
  for (const [i, { code }] of rows.entries()) {
    const counts = right.get(code) ?? [0, 0];
    const scores = logits[i];
    counts[1]++;
    if (scores && labels[scores.indexOf(Math.max(...scores))] === code) counts[0]++;
    right.set(code, counts);
  }
  return [...right.values()].reduce((sum, [hits, all]) => sum + hits / all, 0) / right.size;
}

/** Distinct words of at least 5 letters out of the held-out texts, one by one and by twos. */
export function heldOutWords(languages: readonly LanguageData[], perLanguage: number): { words: LabelledText[]; pairs: LabelledText[] } {
  const random = createRandom(11);
  const drawn = languages.map(({ code, heldOut }) => {
    const words = [...new Set(heldOut.flatMap((text) => text.toLowerCase().match(/[\p{L}\p{M}]{5,}/gu) ?? []))];
    const order = shuffle(Int32Array.from(words, (_, i) => i), random);
    return { code, words: [...order.subarray(0, 2 * perLanguage)].map((i) => words[i]) };
  });
  const row = (code: string, texts: readonly string[]): LabelledText[] => texts.map((text) => ({ code, text }));
  return {
    words: drawn.flatMap(({ code, words }) => row(code, words.slice(0, perLanguage))),
    pairs: drawn.flatMap(({ code, words }) => row(code, words.slice(0, words.length >> 1).map((word, i) => `${word} ${words[i + (words.length >> 1)]}`))),
  };
}
