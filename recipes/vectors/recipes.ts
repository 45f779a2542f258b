import type { JoinSettings } from './joinSpaces.ts';

interface Recipe {
  /** Files and folders, below the data folder. */
  readonly corpus: readonly string[];
  readonly corpusSettings: Readonly<Record<string, unknown>>;
  readonly counted: Readonly<Record<string, unknown>>;
  readonly predicted: Readonly<Record<string, unknown>>;
  readonly join: JoinSettings;
}

/** What was found best by trying; models/vectors.md has the measurements. */
export const recipes = {
  en: {
    corpus: ['corpora/simplewiki', 'corpora/novels', 'corpora/dickens'],
    corpusSettings: { minimumCount: 8, boundaries: 'paragraph' },
    counted: { dimensions: 200, sample: 1e-4 },
    predicted: { dimensions: 200, sample: 1e-4, epochs: 6 },
    join: { weight: 1, dimensions: 256, words: 55_000 },
  },
  sv: {
    corpus: ['corpora/selma', 'langid/sv.txt.gz'],
    corpusSettings: { minimumCount: 4, boundaries: 'paragraph' },
    counted: { dimensions: 100, sample: 3e-4 },
    predicted: { dimensions: 100, sample: 3e-4, epochs: 15, rate: 0.05 },
    join: { weight: 1, dimensions: 128, words: 20_000 },
  },
} as const satisfies Readonly<Record<string, Recipe>>;
