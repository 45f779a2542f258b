import path from 'node:path';
import { readExamples } from '../../src/corpora/readExamples.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { tableOf, trainWordVectors } from '../wide/wordVectors.ts';
import type { Message } from './messages.ts';

/** Tweets are nearer to SMS than e-mails are; they come without labels here. */
const tweets = 'tweeteval-sentiment/train.jsonl.gz';
/** SMS are short and few. */
const copiesOfSms = 4;
const longestText = 8000;
const maximumTokens = 1000;

/**
 * An embedding table to begin with: skip-gram vectors of the tokenizer's ids, hashed ones of rare words as well, from the messages (without their labels) and tweets.
 * Before, the LSTM began with random vectors and got more than twice as many SMS wrong (109 instead of 49 of 4,460, each message by a model that has not seen it).
 * @param folder ../shared/data
 * @returns [vocabulary, dimensions]
 */
export async function vectorsOfIds(folder: string, known: readonly Message[], tokenizer: Tokenizer, dimensions: number): Promise<Float32Array> {
  const lineOf = (text: string): string => tokenizer.encode(text.slice(0, longestText), maximumTokens).ids.join(' ');
  const lines = known.flatMap(({ text, collection }) => new Array<string>(collection === 'sms-spam' ? copiesOfSms : 1).fill(lineOf(text)));
  for await (const { text } of readExamples(path.join(folder, tweets))) lines.push(lineOf(text));
  const vectors = await trainWordVectors(lines, { dimensions, minimumCount: 3, epochs: 6, seed: 1 });
  return tableOf(vectors, tokenizer.vocabularySize, 0.3, Number);
}
