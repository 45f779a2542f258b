// Trains models/language.onnx: node scripts/run.mjs recipes/language.ts --out models/language.onnx
// In four stages (language/stages.ts); continues by itself from their checkpoints in build/runs/language, if there are any. 205 epochs of some 40 CPU seconds each.
// With --continue FILE the last stage alone, from a model file of the one before.
// Then the words that the network gets wrong are kept beside it (language/addExceptions.ts); with --from FILE, beside that of a model file, without training.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/base/files.ts';
import { Evaluator } from '../src/nn/evaluator.ts';
import { addExceptions } from './language/addExceptions.ts';
import { developmentSets, readDevelopment, readLanguages } from './language/corpus.ts';
import { accuracyOn, heldOutWords } from './language/evaluation.ts';
import { writeLanguageModel } from './language/model.ts';
import { createNotLanguage } from './language/notLanguage.ts';
import { stages } from './language/stages.ts';
import type { StageOptions, StageResult, TrainedStage } from './language/train.ts';
import { maximumTokens, readStage, trainStage } from './language/train.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/langid' },
    out: { type: 'string', default: 'models/language.onnx' },
    run: { type: 'string', default: 'build/runs/language' },
    /** A model file as trained, without exceptions. */
    from: { type: 'string' },
    /** A model file of the last stage but one, without exceptions. */
    continue: { type: 'string' },
    dimensions: { type: 'string', default: '40' },
    hidden: { type: 'string', default: '96' },
    threads: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
});

const root = packageRoot(import.meta.url);
const languages = readLanguages(options.data);
const labels = [...languages.map((language) => language.code), 'zxx'];

mkdirSync(options.run, { recursive: true });
// Held-out words come from the sources of the training words and would make the model too sure of itself elsewhere: every other line of the
// development files decides the temperature.
const calibrationTexts = developmentSets.flatMap((set) => readDevelopment(options.data, set).filter((_, i) => i % 2 === 0));
const network = options.from ?? (await train(path.join(options.run, 'network.onnx')));
await addExceptions(network, options.out, languages, calibrationTexts, options.run);
console.log(`${options.out} written`);

/** Trains the network and writes it as a model file. */
async function train(file: string): Promise<string> {
  // Texts held out of the training files, whole and as words and word pairs: they show how the training goes.
  const heldOut = {
    texts: languages.flatMap(({ code, heldOut: texts }) => texts.slice(0, 60).map((text) => ({ code, text }))),
    ...heldOutWords(languages, 60),
  };
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const seed = Number(options.seed);
  const threads = Number(options.threads);
  const stageOptions: StageOptions = {
    languages, labels, heldOut, notLanguage: createNotLanguage(path.join(root, 'src')), dimensions: Number(options.dimensions), hidden: Number(options.hidden),
    seed, threads, run: options.run, signal: abort.signal,
  };
  let before: StageResult | undefined = options.continue ? await readStage(stages[stages.length - 2], options.continue, stageOptions) : undefined;
  let trained: TrainedStage | undefined;
  for (const stage of before ? stages.slice(-1) : stages) {
    before = trained = await trainStage(stage, before, stageOptions);
    if (abort.signal.aborted) process.exit(1);
  }
  const { network: shape, parameters, spec, tokenizer } = trained!;
  const evaluator = await Evaluator.create(shape, true, threads);
  const figures: Record<string, number> = {};
  for (const [name, rows] of Object.entries(heldOut)) figures[name] = await accuracyOn(evaluator, parameters, tokenizer, labels, rows, maximumTokens);
  await writeLanguageModel(file, shape, parameters, spec, labels, { evaluator, tokenizer, texts: calibrationTexts, report: { ...figures, stages, seed } });
  console.log(`${file} written`, figures);
  await evaluator.dispose();
  return file;
}
