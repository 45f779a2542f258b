// Trains models/sentiment.onnx: node scripts/run.mjs recipes/sentiment.ts --out models/sentiment.onnx
// Word vectors, then teachers, then a student that learns from the labels and from the teachers' answers on unlabelled reviews. Each step's
// result is kept in build/runs/sentiment and not made again, so a stopped run goes on where it was; --teacher NAME trains one of the
// teachers and ends, so that they can be trained side by side. About 50 minutes on two free cores. Needs the program xz.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Evaluator } from '../src/nn/evaluator.ts';
import type { Parameters } from '../src/nn/parameters.ts';
import { readDataSets, readStatements, readUnlabelledReviews } from './sentiment/dataSets.ts';
import { logitsOfAll } from './sentiment/evaluation.ts';
import { encodeSets, labelledPools, maximumTokens, statementPool } from './sentiment/material.ts';
import { temperatureOn, writeSentimentModel } from './sentiment/model.ts';
import type { NetworkOptions } from './sentiment/network.ts';
import { sentimentNetwork, sentimentTokenizer, wordsSpec } from './sentiment/network.ts';
import { studentOptions, studentPools, studentStart } from './sentiment/student.ts';
import { Ensemble, reviewsOf, shareOf, teacherOptions } from './sentiment/teachers.ts';
import { encodeTexts } from './sentiment/texts.ts';
import { trainOnce } from './sentiment/training.ts';
import { trainVectors } from './sentiment/vectors.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    out: { type: 'string', default: 'models/sentiment.onnx' },
    run: { type: 'string', default: 'build/runs/sentiment' },
    /** Leaves out the sets that are for non-commercial use or have no stated terms: airline tweets, finance phrases, Alexa reviews. */
    'without-restricted': { type: 'boolean', default: false },
    teacher: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
});

const abort = new AbortController();
process.once('SIGINT', () => abort.abort());
mkdirSync(options.run, { recursive: true });
const threads = Number(options.threads);

const sets = readDataSets(options.data, !options['without-restricted']);
const reviews = readUnlabelledReviews(options.data);
const vectors = await trainVectors(sets, reviews, { dataFolder: options.data, workFolder: options.run, dimensions: 128, vocabularySize: 52_000, threads });
const tokenizer = sentimentTokenizer(vectors.vocabulary);
const { training, heldOut } = encodeSets(tokenizer, sets);
const statements = statementPool(encodeTexts(tokenizer, readStatements(options.data), 80), 2500);

function train(name: string, own: NetworkOptions): Promise<Parameters> {
  const pools = [...labelledPools(training, reviewsOf(own)), statements];
  return trainOnce({ name, folder: options.run, model: sentimentNetwork(vectors, own), pools, heldOut, signal: abort.signal });
}

if (options.teacher !== undefined) {
  await train(options.teacher, { ...teacherOptions[options.teacher], threads });
} else {
  const teachers = [];
  for (const [name, own] of Object.entries(teacherOptions)) {
    teachers.push({ model: sentimentNetwork(vectors, own), parameters: await train(name, { ...own, threads }), share: shareOf(own) });
  }
  const ensemble = await Ensemble.create(teachers, heldOut, threads);
  const pools = [...await studentPools(training, encodeTexts(tokenizer, reviews, maximumTokens), tokenizer, ensemble), statements];
  await ensemble.dispose();

  const model = sentimentNetwork(vectors, { ...studentOptions, threads });
  const [lstm, , ngrams] = teachers;
  const parameters = await trainOnce({ name: 'student', folder: options.run, model, pools, heldOut, start: studentStart(lstm.parameters, ngrams.parameters), signal: abort.signal });

  const evaluator = await Evaluator.create(model.network, false, threads);
  const logits = [];
  for (const set of heldOut) logits.push(await logitsOfAll(evaluator, parameters, set.ids));
  await evaluator.dispose();
  await writeSentimentModel(options.out, model.network, parameters, wordsSpec(vectors.vocabulary), temperatureOn(heldOut, logits), {
    data: sets.map(({ name }) => name).join(', '), teachers: Object.keys(teacherOptions), seed: studentOptions.seed, epochs: studentOptions.epochs,
  });
  console.log(`${options.out} written`);
}
