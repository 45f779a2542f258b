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
  readonly batchSize: number;
  readonly labelSmoothing: number;
  /** Share of the sentences and fragments that come as texts of the web do (noise.ts). */
  readonly noise: number;
  /** Of the embeddings, the recurrent states and before the logits. */
  readonly dropout: readonly [embedding: number, recurrent: number, output: number];
}

/**
 * Stage 1 learns languages from texts of all lengths. Stage 2 sees fewer sentences, which are nearly all right by then, and so many more
 * words in the same time, with twice the rows, so that fewer n-grams share one. Stage 3 is a long one: what it is to learn by heart are
 * the word lists, 2.1 million words, so it is regularised less. Stage 4 is a short one for tweets and the like, of which the first three
 * took one in a hundred for no language, for a `2nd` or a link in them.
 */
export const stages: readonly Stage[] = [
  {
    name: 'texts', epochs: 22, perLanguage: 3000, tableFactor: 1, rate: 0.003, evenLengths: false, batchSize: 256, labelSmoothing: 0.02, dropout: [0.1, 0.1, 0.2],
    noise: 0.1, mix: { listedWord: 20, word: 14, neighbours: 16, listedPair: 0, fragment: 12, sentence: 32, page: 6 },
  },
  {
    name: 'words', epochs: 17, perLanguage: 3000, tableFactor: 2, rate: 0.002, evenLengths: true, batchSize: 256, labelSmoothing: 0.02, dropout: [0.1, 0.1, 0.2],
    noise: 0.1, mix: { listedWord: 28, word: 13, neighbours: 13, listedPair: 20, fragment: 10, sentence: 14, page: 2 },
  },
  {
    name: 'word-lists', epochs: 150, perLanguage: 3000, tableFactor: 2, rate: 0.002, evenLengths: true, batchSize: 512, labelSmoothing: 0.01, dropout: [0.05, 0.05, 0.1],
    noise: 0.1, mix: { listedWord: 40, word: 10, neighbours: 14, listedPair: 24, fragment: 5, sentence: 6, page: 1 },
  },
  {
    name: 'web', epochs: 16, perLanguage: 3000, tableFactor: 2, rate: 0.0008, evenLengths: true, batchSize: 512, labelSmoothing: 0.01, dropout: [0.05, 0.05, 0.1],
    noise: 0.35, mix: { listedWord: 33, word: 9, neighbours: 14, listedPair: 20, fragment: 9, sentence: 14, page: 1 },
  },
];
