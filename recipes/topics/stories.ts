import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRandom, shuffle } from '../../src/base/random.ts';
import { readExamples } from '../../src/corpora/readExamples.ts';

/** A newswire story with its categories, or a text without any. */
export interface Story {
  readonly text: string;
  readonly labels: readonly string[];
}

/** Everything that the topics model learns from; nothing of it is in a test split. */
export interface TopicsData {
  /** ModApte's training stories, in the order of time. */
  readonly stories: readonly Story[];
  /** Other newswire and business news, without categories: for word vectors, and for the teachers to label. */
  readonly unlabelled: readonly string[];
  /** Texts that are no business newswire: they have no category. */
  readonly foreign: readonly string[];
}

async function labelled(file: string, split: 'train' | 'all' = 'train'): Promise<Story[]> {
  const stories: Story[] = [];
  for await (const { text, labels } of readExamples(file, { split })) stories.push({ text, labels });
  return stories;
}

/** Articles of Simple English Wikipedia and paragraphs of novels, cut to the length of a story. */
function proseOf(file: string, least: number): string[] {
  return gunzipSync(readFileSync(file)).toString('utf8').split(/\n\s*\n/).filter((text) => text.length >= least).map((text) => text.slice(0, 2000));
}

/** Texts of each source that is no newswire. */
const foreignTexts = 400;

/**
 * Reads the data sets below `folder` (../shared/data, each with its SOURCE.md).
 * @param reutersOnly leaves out BBC News, AG News and 20 Newsgroups
 */
export async function readTopicsData(folder: string, { reutersOnly }: { reutersOnly: boolean }): Promise<TopicsData> {
  const at = (...names: string[]): string => path.join(folder, ...names);
  const random = createRandom(5);
  const some = (texts: string[]): string[] => shuffle(texts, random).slice(0, foreignTexts);
  const stories = await labelled(at('reuters21578', 'train.jsonl.gz'));
  const known = new Set(stories.map(({ text }) => letters(text)));
  const raw = (await labelled(at('reuters21578', 'raw'), 'all')).map(({ text }) => text).filter((text) => text.length > 80 && !known.has(letters(text)));
  const bbc = reutersOnly ? [] : await labelled(at('bbc-news', 'train.jsonl.gz'));
  const ag = reutersOnly ? [] : await labelled(at('ag-news-10k', 'train.jsonl.gz'));
  const news = reutersOnly ? [] : await labelled(at('20newsgroups', 'train.jsonl.gz'));
  const inClass = (rows: readonly Story[], ...classes: string[]): string[] => rows.filter(({ labels }) => classes.includes(labels[0])).map(({ text }) => text);
  return {
    stories,
    unlabelled: [...raw, ...inClass(bbc, 'business', 'politics'), ...inClass(ag, 'Business', 'World')],
    foreign: [
      ...some(inClass(bbc, 'sport', 'entertainment', 'tech')), ...some(inClass(ag, 'Sports', 'Sci/Tech')), ...some(news.map(({ text }) => withoutHeaders(text))),
      ...some(proseOf(at('corpora', 'simplewiki', 'simplewiki-01.txt.gz'), 200)), ...some(proseOf(at('corpora', 'dickens', 'hard-times.txt.gz'), 200)),
    ],
  };
}

/** What two copies of a text have in common. */
function letters(text: string): string {
  return text.toLowerCase().replace(/\P{L}+/gu, '').slice(0, 400);
}

function withoutHeaders(message: string): string {
  const end = message.indexOf('\n\n');
  return end < 0 ? message : message.slice(end + 2);
}
