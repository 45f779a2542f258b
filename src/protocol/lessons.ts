import * as v from 'valibot';

/** The lecture's pages. Every number on them is calculated by the server from a text of the person's; the pages only draw. */
export const lessonNames = ['oneHot', 'letters', 'mutualInformation', 'word2vec', 'glove', 'dense', 'recurrent'] as const;
export type LessonName = (typeof lessonNames)[number];

const text = v.pipe(v.string(), v.maxLength(20_000));
const between = (least: number, most: number): v.GenericSchema<number> => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const rate = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));

export const lessonSchemas = {
  oneHot: v.object({ text, unit: v.picklist(['words', 'characters']) }),
  letters: v.object({ text, scale: v.picklist(['counts', 'frequencies']) }),
  mutualInformation: v.object({ text, window: between(1, 10), positive: v.boolean(), dimensions: between(2, 10) }),
  word2vec: v.object({ text, window: between(1, 10), negative: between(1, 10), dimensions: between(2, 50), epochs: between(1, 200), rate, seed: between(1, 1_000_000) }),
  glove: v.object({ text, window: between(1, 10), dimensions: between(2, 50), epochs: between(1, 200), rate, xMax: v.pipe(v.number(), v.gtValue(0), v.maxValue(1000)), alpha: v.pipe(v.number(), v.minValue(0), v.maxValue(2)), seed: between(1, 1_000_000) }),
  dense: v.object({ text }),
  recurrent: v.object({ text, cell: v.picklist(['rnn', 'lstm']) }),
} as const satisfies Record<LessonName, v.GenericSchema>;
export type LessonParams<K extends LessonName> = v.InferOutput<(typeof lessonSchemas)[K]>;

/** A table of numbers, row-major, with the names of its rows and columns. */
export interface NumberTable {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [rows][columns] */
  readonly values: readonly (readonly number[])[];
}

/** A point of a picture. */
export interface LabelledPoint {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

export interface OneHotLesson {
  /** A row for each word or character of the sentence, a column for each one of the vocabulary. */
  readonly sentence: NumberTable;
  /** How many were left out of a text that is too long to show. */
  readonly leftOut: number;
  /** The weather table as it is told, and as one-hot columns. */
  readonly weather: { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly oneHot: NumberTable };
}

export interface LettersLesson {
  /** Chapters and letters: counts, or relative frequencies; with a last row for the person's text, where it has letters. */
  readonly table: NumberTable;
  /** Whether the last row is the person's own text. It takes no part in the decompositions: it is laid on their axes. */
  readonly hasOwn: boolean;
  /** Singular values of the table of the chapters, largest first. */
  readonly singularValues: readonly number[];
  /** Rows of U Sigma, first two columns. */
  readonly svd: readonly LabelledPoint[];
  /** Part of the variance along each principal component. */
  readonly ratios: readonly number[];
  readonly variances: readonly number[];
  /** Scores on the first two principal components. */
  readonly pca: readonly LabelledPoint[];
  /** Letters that weigh most on the first component, with their weights. */
  readonly weights: readonly { readonly letter: string; readonly weight: number }[];
}

export interface Neighbours {
  readonly word: string;
  readonly near: readonly { readonly word: string; readonly cosine: number }[];
}

export interface MutualInformationLesson {
  readonly counts: NumberTable;
  /** Null where a pair was never seen: its PMI is minus infinity. */
  readonly information: { readonly rows: readonly string[]; readonly columns: readonly string[]; readonly values: readonly (readonly (number | null)[])[] };
  /** What is decomposed: with negative and unseen cells 0 where `positive`. */
  readonly matrix: NumberTable;
  /** The pair of the largest count, worked out. */
  readonly example: { readonly word: string; readonly context: string; readonly count: number; readonly rowSum: number; readonly columnSum: number; readonly total: number; readonly information: number } | null;
  readonly singularValues: readonly number[];
  /** Rows of U Sigma^1/2, first two columns. */
  readonly points: readonly LabelledPoint[];
  readonly neighbours: readonly Neighbours[];
  /** Rarer words, left out. */
  readonly leftOut: number;
}

/** Vectors while they are trained, on the first two principal components of the last ones. */
export interface Movement {
  readonly words: readonly string[];
  /** Epoch of each frame; 0: before training. */
  readonly epochs: readonly number[];
  /** [frames][words][2] */
  readonly frames: readonly (readonly (readonly [number, number])[])[];
  /** Mean loss of every epoch. */
  readonly losses: readonly number[];
  readonly neighbours: readonly Neighbours[];
}

/** One regression of skip-gram with negative sampling. */
export interface SkipGramTarget {
  readonly word: string;
  readonly label: 0 | 1;
  readonly product: number;
  readonly probability: number;
  readonly loss: number;
}

export interface Word2vecLesson {
  /** The windows of the text's beginning: centre, context and the negative samples drawn for it. */
  readonly pairs: readonly { readonly centre: string; readonly context: string; readonly negatives: readonly string[] }[];
  readonly pairCount: number;
  /** Chance of each word to be drawn as a negative sample, most frequent first. */
  readonly noise: readonly { readonly word: string; readonly count: number; readonly share: number; readonly chance: number }[];
  /** Words trained on, and those of a longer text that would have taken too long. */
  readonly tokens: number;
  readonly tokensLeftOut: number;
  /** The first pair before and after one step. */
  readonly step: { readonly centre: string; readonly before: readonly SkipGramTarget[]; readonly after: readonly SkipGramTarget[]; readonly lossBefore: number; readonly lossAfter: number } | null;
  readonly movement: Movement;
}

export interface GloveLesson {
  readonly counts: NumberTable;
  /** The pairs of the largest counts after training. */
  readonly pairs: readonly { readonly word: string; readonly context: string; readonly count: number; readonly weight: number; readonly logCount: number; readonly predicted: number; readonly loss: number }[];
  /** f(x) for the curve. */
  readonly weighting: readonly (readonly [number, number])[];
  readonly movement: Movement;
}

/** What a network makes of a text: the probability of each label. */
export interface Verdict {
  readonly labels: readonly string[];
  readonly logits: readonly number[];
  readonly probabilities: readonly number[];
}

export interface TokenId {
  readonly word: string;
  /** 1: unknown. */
  readonly id: number;
}

export interface DenseLesson {
  readonly tokens: readonly TokenId[];
  /** A row a token. */
  readonly embeddings: NumberTable;
  readonly mean: readonly number[];
  /** A column a label, a row a dimension; then the bias. */
  readonly weights: NumberTable;
  readonly bias: readonly number[];
  readonly verdict: Verdict;
  /** Of the network, on sentences held out of its training. */
  readonly accuracy: number;
  readonly heldOut: number;
}

export interface RecurrentLesson {
  readonly tokens: readonly TokenId[];
  /** Shape [tokens, units] each. An LSTM has gates i, f, o, the candidate g and the cell c; a SimpleRNN the hidden state alone. */
  readonly states: readonly { readonly name: 'input' | 'forget' | 'output' | 'candidate' | 'cell' | 'hidden'; readonly table: NumberTable }[];
  /** What the network would say after each word. */
  readonly verdicts: readonly Verdict[];
  readonly accuracy: number;
  readonly heldOut: number;
  readonly parameters: number;
}

/** The lessons as functions, on the server and between page and editor. */
export interface LessonQueries {
  oneHot(params: LessonParams<'oneHot'>): OneHotLesson;
  letters(params: LessonParams<'letters'>): LettersLesson;
  mutualInformation(params: LessonParams<'mutualInformation'>): MutualInformationLesson;
  word2vec(params: LessonParams<'word2vec'>): Word2vecLesson;
  glove(params: LessonParams<'glove'>): GloveLesson;
  dense(params: LessonParams<'dense'>): DenseLesson;
  recurrent(params: LessonParams<'recurrent'>): RecurrentLesson;
}
export type LessonAnswer<K extends LessonName> = ReturnType<LessonQueries[K]>;

/** Requests of the server: `lexiscope/lessons/<name>`. */
export type LessonMethods = { [K in LessonName as `lexiscope/lessons/${K}`]: LessonQueries[K] };

/** What the page calls of the editor. */
export interface LessonsHost extends LessonQueries {
  /** The page is there. @returns what the person had selected when the lessons were opened; null: nothing */
  ready(params: Record<string, never>): string | null;
  /** What is selected in the text editor, else its text. @returns null without a text editor */
  editorText(params: Record<string, never>): string | null;
}

/** What the editor calls of the page. */
export interface LessonsPage {
  /** Another text to work on. */
  useText(params: { readonly text: string }): void;
}

export const lessonsHostSchemas = { ...lessonSchemas, ready: v.object({}), editorText: v.object({}) } as const;
