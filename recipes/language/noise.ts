import type { Random } from '../../src/base/random.ts';

const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyz';

function drawn(random: Random, characters: string, length: number): string {
  return Array.from({ length }, () => characters[random.below(characters.length)]).join('');
}

/** What stands between the words of tweets, posts and advertisements in every language. */
const additions: readonly ((random: Random) => string)[] = [
  (random) => `@${drawn(random, letters + digits, 4 + random.below(8))}`,
  (random) => `https://t.co/${drawn(random, letters + letters.toUpperCase() + digits, 8)}`,
  (random) => `#${drawn(random, letters, 3 + random.below(6))}${drawn(random, digits, random.below(4))}`,
  (random) => drawn(random, digits, 1 + random.below(4)),
  (random) => `${drawn(random, digits, 1 + random.below(2))}:${drawn(random, digits, 2)}`,
  // 2nd, 5km, 3D, 10h; the letters are drawn, so that they say nothing of the language.
  (random) => `${drawn(random, digits, 1 + random.below(3))}${drawn(random, random.next() < 0.5 ? letters : letters.toUpperCase(), 1 + random.below(2))}`,
  (random) => `${drawn(random, letters.toUpperCase(), 1 + random.below(3))}${drawn(random, digits, 1 + random.below(3))}`,
  (random) => drawn(random, letters.toUpperCase(), 2 + random.below(2)),
  (random) => ['&amp;', '&lt;3', '&gt;', 'RT', ':D', 'xD', 'XX', 'http'][random.below(8)],
];

/** Changes of the whole text. */
const changes: readonly ((text: string, random: Random) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text.normalize('NFD').replace(/(?<=\p{Script=Latin})\p{M}+/gu, ''),
  // Apostrophes as escapes that nobody resolved.
  (text) => text.replace(/['’]/g, '\\u2019'),
  // A letter held: soooo.
  (text, random) => { const at = random.below(text.length); return /\p{L}/u.test(text[at] ?? '') ? text.slice(0, at) + text[at].repeat(2 + random.below(4)) + text.slice(at) : text; },
  // A word as a tag.
  (text) => text.replace(/(?<=\s)(?=\p{L}{4,}\S*$)/u, '#'),
];

/** A text as it could stand on the web: with links, mentions, tags, numbers, or without accents. */
export function withNoise(text: string, random: Random): string {
  const words = (random.next() < 0.3 ? changes[random.below(changes.length)](text, random) : text).split(' ');
  // Not more than what makes a text: a few words of a language among many additions are none.
  const most = Math.min(3, Math.floor(words.length / 2));
  for (let count = random.below(most + 1); count > 0; count--) {
    const at = random.next() < 0.5 ? (random.next() < 0.5 ? 0 : words.length) : random.below(words.length + 1);
    words.splice(at, 0, additions[random.below(additions.length)](random));
  }
  return words.join(' ');
}
