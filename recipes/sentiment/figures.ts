// The figures of the model's card: node scripts/run.mjs recipes/sentiment/figures.ts --model models/sentiment.onnx --plot models/sentiment-calibration.svg
// Runs the shipped file over the held-out texts, prints a table in Markdown and draws the reliability diagram.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadClassifier } from '../../src/classify/classifier.ts';
import { CalibrationBins } from '../../src/nn/metrics/calibrationBins.ts';
import { reliabilityDiagram } from './calibrationPlot.ts';
import type { DataSet } from './dataSets.ts';
import { labels, readDataSets } from './dataSets.ts';
import { isTweets } from './evaluation.ts';
import { nearDuplicates } from './nearDuplicates.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    model: { type: 'string', default: 'models/sentiment.onnx' },
    plot: { type: 'string', default: 'models/sentiment-calibration.svg' },
  },
});

interface Answered {
  readonly gold: number;
  readonly label: number;
  readonly confidence: number;
  readonly characters: number;
}

const classifier = await loadClassifier(options.model, { threads: 1 });
async function answers({ validation, twoClasses }: DataSet): Promise<Answered[]> {
  const candidates = twoClasses ? ['negative', 'positive'] : undefined;
  const results = await classifier.classify(validation.map(({ text }) => text), candidates && { candidates });
  return results.map(({ label, confidence }, i) => (
    { gold: validation[i].label, label: labels.findIndex((name) => name === label), confidence, characters: validation[i].text.length }
  ));
}

function accuracy(rows: readonly Answered[]): number {
  return rows.filter(({ gold, label }) => gold === label).length / rows.length;
}

/** Mean of the recalls of the classes that there are. */
function meanRecall(rows: readonly Answered[]): number {
  const recalls = labels.map((_, label) => rows.filter(({ gold }) => gold === label)).filter((those) => those.length > 0).map(accuracy);
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

function calibration(rows: readonly Answered[]): CalibrationBins {
  const bins = new CalibrationBins();
  for (const { gold, label, confidence } of rows) bins.add(confidence, gold === label);
  return bins;
}

const percent = (value: number): string => (100 * value).toFixed(1);
const row = (name: string, rows: readonly Answered[]): string => `| ${name} | ${rows.length} | ${percent(accuracy(rows))} | ${percent(meanRecall(rows))} | ${calibration(rows).expectedError().toFixed(3)} |`;

const sets = readDataSets(options.data, true);
const tweets = sets.filter(isTweets).flatMap(({ train }) => train.map(({ text }) => text));
const all: Answered[] = [];
console.log('| set | texts | accuracy | mean recall | calibration error |\n|---|---|---|---|---|');
for (const set of sets.filter(({ validation }) => validation.length > 0)) {
  const rows = await answers(set);
  all.push(...rows);
  console.log(row(set.name, rows));
  if (isTweets(set)) {
    const repeated = nearDuplicates(set.validation.map(({ text }) => text), tweets);
    console.log(row(`${set.name}, unlike those of the training`, rows.filter((_, i) => !repeated[i])));
  }
}
console.log(row('all', all));
console.log('\n| characters | texts | accuracy | mean recall | calibration error |\n|---|---|---|---|---|');
for (const [from, to] of [[0, 50], [50, 100], [100, 200], [200, 800], [800, 2000], [2000, Infinity]]) {
  console.log(row(to === Infinity ? `${from} and more` : `${from} to ${to - 1}`, all.filter(({ characters }) => characters >= from && characters < to)));
}
writeFileSync(options.plot, reliabilityDiagram(calibration(all).bins(), `Sentiment: ${all.length} held-out texts`));
await classifier.dispose();
