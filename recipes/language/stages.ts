/** What an epoch draws, as shares of its texts; they need not sum to one. */
export interface TextMix {
  /** One word out of the word list. */
  readonly listedWord: number;
  /** One word out of a text. */
  readonly word: number;
  /** Two neighbouring words out of a text. */
  readonly neighbours: number;
  /** Two words out of the word list. */
  readonly listedPair: number;
  /** Three to seven words in a row. */
  readonly fragment: number;
  /** A whole text, mostly a sentence. */
  readonly sentence: number;
  /** Two to four texts. */
  readonly page: number;
}

/** A training of its own, which begins with the parameters of the stage before. */
export interface Stage {
  readonly name: string;
  readonly epochs: number;
  readonly perLanguage: number;
  /** The embedding table has 1 + this x 262,143 rows. */
  readonly tableFactor: number;
  readonly rate: number;
  readonly mix: TextMix;
  /**
   * Draws the length of a text before the text, alike for all languages: sources differ in length, and where one language has
   * news and its neighbour short interface strings, a network learns that long texts are in the first (Bosnian, Malay).
   */
  readonly evenLengths: boolean;
}

/**
 * Stage 1 learns languages from texts of all lengths. Stage 2 sees fewer sentences, which are nearly all right by then, and so many more
 * words in the same time, with twice the rows, so that fewer n-grams share one.
 */
export const stages: readonly Stage[] = [
  {
    name: 'texts', epochs: 22, perLanguage: 3000, tableFactor: 1, rate: 0.003, evenLengths: false,
    mix: { listedWord: 20, word: 14, neighbours: 16, listedPair: 0, fragment: 12, sentence: 32, page: 6 },
  },
  {
    name: 'words', epochs: 17, perLanguage: 3000, tableFactor: 2, rate: 0.002, evenLengths: true,
    mix: { listedWord: 28, word: 13, neighbours: 13, listedPair: 20, fragment: 10, sentence: 14, page: 2 },
  },
];
