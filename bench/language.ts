// The language model beside eld (n-gram frequencies, plain JavaScript): mean accuracy over languages and texts a second on one thread, on the
// same texts, in the languages that both know, which both are told (eld as its languages are, the model as candidates).
//   node scripts/run.mjs bench/language.ts [folder of langid data]
import path from 'node:path';
import { eld } from 'eld/large';
import { loadClassifier } from '../src/classify/classifier.ts';
import { findModelFile } from '../src/classify/models.ts';
import { readExamples } from '../src/corpora/readExamples.ts';
import { LabelCounts } from '../src/nn/metrics/labelCounts.ts';

const folder = process.argv[2] ?? '../shared/data/langid';
const classifier = await loadClassifier(findModelFile('language'), { threads: 1 });
/** eld says `no` for Norwegian in general; the data has nb. */
const codeOf = (language: string): string => (language === 'no' ? 'nb' : language);
const known = classifier.metadata.labels.map((label) => label.name);
const ofEld = Object.values(eld.info().Languages).filter((language) => known.includes(codeOf(language)));
eld.setLanguageSubset(ofEld);
const languages = ofEld.map(codeOf);
const indexOf = new Map(languages.map((language, i) => [language, i]));
console.log(`${languages.length} languages\n`);
console.log(`${'set'.padEnd(18)} texts  characters   accuracy: ours     eld   texts/s: ours     eld  ratio`);

for (const set of ['dev', 'dev-word-pairs', 'dev-single-words']) {
  const texts: string[] = [];
  const gold: number[] = [];
  for await (const { text, labels } of readExamples(path.join(folder, `${set}.tsv.gz`), { format: 'csv', delimiter: '\t', header: false, labels: 0, text: 1 })) {
    const index = indexOf.get(labels[0]);
    if (index === undefined) continue;
    texts.push(text);
    gold.push(index);
  }
  const ours = await timed(async () => (await classifier.classify(texts, { candidates: languages, topScores: 1 })).map(({ label }) => label));
  const theirs = await timed(() => Promise.resolve(texts.map((text) => codeOf(eld.detect(text).language))));
  const characters = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
  const row = [
    set.padEnd(18), String(texts.length).padStart(5), characters.toFixed(0).padStart(11), accuracy(ours.answers, gold).padStart(17), accuracy(theirs.answers, gold).padStart(7),
    ours.rate.toFixed(0).padStart(15), theirs.rate.toFixed(0).padStart(7), (ours.rate / theirs.rate).toFixed(2).padStart(6),
  ];
  console.log(row.join(' '));
}
await classifier.dispose();

/** The best of three runs: other programs may have the processor in between. */
async function timed(run: () => Promise<(string | null)[]>): Promise<{ answers: (string | null)[]; rate: number }> {
  let answers: (string | null)[] = [];
  let shortest = Infinity;
  for (let i = 0; i < 3; i++) {
    const started = performance.now();
    answers = await run();
    shortest = Math.min(shortest, performance.now() - started);
  }
  return { answers, rate: (1000 * answers.length) / shortest };
}

function accuracy(answers: readonly (string | null)[], gold: readonly number[]): string {
  const counts = new LabelCounts(languages.length);
  answers.forEach((answer, i) => {
    const index = answer === null ? undefined : indexOf.get(answer);
    counts.add([gold[i]], index === undefined ? [] : [index]);
  });
  return `${(100 * counts.macroAccuracy()).toFixed(2)} %`;
}
