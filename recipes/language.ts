// Trains models/language.onnx: node scripts/run.mjs recipes/language.ts --out models/language.onnx
// Continues by itself from the checkpoint in build/runs/language, if there is one. About 10 minutes on two free cores.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/base/files.ts';
import { createNetwork } from '../src/nn/architecture.ts';
import { readCheckpoint, writeCheckpoint } from '../src/nn/checkpoint.ts';
import { trainingConfiguration } from '../src/nn/configuration.ts';
import { Evaluator } from '../src/nn/evaluator.ts';
import type { Evaluation } from '../src/nn/fit.ts';
import { fit } from '../src/nn/fit.ts';
import type { Parameters } from '../src/nn/parameters.ts';
import { createTokenizer } from '../src/text/createTokenizer.ts';
import type { TokenizerSpec } from '../src/text/tokenizerSpec.ts';
import { readLanguages } from './language/corpus.ts';
import { accuracyOn, heldOutWords } from './language/evaluation.ts';
import { writeLanguageModel } from './language/model.ts';
import { createNotLanguage } from './language/notLanguage.ts';
import { languageSource } from './language/sampling.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/langid' },
    out: { type: 'string', default: 'models/language.onnx' },
    run: { type: 'string', default: 'build/runs/language' },
    epochs: { type: 'string', default: '22' },
    'per-language': { type: 'string', default: '3000' },
    buckets: { type: 'string', default: '262144' },
    dimensions: { type: 'string', default: '40' },
    hidden: { type: 'string', default: '96' },
    rate: { type: 'string', default: '0.003' },
    'embedding-rate': { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
});

const root = packageRoot(import.meta.url);
const spec: TokenizerSpec = {
  kind: 'hashed-ngrams', normalization: { unicode: 'NFC', lowerCase: true }, minimumLength: 1, maximumLength: 5, wholeWord: true,
  buckets: Number(options.buckets), maximumWordLength: 20, punctuation: false,
};
const maximumTokens = 64;
const tokenizer = createTokenizer(spec);
const languages = readLanguages(options.data);
const labels = [...languages.map((language) => language.code), 'zxx'];

const configuration = trainingConfiguration({
  architecture: {
    embedding: { kind: 'table', dimensions: Number(options.dimensions) },
    recurrent: { cell: 'lstm', hiddenSize: Number(options.hidden), layers: 1, bidirectional: true },
    pooling: ['max', 'mean'],
    dropout: { embedding: 0.1, between: 0, recurrent: 0.1, output: 0.2 },
  },
  epochs: Number(options.epochs), batchSize: 256, maximumTokensPerBatch: 8192, window: 16384,
  optimiser: { kind: 'adam', weightDecay: 0.01 }, schedule: { kind: 'cosine', rate: Number(options.rate), warmup: 0.02 },
  embeddingRate: Number(options['embedding-rate']), labelSmoothing: 0.02, averaging: { kind: 'ema', decay: 0.999 }, earlyStopping: 0,
  seed: Number(options.seed), threads: Number(options.threads),
});
const network = createNetwork(configuration.architecture, { vocabularySize: spec.buckets, logits: labels.length, maximumTokens });
const source = languageSource(languages, createNotLanguage(path.join(root, 'src')), tokenizer, { perLanguage: Number(options['per-language']), seed: configuration.seed, maximumTokens });

// What decides: texts held out of the training files, whole and as single words. The dev files are for `lexiscope evaluate`.
const heldOut = languages.flatMap(({ code, heldOut: texts }) => texts.slice(0, 60).map((text) => ({ code, text })));
const heldOutSingles = heldOutWords(languages);

const evaluator = await Evaluator.create(network, true, configuration.threads);
async function evaluate(parameters: Parameters): Promise<Evaluation> {
  const on = (rows: readonly { code: string; text: string }[]): Promise<number> => accuracyOn(evaluator, parameters, tokenizer, labels, rows, maximumTokens);
  const sentences = await on(heldOut);
  const words = await on(heldOutSingles);
  return { score: sentences + words, figures: { heldOut: sentences, heldOutWords: words } };
}

mkdirSync(options.run, { recursive: true });
const checkpointFile = path.join(options.run, 'checkpoint.lexi');
const abort = new AbortController();
process.once('SIGINT', () => abort.abort());
const started = performance.now();
let reported = started;
const result = await fit({
  network, configuration, lossKind: 'softmax', source, evaluate, signal: abort.signal,
  ...(existsSync(checkpointFile) ? { resumeFrom: await readCheckpoint(checkpointFile) } : {}),
  checkpoint: (checkpoint) => writeCheckpoint(checkpointFile, checkpoint), checkpointSeconds: 300,
  onStep: (report) => {
    if (performance.now() - reported < 20000) return;
    reported = performance.now();
    console.log(`epoch ${report.epoch + 1} ${(100 * report.progress).toFixed(1)}% loss ${report.loss.toFixed(4)} ${Math.round(report.tokensPerSecond)} tokens/s`);
  },
  onEpoch: async (report, parameters) => {
    const figures = Object.entries(report.evaluation?.figures ?? {}).map(([name, value]) => `${name} ${(100 * value).toFixed(2)}`).join(' ');
    console.log(`epoch ${report.epoch + 1} loss ${report.loss.toFixed(4)} ${figures} ${report.seconds.toFixed(0)}s${report.best ? ' best' : ''}`);
    if (report.best && (report.epoch + 1) % 5 === 0) await writeLanguageModel(path.join(options.run, 'language.onnx'), network, parameters, spec, labels, { evaluator, tokenizer, heldOut, report: {} });
  },
});
await writeLanguageModel(options.out, network, result.parameters, spec, labels, {
  evaluator, tokenizer, heldOut: [...heldOut, ...heldOutSingles],
  report: { ...result.best?.figures, epochs: result.epochs, steps: result.steps, examplesPerEpoch: source.size, seed: configuration.seed, minutes: Math.round((performance.now() - started) / 60000) },
});
console.log(`${options.out} written: ${result.reason}, ${result.epochs} epochs`, result.best?.figures);
await evaluator.dispose();
