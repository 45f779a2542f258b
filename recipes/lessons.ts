// Trains the three small networks of the lessons: node scripts/run.mjs recipes/lessons.ts
// Their data is drawn from a grammar (recipes/lessons/sentences.ts); a quarter of the distinct sentences is held out and measured.
import { writeFileSync } from 'node:fs';
import { createRandom } from '../src/base/random.ts';
import type { Architecture } from '../src/nn/architecture.ts';
import { createNetwork } from '../src/nn/architecture.ts';
import { trainingConfiguration } from '../src/nn/configuration.ts';
import { fit } from '../src/nn/fit.ts';
import type { EncodedExample } from '../src/nn/examples.ts';
import { buildVocabulary } from '../src/text/buildVocabulary.ts';
import { createTokenizer } from '../src/text/createTokenizer.ts';
import type { Opinion } from './lessons/sentences.ts';
import { drawOpinion, strangers } from './lessons/sentences.ts';
import { exampleOf, logitsOf, shuffledSource } from './wide/recurrent.ts';

const out = 'media/lessons/networks.json';
const size = 8;
const maximumTokens = 32;
const labels = ['good', 'bad'];
const noDropout = { embedding: 0, between: 0, recurrent: 0, output: 0 };
const shared: Pick<Architecture, 'embedding' | 'dense' | 'crf' | 'dropout'> = { embedding: { kind: 'table', dimensions: size }, dense: [], crf: false, dropout: noDropout };
const recurrent = (cell: 'rnn' | 'lstm'): Architecture => ({ ...shared, recurrent: { cell, hiddenSize: size, layers: 1, bidirectional: false }, pooling: ['last'] });
const architectures: Record<'dense' | 'rnn' | 'lstm', Architecture> = { dense: { ...shared, pooling: ['mean'] }, rnn: recurrent('rnn'), lstm: recurrent('lstm') };

const random = createRandom(17);
const drawn = new Map<string, Opinion>();
while (drawn.size < 6000) {
  const opinion = drawOpinion(random);
  drawn.set(opinion.text, opinion);
}
const opinions = [...drawn.values()];
const isHeld = (i: number): boolean => i % 4 === 3;
const units = { kind: 'words', normalization: { unicode: 'NFC', lowerCase: true }, punctuation: false, foldDigits: false } as const;
const vocabulary = (await buildVocabulary(opinions.map(({ text }) => text), units)).filter((word) => !strangers.includes(word));
const tokenizer = createTokenizer({ ...units, vocabulary, unknownBuckets: 0 });
const encode = ({ text, label }: Opinion): EncodedExample => exampleOf(tokenizer, text, maximumTokens, [label]);
const known = opinions.filter((_, i) => !isHeld(i));
const held = opinions.filter((_, i) => isHeld(i));

const networks: Record<string, unknown> = {};
for (const [name, architecture] of Object.entries(architectures)) {
  const network = createNetwork(architecture, { vocabularySize: tokenizer.vocabularySize, logits: labels.length, maximumTokens });
  const configuration = trainingConfiguration({
    architecture, epochs: 12, batchSize: 32, optimiser: { kind: 'adam', weightDecay: 0.01 }, schedule: { kind: 'cosine', rate: 0.01 }, earlyStopping: 0, seed: 3, threads: 1,
  });
  const { parameters } = await fit({ network, configuration, lossKind: 'softmax', source: shuffledSource(known.map(encode), 5) });
  const logits = await logitsOf(network, parameters, held.map(encode));
  const accuracy = held.filter(({ label }, i) => (logits[2 * i + 1] > logits[2 * i] ? 1 : 0) === label).length / held.length;
  console.log(`${name}: ${(100 * accuracy).toFixed(2)} % of ${held.length} held-out sentences`);
  networks[name] = { accuracy, parameters: Object.fromEntries([...parameters].map(([key, values]) => [key, Array.from(values, (value) => Number(value.toPrecision(6)))])) };
}
writeFileSync(out, `${JSON.stringify({ made: 'recipes/lessons.ts', vocabulary, labels, size, heldOut: held.length, networks })}\n`);
