// The language model beside eld (n-gram frequencies) and franc-min (trigram distances), both plain JavaScript: mean accuracy over languages and texts a second on one
// thread, on the same texts, in the languages that both know, which both are told (the peer as its languages are, the model as candidates).
//   node scripts/run.mjs bench/language.ts [folder of langid data]
import path from 'node:path';
import { eld } from 'eld/large';
import { franc } from 'franc-min';
import { data } from 'franc-min/data.js';
import { expressions } from 'franc-min/expressions.js';
import { loadClassifier } from '../src/classify/classifier.ts';
import { findModelFile } from '../src/classify/models.ts';
import { readExamples } from '../src/corpora/readExamples.ts';
import { LabelCounts } from '../src/nn/metrics/labelCounts.ts';

const folder = process.argv[2] ?? '../shared/data/langid';
const classifier = await loadClassifier(findModelFile('language'), { threads: 1 });
const known = new Set(classifier.metadata.labels.map((label) => label.name));

interface Peer {
  readonly name: string;
  /** Its languages that the model knows too: its own code -> ours. */
  readonly languages: ReadonlyMap<string, string>;
  /** @returns its own code */
  readonly detect: (text: string) => string;
}

function knownLanguages(codes: readonly string[], ours: (code: string) => string): Map<string, string> {
  return new Map(codes.map((code) => [code, ours(code)] as const).filter(([, language]) => known.has(language)));
}

/** eld says `no` for Norwegian in general; the data has nb. */
const ofEld = knownLanguages(Object.values(eld.info().Languages), (code) => (code === 'no' ? 'nb' : code));
eld.setLanguageSubset([...ofEld.keys()]);

/** franc says ISO 639-3; what is one language of a group there is the group's best known one here. */
const groups: Readonly<Record<string, string>> = { tgl: 'tl', zlm: 'ms' };
const ofFranc = knownLanguages([...new Set([...Object.values(data).flatMap((script) => Object.keys(script)), ...Object.keys(expressions)])].filter((code) => /^[a-z]{3}$/.test(code)), (code) => groups[code] ?? Intl.getCanonicalLocales(code)[0]);
const only = [...ofFranc.keys()];

const peers: readonly Peer[] = [
  { name: 'eld', languages: ofEld, detect: (text) => eld.detect(text).language },
  // It takes texts of fewer than ten characters for too short; here every text is to be answered.
  { name: 'franc-min', languages: ofFranc, detect: (text) => franc(text, { only, minLength: 1 }) },
];

for (const peer of peers) await compare(peer);
await classifier.dispose();

async function compare({ name, languages: ofPeer, detect }: Peer): Promise<void> {
  const languages = [...new Set(ofPeer.values())];
  const indexOf = new Map(languages.map((language, i) => [language, i]));
  console.log(`${languages.length} languages, beside ${name}\n`);
  console.log(`${'set'.padEnd(18)} texts  characters   accuracy: ours ${name.padStart(9)}   texts/s: ours ${name.padStart(9)}  ratio`);
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
    const theirs = await timed(() => Promise.resolve(texts.map((text) => ofPeer.get(detect(text)) ?? null)));
    const characters = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
    const accuracy = (answers: readonly (string | null)[]): string => macroAccuracy(answers.map((answer) => (answer === null ? undefined : indexOf.get(answer))), gold, languages.length);
    const row = [
      set.padEnd(18), String(texts.length).padStart(5), characters.toFixed(0).padStart(11), accuracy(ours.answers).padStart(17), accuracy(theirs.answers).padStart(9),
      ours.rate.toFixed(0).padStart(15), theirs.rate.toFixed(0).padStart(9), (ours.rate / theirs.rate).toFixed(2).padStart(6),
    ];
    console.log(row.join(' '));
  }
  console.log();
}

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

function macroAccuracy(answers: readonly (number | undefined)[], gold: readonly number[], languages: number): string {
  const counts = new LabelCounts(languages);
  answers.forEach((answer, i) => counts.add([gold[i]], answer === undefined ? [] : [answer]));
  return `${(100 * counts.macroAccuracy()).toFixed(2)} %`;
}
