import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../../src/base/random.ts';

/**
 * Texts that are no natural language, for the class `zxx` (ISO 639-2: no linguistic content): lines of this project's own
 * source code, and identifiers, hashes, keyboard mash, base64, paths and markup made up here.
 */
export function createNotLanguage(sourceFolder: string): (random: Random) => string {
  const code = codeLines(sourceFolder);
  const pick = (random: Random, characters: string, length: number): string =>
    Array.from({ length }, () => characters[random.below(characters.length)]).join('');
  const words = (random: Random, make: () => string, most: number): string => Array.from({ length: 1 + random.below(most) }, make).join(' ');
  const lower = 'abcdefghijklmnopqrstuvwxyz';
  const consonants = 'bcdfghjklmnpqrstvwxz';
  const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const makers: ((random: Random) => string)[] = [
    (random) => code[random.below(code.length)],
    (random) => code[random.below(code.length)],
    (random) => { const at = random.below(code.length); return code.slice(at, at + 4).join('\n'); },
    (random) => words(random, () => pick(random, lower, 5 + random.below(12)), 6),
    (random) => words(random, () => pick(random, consonants, 4 + random.below(9)), 6),
    (random) => words(random, () => pick(random, 'asdfghjkl', 5 + random.below(9)), 4),
    (random) => pick(random, base64, 24 + random.below(100)),
    (random) => words(random, () => pick(random, '0123456789abcdef', 8 * (1 + random.below(5))), 3),
    (random) => words(random, () => `${pick(random, lower, 1 + random.below(2))}${pick(random, '0123456789', 1 + random.below(3))}${pick(random, '=+-*/', 1)}${pick(random, lower, 1)}`, 5),
    (random) => `/${pick(random, lower, 3)}/${pick(random, lower, 4)}/${pick(random, base64, 12)}.${pick(random, lower, 3)}`,
    (random) => `<${pick(random, lower, 3)} ${pick(random, lower, 2)}="${pick(random, base64, 10)}"/>`,
    (random) => words(random, () => pick(random, 'абвгдежзийклмнопрстуфхцчшщъыьэюя', 6 + random.below(10)), 4),
  ];
  return (random) => makers[random.below(makers.length)](random);
}

function codeLines(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs|json)$/.test(name))
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .map((line) => line.trim())
    // Comments are English.
    .filter((line) => line.length > 12 && !/^(\/\/|\/?\*)/.test(line) && !line.includes('//'));
}
