import { forEachNgram, ngramHash } from '../vectors/subwords.ts';

export interface FeatureSettings {
  /** Longest word n-gram; 1: words only. */
  readonly wordNgrams: number;
  /** Character n-grams; maximum 0: none. */
  readonly minimumNgram: number;
  readonly maximumNgram: number;
  readonly buckets: number;
}

/** fastText ends every text with this word. */
export const endOfText = '</s>';

const encoder = new TextEncoder();

/**
 * What fastText's classifier sees of a text: its known words, the character n-grams of all words, and hashed word n-grams, as rows of the input
 * matrix. Buckets get rows as they come up in training.
 */
export class SupervisedFeatures {
  readonly settings: FeatureSettings;
  /** By falling frequency. */
  readonly words: readonly { readonly word: string; readonly count: number }[];
  readonly #rowOfWord: ReadonlyMap<string, number>;
  readonly #rowOfBucket = new Map<number, number>();

  private constructor(words: readonly { word: string; count: number }[], settings: FeatureSettings) {
    this.words = words;
    this.settings = settings;
    this.#rowOfWord = new Map(words.map(({ word }, row) => [word, row]));
  }

  /** @param counts of the words of all texts, `endOfText` included */
  static of(counts: ReadonlyMap<string, number>, minimumCount: number, settings: FeatureSettings): SupervisedFeatures {
    const words = [...counts].map(([word, count]) => ({ word, count })).filter(({ count }) => count >= minimumCount).sort((a, b) => b.count - a.count);
    return new SupervisedFeatures(words, settings);
  }

  /** Rows of words, then of the buckets in use. */
  get rows(): number {
    return this.words.length + this.#rowOfBucket.size;
  }

  /** Buckets in use and their rows. */
  get buckets(): ReadonlyMap<number, number> {
    return this.#rowOfBucket;
  }

  /** Whether the model has buckets at all; without n-grams fastText writes none. */
  get hashes(): boolean {
    return this.settings.wordNgrams > 1 || this.settings.maximumNgram > 0;
  }

  /** The rows of a text. A bucket without row gets one with `grow`, and is -1 without. */
  rowsOf(tokens: readonly string[], grow: boolean): number[] {
    const { wordNgrams, maximumNgram, minimumNgram, buckets } = this.settings;
    const rows: number[] = [];
    const hashes: bigint[] = [];
    for (const token of [...tokens, endOfText]) {
      const row = this.#rowOfWord.get(token);
      if (row !== undefined) rows.push(row);
      if (maximumNgram > 0 && token !== endOfText) {
        forEachNgram(token, { minimumLength: minimumNgram, maximumLength: maximumNgram, buckets }, (bucket) => rows.push(this.#rowFor(bucket, grow)));
      }
      if (wordNgrams > 1) {
        const bytes = encoder.encode(token);
        hashes.push(BigInt(ngramHash(bytes, 0, bytes.length) | 0));
      }
    }
    // Dictionary::addWordNgrams: 64-bit hashes over the words' 32-bit ones.
    for (let i = 0; i < hashes.length; i++) {
      let hash = BigInt.asUintN(64, hashes[i]);
      for (let j = i + 1; j < hashes.length && j < i + wordNgrams; j++) {
        hash = BigInt.asUintN(64, hash * 116049371n + hashes[j]);
        rows.push(this.#rowFor(Number(hash % BigInt(buckets)), grow));
      }
    }
    return rows;
  }

  #rowFor(bucket: number, grow: boolean): number {
    const known = this.#rowOfBucket.get(bucket);
    if (known !== undefined || !grow) return known ?? -1;
    const row = this.rows;
    this.#rowOfBucket.set(bucket, row);
    return row;
  }
}
