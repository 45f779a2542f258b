// Trains models/topics.onnx: node scripts/run.mjs recipes/topics.ts --out models/topics.onnx
// With --measure nothing is written: it trains in the same way on the earlier part of the training stories and measures on the later part.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Parameters } from '../src/nn/parameters.ts';
import { createTokenizer } from '../src/text/createTokenizer.ts';
import type { TokenizerSpec } from '../src/text/tokenizerSpec.ts';
import { reliabilityDiagram } from './sentiment/calibrationPlot.ts';
import { calibrationOf, decide, scoreTopics, sigmoid } from './topics/decision.ts';
import type { Decided } from './topics/decision.ts';
import { writeTopicsModel } from './topics/model.ts';
import type { Story } from './topics/stories.ts';
import { readTopicsData } from './topics/stories.ts';
import { trainStoryVectors } from './topics/vectors.ts';
import type { TrainingPlan } from './wide/recurrent.ts';
import { exampleOf, logitsOf, recurrentNetwork } from './wide/recurrent.ts';
import type { Planes } from './wide/supportVectors.ts';
import { scoresOf } from './wide/supportVectors.ts';
import { tfIdfBags, wordFrequencies } from './wide/tfIdf.ts';
import { trainLinearPath, trainRecurrent } from './wide/train.ts';
import { tableOf } from './wide/wordVectors.ts';
import type { WordVectors } from './wide/wordVectors.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    out: { type: 'string', default: 'models/topics.onnx' },
    /** Leaves BBC News, AG News and 20 Newsgroups out, whose texts are for research or non-commercial use. Reuters-21578 is for research too, and stays. */
    'reuters-only': { type: 'boolean', default: false },
    dimensions: { type: 'string', default: '100' },
    hidden: { type: 'string', default: '100' },
    epochs: { type: 'string', default: '20' },
    rate: { type: 'string', default: '0.004' },
    adversarial: { type: 'string', default: '0' },
    /** Tokens of a story that the recurrent network trains on. */
    tokens: { type: 'string', default: '200' },
    seed: { type: 'string', default: '2' },
    measure: { type: 'boolean', default: false },
    /** With --measure: the calibration plot of the later stories. */
    plot: { type: 'string', default: 'docs/images/topics-calibration.svg' },
    /** Word vectors are kept here. */
    run: { type: 'string', default: 'build/runs/topics' },
  },
});
const started = performance.now();
const log = (line: string): void => console.log(`${((performance.now() - started) / 1000).toFixed(0)}s ${line}`);

const heldShare = 0.25;
const maximumTokens = 512;
const data = await readTopicsData(options.data, { reutersOnly: options['reuters-only'] });
const labels = [...new Set(data.stories.flatMap((story) => story.labels))].sort();
log(`${data.stories.length} stories, ${labels.length} categories, ${data.unlabelled.length} unlabelled, ${data.foreign.length} of other kinds`);

const units = { normalization: { unicode: 'NFC', lowerCase: true }, punctuation: false, foldDigits: true } as const;
mkdirSync(options.run, { recursive: true });
const vectors = await keptWordVectors(path.join(options.run, 'vectors.json'));
const table = tableOf(vectors, vectors.words.length + 2, 0.3, (_, i) => i + 2);
const spec: TokenizerSpec = { kind: 'words', ...units, vocabulary: [...vectors.words], unknownBuckets: 0 };
const tokenizer = createTokenizer(spec);
log(`vectors of ${vectors.words.length} words`);

async function keptWordVectors(file: string): Promise<WordVectors> {
  if (!existsSync(file)) {
    const trained = await trainStoryVectors([...data.stories.map(({ text }) => text), ...data.unlabelled, ...data.foreign], units, Number(options.dimensions), 3, 8);
    writeFileSync(file, JSON.stringify({ ...trained, vectors: [...trained.vectors] }));
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { words: string[]; dimensions: number; vectors: number[] };
  return { ...kept, vectors: Float32Array.from(kept.vectors) };
}

const goldOf = (stories: readonly Story[]): Int32Array[] => stories.map((story) => Int32Array.from(story.labels, (label) => labels.indexOf(label)));

/** The recurrent network's share in the logits, the linear path has the rest. Micro-F1 of the later stories with 0, 0.35, 0.5, 1: 87.3, 88.4, 88.1, 85.8. */
const recurrentShare = 0.35;
/** The recurrent network sees one of so many texts without a category: it is sure of them soon, and they take time. */
const foreignStep = 3;

interface Trained {
  readonly planes: Planes;
  readonly recurrent: Parameters;
  readonly idf: Float32Array;
  readonly plan: TrainingPlan;
  readonly decided: Decided;
}

async function train(stories: readonly Story[]): Promise<Trained> {
  const texts = [...stories, ...data.foreign.map((text): Story => ({ text, labels: [] }))];
  const gold = goldOf(texts);
  const whole = texts.map(({ text }) => exampleOf(tokenizer, text, maximumTokens, []));
  const idf = wordFrequencies(whole, tokenizer.vocabularySize, 2);
  const plan = {
    dimensions: vectors.dimensions, hiddenSize: Number(options.hidden), labels: labels.length, epochs: Number(options.epochs), seed: Number(options.seed), rate: Number(options.rate), adversarial: Number(options.adversarial),
    maximumTokens, vocabularySize: tokenizer.vocabularySize,
  };
  const folds = 4;
  const { planes, unseenLogits } = trainLinearPath(tfIdfBags(whole, idf), gold, labels.length, {
    // Folds are stretches of time: stories of the same days resemble each other.
    cost: 2, scales: new Float32Array(tokenizer.vocabularySize).fill(1), folds, foldOf: (i) => (i < stories.length ? Math.floor((i * folds) / stories.length) : i % folds),
  }, log);
  const seen = [...texts.keys()].filter((i) => i < stories.length || (i - stories.length) % foreignStep === 0);
  const recurrent = await trainRecurrent(seen.map((i) => exampleOf(tokenizer, texts[i].text, Number(options.tokens), [...gold[i]])), plan, table, log);
  return { planes, recurrent, idf, plan, decided: decide(unseenLogits.subarray(0, stories.length * labels.length), gold.slice(0, stories.length), labels.length) };
}

if (options.measure) {
  const cut = Math.floor(data.stories.length * (1 - heldShare));
  const held = data.stories.slice(cut);
  const { planes, recurrent, idf, plan, decided } = await train(data.stories.slice(0, cut));
  const examples = held.map(({ text }) => exampleOf(tokenizer, text, maximumTokens, []));
  const linear = scoresOf(planes, tfIdfBags(examples, idf));
  const read = await logitsOf(recurrentNetwork(plan), recurrent, examples);
  const { temperature, thresholds } = decided.decision;
  log(`earlier stories, linear path alone: ${JSON.stringify(decided.report)}, temperature ${temperature.toFixed(3)}`);
  for (const share of [0, recurrentShare, 1]) {
    const probabilities = linear.map((z, i) => sigmoid(((1 - share) * z + share * read[i]) / temperature));
    log(`later stories, ${share} of the recurrent network: ${JSON.stringify(scoreTopics(probabilities, goldOf(held), thresholds))}`);
    if (share === recurrentShare) writeFileSync(options.plot, reliabilityDiagram(calibrationOf(probabilities, goldOf(held), labels.length).bins(), `Topics: ${held.length} later stories`));
  }
} else {
  const { decided, ...model } = await train(data.stories);
  await writeTopicsModel(options.out, { ...model, share: recurrentShare }, spec, labels, decided, { stories: data.stories.length, epochs: Number(options.epochs), seed: Number(options.seed) });
  log(`${options.out} written; linear path on unseen stories: ${JSON.stringify(decided.report)}`);
}
