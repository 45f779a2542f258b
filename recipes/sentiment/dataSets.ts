import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { murmur3, normalizedText } from '../../src/corpora/textHash.ts';

export const labels = ['negative', 'neutral', 'positive'] as const;
export type Sentiment = (typeof labels)[number];

export interface Row {
  readonly text: string;
  /** Index into `labels`. */
  readonly label: number;
}

/** A data set and how it is used. */
export interface DataSet {
  readonly name: string;
  readonly train: readonly Row[];
  /** Held out of the training; nothing but choices between runs, the temperature and the figures of the card are made on it. */
  readonly validation: readonly Row[];
  /** Its labels are negative and positive alone: it says nothing of neutral. */
  readonly twoClasses: boolean;
}

interface Description {
  readonly name: string;
  /** Relative to the data folder. */
  readonly train: string;
  /** The official development file; left out, `heldOut` of the texts are held out by the hash of the text. */
  readonly validation?: string;
  readonly heldOut?: number;
  readonly twoClasses?: boolean;
  /** Not for commercial use, or without any stated terms. */
  readonly restricted?: boolean;
}

const descriptions: readonly Description[] = [
  { name: 'sst2-phrases', train: 'sst2/train-phrases', twoClasses: true },
  { name: 'sst2', train: 'sst2/train-sentences', validation: 'sst2/dev', twoClasses: true },
  { name: 'mr', train: 'mr/train', validation: 'mr/dev', twoClasses: true },
  { name: 'cr', train: 'cr/train', heldOut: 0.1, twoClasses: true },
  { name: 'uci', train: 'uci-sentiment-sentences/train', heldOut: 0.12, twoClasses: true },
  { name: 'imdb', train: 'imdb/train', heldOut: 0.08, twoClasses: true },
  { name: 'movie-reviews', train: 'movie-reviews-2k/train', heldOut: 0.12, twoClasses: true },
  { name: 'tweets', train: 'tweeteval-sentiment/train', validation: 'tweeteval-sentiment/dev' },
  { name: 'umsab', train: 'umsab/english-train', validation: 'umsab/english-dev' },
  { name: 'airline', train: 'airline-tweets/train', heldOut: 0.1, restricted: true },
  { name: 'finance', train: 'financial-phrasebank/train', heldOut: 0.12, restricted: true },
  { name: 'alexa', train: 'alexa-reviews/train', heldOut: 0.15, restricted: true },
];

/** Sentences of the UCI set about films were drawn from IMDB reviews, of its test half too: they are left out. */
const aboutFilms = /\b(?:films?|movies?|cinema|acting|act(?:or|ress)e?s?|plot|scenes?|script|characters?|director|directed|screenplay|dialogue|cast|storyline|watch(?:ed|ing)?|role|performances?|cinematography|episodes?|hollywood|sequel)\b/i;

function readJsonLines(file: string): { text: string; labels: string[] }[] {
  return gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { text: string; labels: string[] });
}

function readRows(folder: string, name: string): Row[] {
  const file = path.join(folder, `${name}.jsonl.gz`);
  return readJsonLines(file).map(({ text, labels: [label] }) => {
    const index = labels.findIndex((known) => known === label);
    if (index < 0) throw new Error(`${file}: expected the label negative, neutral or positive, found ${label}`);
    return { text, label: index };
  });
}

/**
 * The labelled data sets of ../shared/data, each apart from what is held out of it. No text of a validation part, equal but for
 * case and blanks, is in the training part of any set.
 */
export function readDataSets(folder: string, withRestricted: boolean): DataSet[] {
  const sets = descriptions.filter(({ restricted }) => withRestricted || !restricted).map(({ name, train, validation, heldOut = 0, twoClasses = false }): DataSet => {
    const isHeldOut = ({ text }: Row): boolean => murmur3(normalizedText(text), 4) < heldOut * 2 ** 32;
    const rows = readRows(folder, train).filter(({ text }) => name !== 'uci' || !aboutFilms.test(text));
    return {
      name, twoClasses, train: rows.filter((row) => !isHeldOut(row)),
      validation: validation ? readRows(folder, validation) : rows.filter(isHeldOut),
    };
  });
  const heldOut = new Set(sets.flatMap(({ validation }) => validation.map(({ text }) => normalizedText(text))));
  return sets.map((set) => ({ ...set, train: set.train.filter(({ text }) => !heldOut.has(normalizedText(text))) }));
}

/** Sentences that state and do not judge: objective sentences of the Subj set (plots of films), paragraphs' first sentences of Simple Wikipedia. */
export function readStatements(folder: string): string[] {
  const plots = readJsonLines(path.join(folder, 'subj/train.jsonl.gz')).filter(({ labels: [label] }) => label === 'objective').map(({ text }) => text);
  const articles = gunzipSync(readFileSync(path.join(folder, 'corpora/simplewiki/simplewiki-03.txt.gz'))).toString('utf8').split('\n\n');
  const openings = articles.map((article) => article.split('\n')[1] ?? '').map((paragraph) => paragraph.slice(0, paragraph.indexOf('. ') + 1))
    .filter((sentence) => sentence.length > 40 && sentence.length < 300);
  return [...plots, ...openings.slice(0, 4000)];
}

/** Reuters' training stories: the language of the finance phrases. */
export function readNewswire(folder: string): string[] {
  return readJsonLines(path.join(folder, 'reuters21578/train.jsonl.gz')).map(({ text }) => text);
}

/** The 49,239 reviews without a rating. */
export function readUnlabelledReviews(folder: string): string[] {
  return execFileSync('xz', ['-dc', path.join(folder, 'imdb-unlabelled/reviews.txt.xz')], { maxBuffer: 1 << 28 }).toString('utf8').split('\n').filter((line) => line !== '');
}
