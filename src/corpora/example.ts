/** One row of labelled data and where it stands, so that errors and worst examples can be traced to the file. */
export interface LabelledExample {
  readonly text: string;
  /** Empty for an example without label (allowed in multi-label data: "none of them"). */
  readonly labels: readonly string[];
  readonly file: string;
  /** 1-based line on which the row starts; 1 for a file that is one example. */
  readonly line: number;
}

/** One sentence of token-labelled data: `tokens[i]` has `tags[i]`. */
export interface TaggedSentence {
  readonly tokens: readonly string[];
  readonly tags: readonly string[];
  readonly file: string;
  readonly line: number;
}
