import { EncodedTextBuilder } from './encodedTextBuilder.ts';
import { hashText, wordSeed } from './featureHash.ts';
import { normalizeToken } from './normalization.ts';
import type { EncodedText, Tokenizer } from './tokenizer.ts';
import type { WordsSpec } from './tokenizerSpec.ts';
import { visitWebEnglish } from './webEnglish.ts';
import { tokenKind, WordScanner } from './wordScanner.ts';

/** A longer run of letters is no word of any language; it is cut, which bounds the work of normalising it. In code points. */
const maximumWordLength = 256;

/**
 * Calls `visit` with each token's normalised text and offsets, until it returns false.
 * Words and numbers always; punctuation marks and symbols when `punctuation` is true.
 */
export function visitWords(
  text: string,
  { normalization, punctuation, foldDigits, webEnglish }: Pick<WordsSpec, 'normalization' | 'punctuation' | 'foldDigits' | 'webEnglish'>,
  visit: (token: string, start: number, end: number) => boolean,
): void {
  const visitFolded = (token: string, start: number, end: number): boolean => visit(foldDigits ? token.replace(/\p{Nd}/gu, '0') : token, start, end);
  if (webEnglish) {
    visitWebEnglish(text, { normalization, punctuation }, maximumWordLength, visitFolded);
    return;
  }
  const scanner = new WordScanner(text, maximumWordLength);
  while (scanner.next()) {
    const { kind, start, end } = scanner;
    if (!punctuation && kind !== tokenKind.word && kind !== tokenKind.number) continue;
    const token = normalizeToken(text.slice(start, end), kind, normalization);
    if (!visitFolded(token, start, end)) return;
  }
}

/**
 * One id a word: vocabulary[i] has id i + 2; another word has id vocabulary.length + 2 + hash % unknownBuckets
 * (the hash of featureHash.ts, seed 0x9e3779b9), or 1 without buckets.
 */
export function createWords(spec: WordsSpec): Tokenizer {
  const { vocabulary, unknownBuckets } = spec;
  const idOf = new Map(vocabulary.map((word, i) => [word, i + 2]));
  const firstBucket = vocabulary.length + 2;
  const builder = new EncodedTextBuilder();

  function encode(text: string, maximumTokens = Infinity): EncodedText {
    if (maximumTokens > 0) {
      visitWords(text, spec, (word, start, end) => {
        const id = idOf.get(word) ?? (unknownBuckets === 0 ? 1 : firstBucket + (hashText(word, wordSeed) % unknownBuckets));
        builder.push(id, start, end);
        return builder.length < maximumTokens;
      });
    }
    return builder.finish();
  }

  return { spec, vocabularySize: firstBucket + unknownBuckets, maximumIdsPerToken: 1, encode };
}
