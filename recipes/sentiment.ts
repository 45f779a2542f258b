// Trains models/sentiment.onnx: node scripts/run.mjs recipes/sentiment.ts --out models/sentiment.onnx
// Word vectors, then a language model that the LSTMs begin with, then teachers, then a student that learns from the labels and from the teachers' answers on unlabelled
// reviews, then one that reads whole reviews alone, whose answers on them the student learns at last. Each step's result is kept in build/runs/sentiment and not made again,
// so a stopped run goes on where it was; --only NAME trains one of the networks (lstm1, lstm2, ngrams, sentences1, sentences2; then student11, student12) and ends, so that
// two can be trained side by side. Some three hours on two cores. Needs the program xz.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { LexiscopeError } from '../src/base/errors.ts';
import { Evaluator } from '../src/nn/evaluator.ts';
import type { Parameters } from '../src/nn/parameters.ts';
import { readModelFile } from '../src/onnx/modelFile.ts';
import type { Answering } from './sentiment/answers.ts';
import { keptIn } from './sentiment/answers.ts';
import { readDataSets, readNewswire, readStatements, readUnlabelledReviews } from './sentiment/dataSets.ts';
import type { HeldOut } from './sentiment/evaluation.ts';
import { logitsOfSets, scoreOf } from './sentiment/evaluation.ts';
import { encodeSets, labelledPools, maximumTokens, statementPool } from './sentiment/material.ts';
import { trainLanguageModel } from './sentiment/languageModel.ts';
import { temperatureOn, writeSentimentModel } from './sentiment/model.ts';
import type { NetworkOptions } from './sentiment/network.ts';
import { sentimentNetwork, sentimentTokenizer, wordsSpec } from './sentiment/network.ts';
import { ReviewMachine } from './sentiment/naiveBayes.ts';
import { Reviewer, reviewedBy, reviewerHeldOut, reviewerOptions, reviewerPools } from './sentiment/reviewer.ts';
import type { Pool } from './sentiment/sampling.ts';
import { unlabelledPools } from './sentiment/softPools.ts';
import { specialistHeldOut, specialistOptions, specialistPools } from './sentiment/specialists.ts';
import { meanOf, phases, studentOptions, studentPools, studentSeeds, studentStart } from './sentiment/student.ts';
import type { Teacher } from './sentiment/teachers.ts';
import { Ensemble, languageModelOptions, reviewsOf, shareOf, teacherOptions } from './sentiment/teachers.ts';
import { encodeTexts, sentenceEndIds } from './sentiment/texts.ts';
import { trainOnce } from './sentiment/training.ts';
import { trainVectors } from './sentiment/vectors.ts';
import { readParameters } from './wide/readParameters.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    out: { type: 'string', default: 'models/sentiment.onnx' },
    run: { type: 'string', default: 'build/runs/sentiment' },
    /** Leaves out the sets that are for non-commercial use or have no stated terms: airline tweets, finance phrases, Alexa reviews. */
    'without-restricted': { type: 'boolean', default: false },
    only: { type: 'string' },
    /** A model file of an earlier run as one more teacher, with as much say as two (Furlanello et al. 2018), and what the students begin with. */
    teacher: { type: 'string' },
    threads: { type: 'string', default: '1' },
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

/** Word vectors and an LSTM that tell neighbouring words, for teachers to begin with. */
function languageModel(own: NetworkOptions): Promise<Parameters> {
  const texts = [
    ...training.filter(({ name }) => name !== 'sst2-phrases').flatMap(({ ids }) => ids), ...encodeTexts(tokenizer, reviews, 2 * maximumTokens),
    ...encodeTexts(tokenizer, readNewswire(options.data), 2 * maximumTokens),
  ];
  return trainLanguageModel(path.join(options.run, `language-model-${own.hidden}.lexi`), sentimentNetwork(vectors, own), texts, { ...languageModelOptions, threads, signal: abort.signal });
}

function train(name: string, own: NetworkOptions, pools: readonly Pool[], judges: readonly HeldOut[], start?: () => Promise<Parameters>): Promise<Parameters> {
  return trainOnce({ name, folder: options.run, model: sentimentNetwork(vectors, own), pools, heldOut: judges, signal: abort.signal, ...(start && { start }) });
}

function trainTeacher(name: string, own: NetworkOptions): Promise<Parameters> {
  return train(name, own, [...labelledPools(training, reviewsOf(own)), statements], heldOut, own.hidden > 0 ? () => languageModel(own) : undefined);
}

function trainSpecialist(name: string, own: NetworkOptions): Promise<Parameters> {
  return train(name, own, specialistPools(training), specialistHeldOut(heldOut), () => languageModel(own));
}

/** @throws LexiscopeError `bad-input` for a model that reads other words */
async function earlierModel(file: string): Promise<Teacher> {
  const { bytes, metadata } = await readModelFile(file);
  if (!isDeepStrictEqual(metadata.tokenizer, wordsSpec(vectors.vocabulary))) throw new LexiscopeError('bad-input', `${file}: it reads other words than this run, expected the same vocabulary`);
  const model = sentimentNetwork(vectors, studentOptions);
  return { model, parameters: readParameters(bytes, model.network), share: () => 2 };
}

function reviewMachine(): ReviewMachine {
  const started = performance.now();
  const machine = ReviewMachine.train(training.filter(({ name }) => name === 'imdb' || name === 'movie-reviews'), console.log);
  console.log(`review machine: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return machine;
}

/** All teachers, trained, and what they say together, made ready when it is first asked. */
async function teach(machine: () => ReviewMachine): Promise<{ answering: Answering; start: Parameters }> {
  const teachers: Teacher[] = [];
  for (const [name, own] of Object.entries(teacherOptions)) {
    teachers.push({ model: sentimentNetwork(vectors, own), parameters: await trainTeacher(name, { ...own, threads }), share: shareOf(own) });
  }
  const specialists: Teacher[] = [];
  for (const [name, own] of Object.entries(specialistOptions)) {
    specialists.push({ model: sentimentNetwork(vectors, own), parameters: await trainSpecialist(name, { ...own, threads }), share: () => 1 });
  }
  const [lstm, , ngrams] = teachers;
  const earlier = options.teacher === undefined ? undefined : await earlierModel(options.teacher);
  if (earlier) teachers.push(earlier);
  let ensemble: Promise<Ensemble> | undefined;
  const logits: Answering['logits'] = async (_, texts, twoClasses) => {
    ensemble ??= Ensemble.create(teachers, specialists, machine(), heldOut, threads);
    return (await ensemble).logits(texts, twoClasses);
  };
  return { answering: keptIn(options.run, { logits }), start: earlier?.parameters ?? studentStart(lstm.parameters, ngrams.parameters) };
}

async function trainStudents(seeds: readonly number[]): Promise<Parameters[]> {
  let trained: ReviewMachine | undefined;
  const machine = (): ReviewMachine => (trained ??= reviewMachine());
  const { answering, start } = await teach(machine);
  const encoded = encodeTexts(tokenizer, reviews, maximumTokens);

  async function trainReviewer(seed: number, student: Parameters): Promise<Reviewer> {
    const own = { ...reviewerOptions, seed, threads };
    const [answered] = await unlabelledPools(encoded, sentenceEndIds(tokenizer), answering, phases.student.amounts);
    const judges = reviewerHeldOut(heldOut);
    const parameters = await train(`reviewer${seed}`, own, reviewerPools(training, answered), judges, () => Promise.resolve(student));
    return Reviewer.create(sentimentNetwork(vectors, own), parameters, machine(), judges, threads);
  }

  const students: Parameters[] = [];
  for (const seed of seeds) {
    const phase = async (name: keyof typeof phases, asked: Answering, from: Parameters): Promise<Parameters> => {
      const pools = [...await studentPools(training, encoded, tokenizer, asked, phases[name]), statements];
      return train(`${name}${seed}`, { ...phases[name].options, seed, threads }, pools, heldOut, () => Promise.resolve(from));
    };
    const student = await phase('student', answering, start);
    let reviewer: Promise<Reviewer> | undefined;
    const reviewed = keptIn(path.join(options.run, `finish${seed}`), reviewedBy(() => (reviewer ??= trainReviewer(seed, student)), answering));
    students.push(await phase('finish', reviewed, student));
  }
  return students;
}

async function writeModel(parameters: Parameters): Promise<void> {
  const { network } = sentimentNetwork(vectors, studentOptions);
  const evaluator = await Evaluator.create(network, false, threads);
  const logits = await logitsOfSets(evaluator, parameters, heldOut);
  await evaluator.dispose();
  heldOut.forEach((set, i) => console.log(`${set.name}: ${(100 * scoreOf(set, logits[i])).toFixed(1)}`));
  await writeSentimentModel(options.out, network, parameters, wordsSpec(vectors.vocabulary), temperatureOn(heldOut, logits), {
    data: sets.map(({ name }) => name).join(', '), teachers: [...Object.keys(teacherOptions), ...Object.keys(specialistOptions), 'reviewer', ...(options.teacher === undefined ? [] : ['an earlier version'])], seeds: studentSeeds, epochs: studentOptions.epochs,
  });
  console.log(`${options.out} written`);
}

const { only } = options;
const onlySeed = studentSeeds.find((seed) => only === `student${seed}`);
if (onlySeed !== undefined) await trainStudents([onlySeed]);
else if (only === undefined) await writeModel(meanOf(await trainStudents(studentSeeds)));
else if (only in specialistOptions) await trainSpecialist(only, { ...specialistOptions[only], threads });
else await trainTeacher(only, { ...teacherOptions[only], threads });
