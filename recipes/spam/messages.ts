import path from 'node:path';
import { createRandom } from '../../src/base/random.ts';
import { readExamples } from '../../src/corpora/readExamples.ts';

/** A message of one of the collections: an SMS, or an e-mail with its subject. */
export interface Message {
  readonly text: string;
  readonly spam: boolean;
  readonly collection: string;
}

export const collections = ['sms-spam', 'enron-spam', 'ling-spam'] as const;

/** The training parts of the collections below `folder` (../shared/data, each with its SOURCE.md). */
export async function readMessages(folder: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (const collection of collections) {
    for await (const { text, labels } of readExamples(path.join(folder, collection, 'train.jsonl.gz'))) messages.push({ text, spam: labels[0] === 'spam', collection });
  }
  return messages;
}

/** What near copies of a message have in common: its first letters. */
function templateOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]+/g, '').slice(0, 60);
}

/** The fold of each message, 0 ... folds - 1, at random, near copies together. */
export function foldsOf(messages: readonly Message[], folds: number, seed: number): Int32Array {
  const random = createRandom(seed);
  const foldOfTemplate = new Map<string, number>();
  return Int32Array.from(messages, ({ text }) => {
    const template = templateOf(text);
    const fold = foldOfTemplate.get(template) ?? random.below(folds);
    foldOfTemplate.set(template, fold);
    return fold;
  });
}

/** The fold of each message at random, wherever its copies are. */
export function randomFolds(messages: readonly Message[], folds: number, seed: number): Int32Array {
  const random = createRandom(seed);
  return Int32Array.from(messages, () => random.below(folds));
}
