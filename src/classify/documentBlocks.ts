import { hashText } from '../text/featureHash.ts';

/** Characters that stand for a token, on average, blanks included. */
const charactersPerToken = 5;
/** One paragraph in so many may end a block; its last characters decide. */
const endsIn = 2;
const hashedCharacters = 64;
const seed = 0x51ab;

/** A stretch of a document that is classified as one text, for the answer about the whole. */
export interface DocumentBlock {
  /** Indices of its first paragraph and behind its last one. */
  readonly from: number;
  readonly to: number;
}

/**
 * Groups paragraphs into blocks of about as much as a model reads at once. Where a block ends depends on the paragraphs nearby alone (content-defined
 * chunking; Muthitacharoen et al. 2001), so that an edit changes the blocks around it and no other. A paragraph that is longer than a block is one by
 * itself; the classifier cuts it into chunks that overlap. A document that fits into one block is not parted.
 */
export class BlockFinder {
  readonly #longest: number;
  #from = 0;
  #count = 0;
  #length = 0;

  /** @param maximumTokens what the model reads at once */
  constructor(maximumTokens: number) {
    this.#longest = maximumTokens * charactersPerToken;
  }

  /** Takes the next paragraph; gives the block that ended before it or with it, if one did. */
  next(text: string): DocumentBlock | undefined {
    const isFirst = this.#from === 0;
    const ended = this.#length > 0 && this.#length + text.length > this.#longest ? this.#end() : undefined;
    this.#count++;
    this.#length += text.length;
    if (ended || isFirst || this.#length < this.#longest / 2 || hashText(text.slice(-hashedCharacters), seed) % endsIn !== 0) return ended;
    return this.#end();
  }

  /** The last block, if any paragraph is left. */
  last(): DocumentBlock | undefined {
    return this.#count > this.#from ? this.#end() : undefined;
  }

  #end(): DocumentBlock {
    const block = { from: this.#from, to: this.#count };
    this.#from = this.#count;
    this.#length = 0;
    return block;
  }
}
