// The figures of the model's card: node scripts/run.mjs recipes/language/figures.ts --model models/language.onnx --plot models/language-calibration.svg
// Runs the model file over the development files, prints tables in Markdown and draws the reliability diagram.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadClassifier } from '../../src/classify/classifier.ts';
import { readExamples } from '../../src/corpora/readExamples.ts';
import { CalibrationBins } from '../../src/nn/metrics/calibrationBins.ts';
import { reliabilityDiagram } from '../sentiment/calibrationPlot.ts';
import { developmentSets, readDevelopment } from './corpus.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/langid' },
    model: { type: 'string', default: 'models/language.onnx' },
    plot: { type: 'string', default: 'models/language-calibration.svg' },
  },
});

interface Answered {
  readonly code: string;
  readonly label: string;
  readonly confidence: number;
}

/** Languages that are told apart with effort. */
const groups = ['bs hr', 'id ms', 'nb nn da', 'xh zu', 'cs sk', 'es pt ca', 'bg mk sr', 'be ru uk', 'tn st', 'hi mr', 'fa ur', 'az tr', 'af nl'];

const classifier = await loadClassifier(options.model, { threads: 1 });
const sets: { name: string; rows: Answered[] }[] = [];
for (const name of developmentSets) {
  const texts = readDevelopment(options.data, name);
  const results = await classifier.classify(texts.map(({ text }) => text), { topScores: 1 });
  sets.push({ name, rows: results.map(({ label, confidence }, i) => ({ code: texts[i].code, label: label ?? '', confidence })) });
}

/** UMSAB's tweets, which no stage has seen, without the links and names that all of them had replaced. */
const tweets = { english: 'en', french: 'fr', german: 'de', italian: 'it', spanish: 'es', portuguese: 'pt' };
const ofTweets: { language: string; rows: Answered[] }[] = [];
for (const [language, code] of Object.entries(tweets)) {
  const texts: string[] = [];
  for (const part of ['train', 'dev']) {
    for await (const { text } of readExamples(path.join(options.data, `../umsab/${language}-${part}.jsonl.gz`))) texts.push(text.replace(/@user| http\b/g, '').trim());
  }
  const results = await classifier.classify(texts, { topScores: 1 });
  ofTweets.push({ language, rows: results.map(({ label, confidence }) => ({ code, label: label ?? '', confidence })) });
}
await classifier.dispose();

function accuracy(rows: readonly Answered[]): number {
  return rows.filter(({ code, label }) => code === label).length / rows.length;
}

/** Mean over languages of the accuracy. */
function meanAccuracy(rows: readonly Answered[]): number {
  const codes = [...new Set(rows.map(({ code }) => code))];
  return codes.reduce((sum, language) => sum + accuracy(rows.filter(({ code }) => code === language)), 0) / codes.length;
}

function calibration(rows: readonly Answered[]): CalibrationBins {
  const bins = new CalibrationBins();
  for (const { code, label, confidence } of rows) bins.add(confidence, code === label);
  return bins;
}

const percent = (value: number): string => (Number.isNaN(value) ? '-' : (100 * value).toFixed(1));
const header = `| ${sets.map(({ name }) => name).join(' | ')} |\n|---|${'---|'.repeat(sets.length)}`;
const ofCodes = (codes: readonly string[], measure: (rows: readonly Answered[]) => string): string => sets.map(({ rows }) => measure(rows.filter(({ code }) => codes.includes(code)))).join(' | ');

console.log('| set | texts | accuracy | mean over languages | calibration error |\n|---|---|---|---|---|');
for (const { name, rows } of sets) console.log(`| ${name} | ${rows.length} | ${percent(accuracy(rows))} | ${percent(meanAccuracy(rows))} | ${calibration(rows).expectedError().toFixed(3)} |`);

console.log('\n| tweets | texts | accuracy |\n|---|---|---|');
for (const { language, rows } of ofTweets) console.log(`| ${language} | ${rows.length} | ${percent(accuracy(rows))} |`);

console.log(`\n| group ${header}`);
for (const group of groups) {
  const codes = group.split(' ');
  console.log(`| ${codes.join(', ')} | ${ofCodes(codes, (rows) => `${percent(accuracy(rows))} (${percent(rows.filter(({ label }) => codes.includes(label)).length / rows.length)})`)} |`);
}

console.log(`\n| language ${header}`);
for (const code of [...new Set(sets[0].rows.map((row) => row.code))].sort()) console.log(`| ${code} | ${ofCodes([code], (rows) => percent(accuracy(rows)))} |`);

const all = sets.flatMap(({ rows }) => rows);
writeFileSync(options.plot, reliabilityDiagram(calibration(all).bins(), `Language: ${all.length} development texts, words and pairs`));
