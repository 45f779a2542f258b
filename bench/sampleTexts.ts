import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../src/base/files.ts';
import { type Random, createRandom } from '../src/base/random.ts';

const languages = ['french', 'swedish'] as const;
const folder = path.join(packageRoot(import.meta.url), 'media/samples');
const wordsOf = Object.fromEntries(languages.map((name) => [name, readFileSync(path.join(folder, `${name}.txt`), 'utf8').match(/[\p{L}'’]+/gu) ?? []]));

function sentence(language: string, random: Random): string {
  const words = Array.from({ length: 8 + random.below(14) }, () => wordsOf[language][random.below(wordsOf[language].length)].toLowerCase()).join(' ');
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}

/**
 * Text that no cache knows: sentences of words drawn at random from the samples, a paragraph of four sentences in one language after
 * another.
 * @param enough tells when the text is long enough
 */
export function freshText(seed: number, enough: (text: { characters: number; words: number }) => boolean): string {
  const random = createRandom(seed);
  const paragraphs: string[] = [];
  const size = { characters: 0, words: 0 };
  for (let i = 0; !enough(size); i++) {
    const paragraph = Array.from({ length: 4 }, () => sentence(languages[i % languages.length], random)).join(' ');
    paragraphs.push(paragraph);
    size.characters += paragraph.length + 2;
    size.words += paragraph.split(' ').length;
  }
  return `${paragraphs.join('\n\n')}\n`;
}

export const thousandWords = (seed: number): string => freshText(seed, ({ words }) => words >= 1000);
export const fiveMegabytes = (seed: number): string => freshText(seed, ({ characters }) => characters >= 5e6);
