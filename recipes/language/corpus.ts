import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One language's texts and words, apart from what is held out of them. */
export interface LanguageData {
  readonly code: string;
  readonly texts: readonly string[];
  readonly heldOut: readonly string[];
  /** Texts of the same language in another script, drawn now and then. */
  readonly otherScript: readonly string[];
  readonly words: readonly string[];
  /** Cumulative shares for drawing words by frequency. */
  readonly wordShares: Float64Array;
}

export interface LabelledText {
  readonly code: string;
  readonly text: string;
}

function lines(file: string): string[] {
  return gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter((line) => line.length > 0);
}

/** ../shared/data/langid, described in its SOURCE.md: `XX.txt.gz`, `words/XX.tsv.gz`, `dev*.tsv.gz`. */
export function readLanguages(folder: string): LanguageData[] {
  const codes = readdirSync(folder).filter((name) => /^[a-z]{2}\.txt\.gz$/.test(name)).map((name) => name.slice(0, 2)).sort();
  return codes.map((code) => {
    const texts = lines(path.join(folder, `${code}.txt.gz`));
    const held = Math.floor(texts.length * 0.02);
    const counted = lines(path.join(folder, 'words', `${code}.tsv.gz`)).map((line) => line.split('\t'));
    const words = counted.map(([word]) => word);
    // A root between types and tokens: single words that people look up are neither all "the" nor all rare.
    const wordShares = new Float64Array(words.length);
    let sum = 0;
    for (const [i, [, count]] of counted.entries()) wordShares[i] = sum += Math.sqrt(Number(count) + 1);
    for (let i = 0; i < wordShares.length; i++) wordShares[i] /= sum;
    return {
      code, texts: texts.slice(held), heldOut: texts.slice(0, held),
      otherScript: code === 'sr' ? lines(path.join(folder, 'more', 'sr-Latn.txt.gz')) : [],
      words, wordShares,
    };
  });
}

/** The development files by what is in them. */
const developmentFiles = { sentences: 'dev.tsv.gz', 'word pairs': 'dev-word-pairs.tsv.gz', 'single words': 'dev-single-words.tsv.gz' } as const;

export type DevelopmentSet = keyof typeof developmentFiles;

export const developmentSets = Object.keys(developmentFiles) as DevelopmentSet[];

export function readDevelopment(folder: string, set: DevelopmentSet): LabelledText[] {
  return lines(path.join(folder, developmentFiles[set])).map((line) => {
    const [code, text] = line.split('\t');
    return { code, text };
  });
}
