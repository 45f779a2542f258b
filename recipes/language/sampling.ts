import type { Random } from '../../src/base/random.ts';
import { createRandom, shuffle } from '../../src/base/random.ts';
import type { EncodedExample, ExampleSource } from '../../src/nn/examples.ts';
import { encodedExample } from '../../src/nn/examples.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { indexAt } from '../wide/weightedDraw.ts';
import type { LanguageData } from './corpus.ts';
import { withNoise } from './noise.ts';
import type { TextMix } from './stages.ts';

/** How an epoch is drawn: texts of every length from a word to a page, each language alike. */
export interface SamplingOptions {
  readonly perLanguage: number;
  readonly mix: TextMix;
  /** See stages.ts. */
  readonly noise: number;
  /** See stages.ts. */
  readonly evenLengths: boolean;
  readonly seed: number;
  readonly maximumTokens: number;
}

const wordsIn = /[\p{L}\p{M}'’-]+/gu;
/** Written without spaces: a word is a run of a few characters. */
const unspaced = new Set(['ja', 'zh', 'th']);

/** The examples of epoch n depend on n and the seed alone. The label of language i is i; the class after the last is "no language". */
export function languageSource(languages: readonly LanguageData[], notLanguage: (random: Random) => string, tokenizer: Tokenizer, options: SamplingOptions): ExampleSource {
  const size = options.perLanguage * (languages.length + 1);
  const drawers = languages.map((language) => textDrawer(language, options));
  return {
    size,
    *examples(epoch): Iterable<EncodedExample> {
      const random = createRandom(options.seed + 7919 * epoch);
      const order = shuffle(Int32Array.from({ length: size }, (_, i) => i % (languages.length + 1)), random);
      for (const label of order) {
        const text = label < languages.length ? drawers[label](random) : notLanguage(random);
        const encoded = tokenizer.encode(text, options.maximumTokens);
        if (encoded.length > 0) yield encodedExample({ ...encoded, ids: encoded.ids.slice(), idStarts: encoded.idStarts.slice() }, [label]);
      }
    },
  };
}

/** Draws texts of one language, of all kinds in the mix. */
function textDrawer(language: LanguageData, { mix, noise, evenLengths }: SamplingOptions): (random: Random) => string {
  const group = (texts: readonly string[]): readonly (readonly string[])[] => (evenLengths ? byLength(texts) : [texts]);
  const usual = group(language.texts);
  const otherScript = group(language.otherScript);
  const one = (random: Random): string => {
    const groups = language.otherScript.length > 0 && random.next() < 0.1 ? otherScript : usual;
    const texts = groups[random.below(groups.length)];
    return texts[random.below(texts.length)];
  };
  const perhapsNoisy = (text: string, random: Random): string => (random.next() < noise ? withNoise(text, random) : text);
  const kinds: readonly (readonly [share: number, draw: (random: Random) => string])[] = [
    [mix.listedWord, (random) => drawWord(language, random)],
    [mix.word, (random) => fragment(one(random), 1, language, random)],
    [mix.neighbours, (random) => fragment(one(random), 2, language, random)],
    [mix.listedPair, (random) => `${drawWord(language, random)} ${drawWord(language, random)}`],
    [mix.fragment, (random) => perhapsNoisy(fragment(one(random), 3 + random.below(5), language, random), random)],
    [mix.sentence, (random) => perhapsNoisy(one(random), random)],
    [mix.page, (random) => Array.from({ length: 2 + random.below(3) }, () => one(random)).join('\n')],
  ];
  const sum = kinds.reduce((total, [share]) => total + share, 0);
  return (random) => {
    let left = random.next() * sum;
    const [, draw] = kinds.find(([share]) => (left -= share) < 0) ?? kinds[0];
    return draw(random);
  };
}

/** Upper bounds of the groups of lengths, in UTF-16 code units. */
const lengths = [20, 40, 70, 100, 140, Infinity];
/** Smaller groups are left out: their few texts would come too often. */
const smallestGroup = 20;

/** Texts in groups of like length. */
function byLength(texts: readonly string[]): readonly (readonly string[])[] {
  const groups = lengths.map((): string[] => []);
  for (const text of texts) groups[lengths.findIndex((bound) => text.length <= bound)].push(text);
  return groups.filter((group) => group.length >= smallestGroup);
}

/** By the square root of frequency; short words tell little and are mostly passed over. */
function drawWord(language: LanguageData, random: Random): string {
  const draw = (): string => language.words[indexAt(language.wordShares, random.next())] ?? '';
  const word = draw();
  return word.length < 4 && !unspaced.has(language.code) && random.next() < 0.7 ? draw() : word;
}

/** `count` words in a row, or as many characters as they would have in a script without spaces. */
function fragment(text: string, count: number, language: LanguageData, random: Random): string {
  if (unspaced.has(language.code)) {
    const length = count * (2 + random.below(3));
    const start = random.below(Math.max(1, text.length - length));
    return text.slice(start, start + length);
  }
  const words = text.match(wordsIn) ?? [text];
  let start = random.below(Math.max(1, words.length - count + 1));
  // Single short words are the same in many languages.
  for (let tries = 0; count === 1 && tries < 4 && words[start].length < 5; tries++) start = random.below(words.length);
  return words.slice(start, start + count).join(' ');
}
