import { LexiscopeError } from '../base/errors.ts';
import type { Algorithm, EmbeddingSettings } from '../embeddings/settings.ts';
import { algorithms, defaultSettings, embeddingSettings } from '../embeddings/settings.ts';
import type { TrainingPreset } from '../protocol/training.ts';
import type { Settings } from '../protocol/trainingRun.ts';
import { defaultThreads } from './networkPresets.ts';

const introductions: Readonly<Record<Algorithm, Pick<TrainingPreset, 'title' | 'what' | 'when'>>> = {
  'ppmi-svd': { title: 'Mutual information + SVD', what: 'Counts which words stand near each other, takes the positive mutual information of each pair, and reduces the table by a singular value decomposition.', when: 'Small corpora, and to see where word vectors come from: the best on similarity there, and nothing is left to chance.' },
  skipgram: { title: 'word2vec skip-gram', what: 'Each word learns to predict its neighbours (Mikolov et al. 2013).', when: 'The usual choice; good for rare words.' },
  cbow: { title: 'word2vec CBOW', what: 'The mean of the neighbours learns to predict the word (Mikolov et al. 2013).', when: 'Three times as fast as skip-gram; large corpora.' },
  glove: { title: 'GloVe', what: 'Vectors whose products fit the logarithms of how often words stand near each other (Pennington et al. 2014).', when: 'To compare with the vectors that many papers use; large corpora.' },
  'fasttext-skipgram': { title: 'fastText skip-gram', what: 'Skip-gram over words and their character n-grams (Bojanowski et al. 2017).', when: 'Languages with many word forms; words that were never seen get a vector, too.' },
  'fasttext-cbow': { title: 'fastText CBOW', what: 'CBOW over words and their character n-grams.', when: 'Like fastText skip-gram, faster.' },
};

/** Rows of n-grams: 2,000,000, as fastText has them, take 1.6 GB for corpora that fill a tenth of them. */
const panelBuckets = 200_000;

export function embeddingPresets(): TrainingPreset[] {
  return algorithms.map((name) => {
    const { algorithm: _algorithm, ...settings } = defaultSettings(name);
    return { kind: 'embeddings', name, ...introductions[name], settings: { ...settings, threads: defaultThreads(), ...('buckets' in settings && { buckets: panelBuckets }) } };
  });
}

/** @throws LexiscopeError `bad-input` for an algorithm that does not exist, or naming the setting that is wrong */
export function embeddingChoice(preset: string, settings: Settings): EmbeddingSettings {
  const algorithm = algorithms.find((name) => name === preset);
  if (!algorithm) throw new LexiscopeError('bad-input', `there is no algorithm ${preset}; there are ${algorithms.join(', ')}`);
  return embeddingSettings(algorithm, settings);
}
