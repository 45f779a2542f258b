import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { embeddingSettings } from '../../src/embeddings/settings.ts';
import { trainEmbeddings } from '../../src/embeddings/train.ts';
import type { WordsSpec } from '../../src/text/tokenizerSpec.ts';
import { visitWords } from '../../src/text/words.ts';
import type { DataSet } from './dataSets.ts';
import { readNewswire } from './dataSets.ts';

/** How the model reads words; the vocabulary is counted below. */
export const reading = {
  kind: 'words', normalization: { unicode: 'NFKC', lowerCase: true }, punctuation: true, foldDigits: false, webEnglish: true,
} as const satisfies Partial<WordsSpec>;

export interface WordVectors {
  readonly vocabulary: string[];
  /** [vocabulary + 2, dimensions]; zeros for words that the skip-gram did not learn, and for padding and the unknown word. */
  readonly table: Float32Array;
}

export interface VectorOptions {
  readonly dataFolder: string;
  /** Corpus, vocabulary and vectors are kept here and not made again. */
  readonly workFolder: string;
  readonly dimensions: number;
  readonly vocabularySize: number;
  readonly threads: number;
}

/** What the vectors are learnt from: text, times that it is written into the corpus, weight of its words in the choice of the vocabulary. */
interface CorpusPart {
  readonly texts: Iterable<string>;
  readonly copies: number;
  readonly weight: number;
}

/** Short texts are few beside the reviews; copies keep the words of tweets and reports from drowning in them. */
function corpusParts(sets: readonly DataSet[], reviews: readonly string[], dataFolder: string): CorpusPart[] {
  const textsOf = (set: DataSet): string[] => set.train.map(({ text }) => text);
  const parts = sets.filter(({ name }) => name !== 'sst2-phrases').map((set) => ({
    texts: textsOf(set), copies: set.name === 'imdb' || set.name === 'movie-reviews' ? 1 : 4, weight: set.name === 'imdb' || set.name === 'movie-reviews' ? 1 : 4,
  }));
  return [
    ...parts, { texts: reviews, copies: 1, weight: 1 }, { texts: simpleWikipedia(dataFolder), copies: 1, weight: 0.2 },
    { texts: readNewswire(dataFolder), copies: 1, weight: 0 },
  ];
}

function* simpleWikipedia(dataFolder: string): Generator<string> {
  for (let part = 1; part <= 8; part++) {
    yield* gunzipSync(readFileSync(path.join(dataFolder, `corpora/simplewiki/simplewiki-0${part}.txt.gz`))).toString('utf8').split('\n').filter((line) => line.length > 40);
  }
}

/** Tokens of all texts, one text a line and blanks between tokens. @returns the most weighty words */
async function writeCorpus(file: string, parts: readonly CorpusPart[], vocabularySize: number): Promise<string[]> {
  const weights = new Map<string, number>();
  const out = createWriteStream(file);
  for (const { texts, copies, weight } of parts) {
    for (const text of texts) {
      const tokens: string[] = [];
      visitWords(text, reading, (token) => {
        tokens.push(token);
        weights.set(token, (weights.get(token) ?? 0) + weight);
        return true;
      });
      if (!out.write(`${tokens.join(' ')}\n`.repeat(copies))) await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
  return [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, vocabularySize).map(([word]) => word);
}

/** Skip-gram vectors (Mikolov et al. 2013) of the model's words, from all text at hand but what is held out. */
export async function trainVectors(sets: readonly DataSet[], reviews: readonly string[], options: VectorOptions): Promise<WordVectors> {
  const { workFolder, dimensions } = options;
  const corpusFile = path.join(workFolder, 'corpus.txt');
  const vocabularyFile = path.join(workFolder, 'vocabulary.json');
  const tableFile = path.join(workFolder, `vectors-${dimensions}.f32`);
  if (!existsSync(vocabularyFile)) writeFileSync(vocabularyFile, JSON.stringify(await writeCorpus(corpusFile, corpusParts(sets, reviews, options.dataFolder), options.vocabularySize)));
  const vocabulary = JSON.parse(readFileSync(vocabularyFile, 'utf8')) as string[];
  if (existsSync(tableFile)) {
    const bytes = readFileSync(tableFile);
    return { vocabulary, table: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) };
  }
  const settings = embeddingSettings('skipgram', { tokens: 'whitespace', lowerCase: false, minimumCount: 4, dimensions, window: 6, epochs: 5, sample: 1e-4, threads: options.threads });
  let reported = 0;
  const trained = await trainEmbeddings([corpusFile], settings, {
    onProgress: ({ phase, part, wordsPerSecond, loss }) => {
      if (performance.now() - reported < 20000) return;
      reported = performance.now();
      console.log(`vectors: ${phase} ${(100 * part).toFixed(0)} % ${wordsPerSecond?.toFixed(0) ?? ''} words/s loss ${loss?.toFixed(4) ?? ''}`);
    },
  });
  const rowOf = new Map(trained.vocabulary.words.map((word, row) => [word, row]));
  const table = new Float32Array((vocabulary.length + 2) * dimensions);
  const row = new Float32Array(dimensions);
  vocabulary.forEach((word, i) => {
    const at = rowOf.get(word);
    if (at === undefined) return;
    trained.copyRow(at, row);
    table.set(row, (i + 2) * dimensions);
  });
  writeFileSync(tableFile, new Uint8Array(table.buffer));
  return { vocabulary, table };
}
