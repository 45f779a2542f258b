// Trains models/vectors-en.lxv and models/vectors-sv.lxv: node scripts/run.mjs recipes/vectors.ts --language en
// Continues by itself from what lies in build/vectors/recipe. About 25 minutes for English on one free core.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { embeddingSettings } from '../src/embeddings/settings.ts';
import { trainEmbeddings } from '../src/embeddings/train.ts';
import { readVectors } from '../src/vectors/read.ts';
import type { VectorSpace } from '../src/vectors/space.ts';
import { writeVectors } from '../src/vectors/write.ts';
import { joinSpaces } from './vectors/joinSpaces.ts';
import { describeQuality } from './vectors/quality.ts';
import { recipes } from './vectors/recipes.ts';

const { values: options } = parseArgs({
  options: {
    language: { type: 'string', default: 'en' },
    data: { type: 'string', default: '../shared/data' },
    work: { type: 'string', default: 'build/vectors/recipe' },
    out: { type: 'string' },
    threads: { type: 'string', default: '1' },
  },
});
const { language } = options;
if (!Object.hasOwn(recipes, language)) throw new Error(`there is no recipe for ${language}; there are ${Object.keys(recipes).join(', ')}`);
const recipe = recipes[language as keyof typeof recipes];
const out = options.out ?? `models/vectors-${language}.lxv`;
mkdirSync(options.work, { recursive: true });

/** The vectors of one algorithm, trained or read from an earlier try. */
async function part(name: string, algorithm: 'ppmi-svd' | 'skipgram', own: Readonly<Record<string, unknown>>): Promise<VectorSpace> {
  const file = path.join(options.work, `${language}-${name}.lxv`);
  if (!existsSync(file)) {
    const started = performance.now();
    const settings = embeddingSettings(algorithm, { ...recipe.corpusSettings, ...own, threads: Number(options.threads) });
    const trained = await trainEmbeddings(recipe.corpus.map((place) => path.join(options.data, place)), settings, {
      onVocabulary: ({ words }, tokens) => console.log(`${name}: ${tokens} tokens, ${words.length} words`),
      onEpoch: ({ epoch, loss, probeLoss }) => console.log(`${name}: epoch ${epoch + 1}: loss ${loss.toFixed(5)}, on the probe set ${probeLoss.toFixed(5)}`),
    });
    const table = { size: trained.size, dimensions: trained.dimensions, word: (row: number): string => trained.word(row), copyRow: (row: number, to: Float32Array): void => trained.copyRow(row, to), counts: trained.vocabulary.counts };
    await writeVectors(file, table, 'lexiscope');
    console.log(`${name}: ${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
  }
  return (await readVectors(file)).space;
}

const counted = await part('ppmi-svd', 'ppmi-svd', recipe.counted);
const predicted = await part('skipgram', 'skipgram', recipe.predicted);
const joined = await joinSpaces(counted, predicted, recipe.join);
await writeVectors(out, joined, 'lexiscope', { storage: 'int8' });
const quantized = (await readVectors(out)).space;
for (const [name, space] of [['ppmi-svd', counted], ['skipgram', predicted], ['joined', joined], ['joined, int8', quantized]] as const) {
  console.log(`${name.padEnd(14)} ${space.size} x ${space.dimensions}: ${await describeQuality(space, language, options.data)}`);
}
