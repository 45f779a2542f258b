import type { SettingField } from '../protocol/training.ts';

type Group = SettingField['group'];
type Rest = Partial<Pick<SettingField, 'advanced' | 'minimum' | 'maximum' | 'when'>>;

const recurrent = { key: 'cell', is: ['rnn', 'lstm', 'gru'] } as const;
const table = { key: 'embedding', is: ['table'] } as const;
const counted = { key: 'tokenizer', is: ['words', 'characters'] } as const;
const hashed = { key: 'tokenizer', is: ['hashed-ngrams'] } as const;
const folded: Rest = { advanced: true };

function whole(group: Group, key: string, label: string, help: string, minimum: number, rest: Rest = {}): SettingField {
  return { key, label, help, group, advanced: false, type: 'integer', minimum, ...rest };
}

function decimal(group: Group, key: string, label: string, help: string, minimum: number, maximum: number | undefined, rest: Rest = {}): SettingField {
  return { key, label, help, group, advanced: false, type: 'number', minimum, ...(maximum !== undefined && { maximum }), ...rest };
}

function yesNo(group: Group, key: string, label: string, help: string, rest: Rest = {}): SettingField {
  return { key, label, help, group, advanced: false, type: 'boolean', ...rest };
}

function choice(group: Group, key: string, label: string, help: string, choices: Readonly<Record<string, string>>, rest: Rest = {}): SettingField {
  return { key, label, help, group, advanced: false, type: 'choice', choices: Object.entries(choices).map(([value, name]) => ({ value, label: name })), ...rest };
}

const networkFields: readonly SettingField[] = [
  choice('data', 'target', 'Target', 'What a text has: one label, or any number of them.', { auto: 'By the data', single: 'One label a text', binary: 'Yes or no', multiple: 'Several labels a text', tags: 'A tag for each word' }, folded),
  decimal('data', 'validationPart', 'Validation part', 'Of the rows, so many are not trained on; after each epoch they tell how good the network is.', 0, 1),
  decimal('data', 'testPart', 'Test part', 'Of the rows, so many are kept for the figures in the end. 0: none.', 0, 1),
  choice('data', 'classWeights', 'Class weights', 'Balanced: rare labels count as much as frequent ones.', { none: 'None', balanced: 'Balanced' }),
  choice('text', 'tokenizer', 'Tokens', 'What the network reads one by one.', { words: 'Words', characters: 'Characters', 'hashed-ngrams': 'Words by their character n-grams' }),
  whole('text', 'maximumTokens', 'Longest text', 'Tokens of a text that are trained on; the model reads longer texts in pieces.', 1),
  whole('text', 'vocabulary', 'Vocabulary', 'The most frequent so many words or characters are known.', 1, { when: counted }),
  whole('text', 'minimumCount', 'Minimum count', 'Rarer words are unknown.', 1, { ...folded, when: counted }),
  whole('text', 'buckets', 'Buckets', 'Rows of the table of n-grams.', 2, { ...folded, when: hashed }),
  whole('text', 'ngramMinimum', 'Shortest n-gram', 'In characters.', 1, { ...folded, when: hashed }),
  whole('text', 'ngramMaximum', 'Longest n-gram', 'In characters.', 1, { ...folded, when: hashed }),
  yesNo('text', 'cased', 'Keep capitals', 'Otherwise all text is folded to lower case.', folded),
  { key: 'vectors', label: 'Word vectors', help: 'A file that the embedding starts from: GloVe, word2vec or fastText.', group: 'text', advanced: false, type: 'file', when: table },
  whole('text', 'frozenEpochs', 'Frozen epochs', 'Epochs in which the embedding is not changed; -1: all.', -1, { ...folded, when: table }),
  choice('network', 'embedding', 'Input', 'A vector for each token, or each token an axis of its own.', { table: 'Embedding', 'one-hot': 'One-hot' }, folded),
  whole('network', 'dimensions', 'Embedding dimensions', 'Length of a token’s vector.', 1, { when: table }),
  choice('network', 'cell', 'Recurrent layer', 'How the network remembers.', { none: 'None', rnn: 'Simple RNN', lstm: 'LSTM', gru: 'GRU' }),
  whole('network', 'hidden', 'Units', 'Of each recurrent layer and direction.', 1, { when: recurrent }),
  whole('network', 'layers', 'Layers', 'Recurrent layers, one on the other.', 1, { when: recurrent }),
  yesNo('network', 'bidirectional', 'Both directions', 'A second layer reads backwards.', { when: recurrent }),
  choice('network', 'pooling', 'Pooling', 'How the words’ vectors become one.', { last: 'Last state', mean: 'Mean', max: 'Maximum', attention: 'Attention', 'max+mean': 'Maximum and mean', flatten: 'Flatten', none: 'None: an answer for each word' }),
  whole('network', 'denseUnits', 'Dense layer', 'Units of a hidden layer before the answer; 0: none.', 0, folded),
  choice('network', 'denseActivation', 'Activation', 'Of the dense layer.', { relu: 'ReLU', tanh: 'tanh' }, folded),
  yesNo('network', 'crf', 'CRF', 'Weighs which tag may follow which.', { ...folded, when: { key: 'target', is: ['tags'] } }),
  decimal('network', 'dropoutEmbedding', 'Dropout, embedding', 'Part of the dimensions left out at random while training.', 0, 0.95, folded),
  decimal('network', 'dropoutBetween', 'Dropout, between layers', 'As above.', 0, 0.95, folded),
  decimal('network', 'dropoutRecurrent', 'Dropout, recurrent', 'On recurrent weights.', 0, 0.95, folded),
  decimal('network', 'dropoutOutput', 'Dropout, output', 'Before the last layer.', 0, 0.95, folded),
  whole('training', 'epochs', 'Epochs', 'How often the data is gone through, at most.', 1),
  whole('training', 'patience', 'Patience', 'Epochs without improvement that end the training; 0: never.', 0),
  whole('training', 'batchSize', 'Batch size', 'Texts between two updates.', 1),
  choice('training', 'optimiser', 'Optimiser', 'How gradients become updates.', { adam: 'AdamW', rmsprop: 'RMSprop', sgd: 'SGD with momentum' }, folded),
  decimal('training', 'rate', 'Learning rate', 'Size of the updates.', 0, undefined),
  choice('training', 'schedule', 'Schedule', 'How the learning rate changes.', { constant: 'Constant', linear: 'Linear to 0', cosine: 'Cosine to 0', plateau: 'Halved on a plateau' }, folded),
  decimal('training', 'warmup', 'Warm-up', 'Part of the training in which the rate rises.', 0, 1, folded),
  decimal('training', 'weightDecay', 'Weight decay', 'Pulls weights towards 0.', 0, undefined, folded),
  decimal('training', 'clipping', 'Gradient clipping', 'Largest norm of the gradient; 0: no limit.', 0, undefined, folded),
  decimal('training', 'labelSmoothing', 'Label smoothing', 'Keeps the network from being too sure.', 0, 0.95, folded),
  decimal('training', 'tokenDropout', 'Token dropout', 'Part of the words left out at random.', 0, 0.95, folded),
  decimal('training', 'adversarial', 'Adversarial training', 'How far a text’s vectors are moved to where the loss grows, as a multiple of a vector’s length: with 0.1 a network can be better on texts that it has not seen. Takes twice the time. 0: not at all.', 0, undefined, { ...folded, when: table }),
  choice('training', 'averaging', 'Weight averaging', 'Weights of the final model.', { none: 'The best epoch’s', ema: 'Exponential average', swa: 'Mean over epochs' }, folded),
  choice('result', 'storage', 'Storage', 'How the model keeps its weights; the report tells the loss in quality.', { float32: 'float32', float16: 'float16: half the size', int8: 'int8: a quarter' }, folded),
  whole('training', 'checkpointSeconds', 'Checkpoint every', 'Seconds; what a kill costs at most.', 0, folded),
];

const embeddingFields: readonly SettingField[] = [
  choice('text', 'tokens', 'Tokens', 'Runs of letters, or what stands between blanks, for text that is tokenized already.', { letters: 'Letters', whitespace: 'Between blanks' }, folded),
  yesNo('text', 'lowerCase', 'Fold capitals', 'Car and car are one word.'),
  choice('text', 'boundaries', 'Windows end at', 'No word is the neighbour of one beyond this.', { sentence: 'Sentences', line: 'Lines', paragraph: 'Paragraphs', document: 'Documents' }, folded),
  whole('text', 'minimumCount', 'Minimum count', 'Rarer words are left out.', 1),
  whole('text', 'maximumVocabulary', 'Largest vocabulary', 'The most frequent so many words; 0: all.', 0, folded),
  whole('text', 'phraseRounds', 'Phrase rounds', 'Joins pairs that come together often, as new_york; 0: none.', 0, folded),
  decimal('text', 'phraseThreshold', 'Phrase threshold', 'The higher, the fewer phrases.', 0, undefined, folded),
  whole('network', 'dimensions', 'Dimensions', 'Length of the vectors.', 1),
  whole('network', 'window', 'Window', 'Words on each side that count as neighbours.', 1),
  choice('network', 'sides', 'Sides', 'Which neighbours are counted.', { both: 'Both', left: 'Left', right: 'Right' }, folded),
  choice('network', 'weighting', 'Weighting', 'How distance counts.', { flat: 'All alike', dynamic: 'Falling', harmonic: '1 / distance' }, folded),
  whole('training', 'epochs', 'Epochs', 'Passes over the corpus.', 1),
  decimal('training', 'rate', 'Learning rate', 'At the start.', 0, undefined),
  decimal('training', 'minimumRate', 'Lowest learning rate', 'It falls linearly to this.', 0, undefined, folded),
  whole('training', 'negative', 'Negative samples', '0: hierarchical softmax.', 0),
  decimal('training', 'noiseExponent', 'Noise exponent', 'Of the word counts negative samples are drawn by.', -2, 2, folded),
  decimal('training', 'sample', 'Subsampling', 'Threshold above which frequent words are thinned out; 0: none.', 0, undefined, folded),
  yesNo('training', 'deterministic', 'Repeatable', 'The same vectors in every run with several threads, too; slower.', folded),
  whole('text', 'minimumNgram', 'Shortest n-gram', 'In characters.', 1, folded),
  whole('text', 'maximumNgram', 'Longest n-gram', 'In characters; 0: whole words alone.', 0, folded),
  whole('text', 'buckets', 'Buckets', 'Rows of n-grams.', 1, folded),
  yesNo('network', 'positive', 'Positive only', 'Negative mutual information counts as 0.', folded),
  decimal('network', 'shift', 'Shift', 'log of it is taken off the mutual information.', 0, undefined, folded),
  decimal('network', 'smoothing', 'Context smoothing', 'Exponent of the context counts.', 0, 1, folded),
  decimal('network', 'valueExponent', 'p of U Σ^p', 'How much the singular values count.', -1, 1, folded),
  whole('training', 'powerIterations', 'Power iterations', 'More are more exact.', 0, folded),
  decimal('training', 'xMax', 'x max', 'Counts above it weigh 1.', 0, undefined, folded),
  decimal('training', 'alpha', 'alpha', 'Exponent of the weights of smaller counts.', 0, 1, folded),
];

const commonFields: readonly SettingField[] = [
  whole('training', 'seed', 'Seed', 'The same seed gives the same run.', 0, folded),
  whole('training', 'threads', 'Threads', 'Processor cores at work.', 1, folded),
];

/** The fields of a form, by what is trained. A preset's settings say which of them apply. */
export function fieldsOf(kind: 'network' | 'embeddings'): readonly SettingField[] {
  return [...(kind === 'network' ? networkFields : embeddingFields), ...commonFields];
}
