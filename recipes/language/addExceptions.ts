import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LexiscopeError } from '../../src/base/errors.ts';
import { loadClassifier } from '../../src/classify/classifier.ts';
import { ContentHash } from '../../src/kernels/contentHash.ts';
import { fitSoftmaxTemperature } from '../../src/nn/metrics/temperature.ts';
import { decodeModel } from '../../src/onnx/decode.ts';
import { readModelFile, writeModelFile } from '../../src/onnx/modelFile.ts';
import { createTokenizer } from '../../src/text/createTokenizer.ts';
import { sumOfLogits } from '../wide/tfIdfGraph.ts';
import type { LabelledText, LanguageData } from './corpus.ts';
import type { Exception } from './exceptions.ts';
import { packExceptions, wordsOfLanguages } from './exceptions.ts';
import { exceptionsGraph } from './exceptionsGraph.ts';

/** Of an exception in a text of one word, as a logarithm of odds. Every other line of the development files: without exceptions 79.4 % of the single words and 89.9 of the word pairs; with 1, 2, 3: 80.0, 80.2, 80.3 and 90.0, 90.0, 89.9. */
const oddsOfException = 2;

/** Finds the listed words that the model gets wrong. @param kept the words of an earlier call for the same model; written if the file is missing */
async function findExceptions(model: string, languages: readonly LanguageData[], kept: string): Promise<Exception[]> {
  const indexOf = new Map(languages.map(({ code }, i) => [code, i]));
  if (!existsSync(kept)) {
    const classifier = await loadClassifier(model, { threads: 1 });
    const words = wordsOfLanguages(languages);
    const lines: string[] = [];
    for (let from = 0; from < words.length; from += 20000) {
      const part = words.slice(from, from + 20000);
      const answers = await classifier.classify(part.map(({ word }) => word), { topScores: 1 });
      answers.forEach(({ label }, i) => {
        const { word, language, gain } = part[i];
        if (label !== languages[language].code) lines.push(`${word}\t${languages[language].code}\t${gain.toExponential(4)}`);
      });
    }
    await classifier.dispose();
    writeFileSync(kept, lines.join('\n'));
  }
  return readFileSync(kept, 'utf8').split('\n').map((line) => {
    const [word, code, gain] = line.split('\t');
    return { word, language: indexOf.get(code)!, gain: Number(gain) };
  });
}

/**
 * Writes the model again with the table of exceptions, calibrated with them. Labels must begin with the languages in their order.
 * @param run the folder where the exceptions of each model are kept, since looking for them takes minutes
 * @param calibration the temperature is fitted on these
 * @throws LexiscopeError `bad-input` for a model that has a table already
 */
export async function addExceptions(model: string, out: string, languages: readonly LanguageData[], calibration: readonly LabelledText[], run: string): Promise<void> {
  const { bytes, metadata } = await readModelFile(model);
  const { graph } = decodeModel(bytes);
  if (graph.initializers.has('exceptions/table')) throw new LexiscopeError('bad-input', `${model}: it has exceptions, expected a model as trained`);
  const exceptions = await findExceptions(model, languages, path.join(run, `exceptions-${new ContentHash().update(bytes).digest()}.tsv`));
  const table = packExceptions(exceptions, createTokenizer(metadata.tokenizer));
  const withExceptions = sumOfLogits(graph, exceptionsGraph(table, metadata.labels.length, oddsOfException * metadata.calibration.temperature));
  const training = { ...metadata.training, exceptions: table.filter((entry) => entry > 0).length };
  await writeModelFile(out, withExceptions, { ...metadata, training, calibration: { ...metadata.calibration, temperature: 1 } });
  await writeModelFile(out, withExceptions, { ...metadata, training, calibration: { ...metadata.calibration, temperature: await temperatureOf(out, calibration) } });
}

/** Smaller probabilities count as this one, also those of labels that the script of a text rules out. */
const smallestProbability = 1e-9;

/** @param file a model whose temperature is 1 */
async function temperatureOf(file: string, texts: readonly LabelledText[]): Promise<number> {
  const classifier = await loadClassifier(file, { threads: 1 });
  const labels = classifier.metadata.labels.map(({ name }) => name);
  const results = await classifier.classify(texts.map(({ text }) => text));
  await classifier.dispose();
  const logits = new Float32Array(texts.length * labels.length).fill(Math.log(smallestProbability));
  for (const [i, { scores }] of results.entries()) {
    for (const { label, score } of scores) logits[i * labels.length + labels.indexOf(label)] = Math.log(Math.max(score, smallestProbability));
  }
  return fitSoftmaxTemperature(logits, texts.map(({ code }) => labels.indexOf(code)));
}
