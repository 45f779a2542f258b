/** The file formats of labelled texts; see docs/data-formats.md. */
export const exampleFormats = ['jsonl', 'csv', 'fasttext', 'label-tab-text', 'lines', 'folder', 'reuters', 'rcv1'] as const;
export type ExampleFormat = (typeof exampleFormats)[number];

/** The file formats of sentences with a tag a token. */
export const taggedFormats = ['conllu', 'conll'] as const;
export type TaggedFormat = (typeof taggedFormats)[number];

export type CorpusFormat = ExampleFormat | TaggedFormat;
