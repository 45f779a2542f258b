import { availableParallelism } from 'node:os';
import type { Architecture, PresetName } from '../nn/architecture.ts';
import { presets } from '../nn/architecture.ts';
import type { TrainingPreset } from '../protocol/training.ts';
import type { RunKind, Settings } from '../protocol/trainingRun.ts';

type NetworkKind = Exclude<RunKind, 'embeddings'>;

interface Introduction {
  readonly kind: NetworkKind;
  readonly title: string;
  readonly what: string;
  readonly when: string;
  /** Where the preset wants other than the common settings. */
  readonly settings?: Settings;
}

/** The lecture's networks, simplest first. */
const introductions: Readonly<Record<PresetName, Introduction>> = {
  bag: { kind: 'classifier', title: 'Bag of embeddings', what: 'The mean of the words’ vectors, then one layer: fastText’s classifier. Word order does not count.', when: 'A first try, topics, very large data: it trains in seconds and is hard to beat where single words decide.' },
  dense: { kind: 'classifier', title: 'Embedding + Flatten + Dense', what: 'The vectors of the first 20 words side by side, then one layer: each position has weights of its own.', when: 'To see what a network without memory can do; very short texts.', settings: { maximumTokens: 20 } },
  rnn: { kind: 'classifier', title: 'Simple RNN', what: 'One state, updated word by word: h = tanh(W x + U h + b). Its gradient vanishes over long texts.', when: 'To learn how recurrence works, and why LSTM was invented.' },
  lstm: { kind: 'classifier', title: 'LSTM', what: 'A state with gates that decide what to keep, to add and to show, so that it remembers over hundreds of words.', when: 'Where word order matters: sentiment, intent, style.' },
  gru: { kind: 'classifier', title: 'GRU', what: 'An LSTM with two gates instead of three, so a quarter fewer parameters.', when: 'Like LSTM, with less data or time.' },
  bilstm: { kind: 'classifier', title: 'Bidirectional LSTM', what: 'One LSTM reads forwards, one backwards; the largest and the mean value of each unit over the text are kept.', when: 'The best start for most texts: every word is seen with what comes before and after.' },
  stacked: { kind: 'classifier', title: 'Two bidirectional LSTMs', what: 'A second bidirectional LSTM reads what the first one says.', when: 'Much data (tens of thousands of texts) and patience.' },
  attention: { kind: 'classifier', title: 'BiLSTM with attention', what: 'A bidirectional LSTM; a learnt weight for each word decides how much it counts.', when: 'Long texts in which a few words decide.' },
  'one-hot': { kind: 'classifier', title: 'One-hot characters + BiLSTM', what: 'Reads characters, each its own axis: no words, no embedding.', when: 'Languages, names, spelling; texts in which words say little.', settings: { tokenizer: 'characters', maximumTokens: 256 } },
  tagger: { kind: 'tagger', title: 'BiLSTM + CRF tagger', what: 'A bidirectional LSTM says a tag for each word; a CRF weighs which tag may follow which.', when: 'Parts of speech, named entities: data with a tag for each word.', settings: { tokenizer: 'hashed-ngrams', cased: true, ngramMinimum: 1 } },
};

/** Threads that leave the editor responsive: the job has a low priority, so it may use every core. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(8, availableParallelism()));
}

function commonSettings(): Settings {
  return {
    target: 'auto', classWeights: 'none', validationPart: 0.1, testPart: 0.1,
    tokenizer: 'words', vocabulary: 20_000, minimumCount: 2, buckets: 65_536, ngramMinimum: 3, ngramMaximum: 5, cased: false, maximumTokens: 256, vectors: '', frozenEpochs: 0,
    epochs: 10, patience: 3, batchSize: 32, optimiser: 'adam', rate: 0.002, weightDecay: 0.01, clipping: 1, schedule: 'cosine', warmup: 0.05,
    labelSmoothing: 0, tokenDropout: 0, adversarial: 0, averaging: 'none', storage: 'float32', seed: 1, threads: defaultThreads(), checkpointSeconds: 30,
  };
}

/** An architecture as fields of a form. `architectureOf` (networkSettings.ts) is the way back. */
export function architectureFields({ embedding, recurrent, pooling, dense, crf, dropout }: Architecture): Settings {
  return {
    embedding: embedding.kind, dimensions: embedding.kind === 'table' ? embedding.dimensions : 100,
    cell: recurrent?.cell ?? 'none', hidden: recurrent?.hiddenSize ?? 64, layers: recurrent?.layers ?? 1, bidirectional: recurrent?.bidirectional ?? false,
    pooling: typeof pooling === 'string' ? pooling : pooling.join('+'),
    denseUnits: dense[0]?.units ?? 0, denseActivation: dense[0]?.activation ?? 'relu', crf,
    dropoutEmbedding: dropout.embedding, dropoutBetween: dropout.between, dropoutRecurrent: dropout.recurrent, dropoutOutput: dropout.output,
  };
}

export function networkPresets(): TrainingPreset[] {
  return (Object.keys(introductions) as PresetName[]).map((name) => {
    const { kind, title, what, when, settings } = introductions[name];
    const tags: Settings = kind === 'tagger' ? { target: 'tags' } : {};
    return { kind, name, title, what, when, settings: { ...commonSettings(), ...architectureFields(presets[name]), ...tags, ...settings } };
  });
}
