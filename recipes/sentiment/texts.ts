import type { Random } from '../../src/base/random.ts';
import type { EncodedExample } from '../../src/nn/examples.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';

/** What ends a sentence for `sentencesOf`. */
const sentenceEnds = ['.', '!', '?', '...', '!!', '!!!', '??', '???'];

/** A tokenized text for a network: one id a token. */
export function unlabelled(ids: Int32Array): EncodedExample {
  return { ids, idStarts: Int32Array.from({ length: ids.length + 1 }, (_, t) => t), labels: new Int32Array(0), weight: 1 };
}

/** The texts as ids, cut after `maximumTokens`; those without a token are empty. */
export function encodeTexts(tokenizer: Tokenizer, texts: readonly string[], maximumTokens: number): Int32Array[] {
  return texts.map((text) => tokenizer.encode(text, maximumTokens).ids.slice());
}

/** The ids of the tokens at which a sentence may end. */
export function sentenceEndIds(tokenizer: Tokenizer): ReadonlySet<number> {
  return new Set(sentenceEnds.map((token) => tokenizer.encode(token).ids[0]));
}

/** Cuts a tokenized text after full stops, exclamation and question marks into pieces of `shortest` to `longest` tokens; others are left out. */
export function sentencesOf(ids: Int32Array, ends: ReadonlySet<number>, shortest = 4, longest = 60): Int32Array[] {
  const sentences: Int32Array[] = [];
  let start = 0;
  for (let t = 0; t < ids.length; t++) {
    if (!ends.has(ids[t]) && t + 1 < ids.length) continue;
    if (t + 1 - start >= shortest && t + 1 - start <= longest) sentences.push(ids.subarray(start, t + 1));
    start = t + 1;
  }
  return sentences;
}

/** A run of `length` tokens from anywhere in the text, or all of a shorter one. */
export function excerpt(ids: Int32Array, length: number, random: Random): Int32Array {
  if (ids.length <= length) return ids;
  const start = random.below(ids.length - length + 1);
  return ids.subarray(start, start + length);
}
