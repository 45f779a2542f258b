import type { TokenizerSpec } from './tokenizerSpec.ts';

/**
 * A tokenized text. Token i covers the document's UTF-16 code units starts[i] to ends[i] (exclusive) and has the ids
 * ids[idStarts[i]] to ids[idStarts[i + 1]] (exclusive): one id for characters and words, several for hashed n-grams.
 */
export interface EncodedText {
  readonly length: number;
  readonly ids: Int32Array;
  readonly idStarts: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Text to ids, as the model's metadata says. */
export interface Tokenizer {
  readonly spec: TokenizerSpec;
  /** Number of rows that the embedding table needs; every id is below it. */
  readonly vocabularySize: number;
  /** The most ids that one token can have: 1 for characters and words. */
  readonly maximumIdsPerToken: number;
  /** Tokenizes the first `maximumTokens` tokens (all, if left out). Never throws on any string, lone surrogates included. */
  encode(text: string, maximumTokens?: number): EncodedText;
}
