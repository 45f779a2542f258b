import { readFile } from 'node:fs/promises';
import { LexiscopeError } from '../base/errors.ts';

/** Two words and how similar people find them. */
export interface WordPair {
  readonly first: string;
  readonly second: string;
  readonly score: number;
}

/** `first` is to `second` as `third` is to `fourth`. */
export interface AnalogyQuestion {
  readonly words: readonly [string, string, string, string];
  readonly section: string;
}

/**
 * Reads a word-similarity set: a pair and a number a line, between tabs, commas, semicolons or blanks. Lines that start with `#`, blank
 * lines and a first line whose third field is no number (a header) are passed over; fields after the third are ignored.
 * @throws LexiscopeError `not-found`, or `bad-input` naming file and line
 */
export async function readWordPairs(file: string): Promise<WordPair[]> {
  return parseWordPairs(await readText(file), file);
}

/** As `readWordPairs`, from the file's text. */
export function parseWordPairs(text: string, file: string): WordPair[] {
  const pairs: WordPair[] = [];
  let seen = 0;
  for (const [line, content] of linesOf(text)) {
    const separator = [/\t/, /[,;]/].find((mark) => mark.test(content)) ?? /\s+/;
    const fields = content.split(separator).map((field) => field.trim());
    seen++;
    const score = Number(fields[2]);
    if (fields.length >= 3 && fields[2] !== '' && Number.isFinite(score) && fields[0] !== '' && fields[1] !== '') {
      pairs.push({ first: fields[0], second: fields[1], score });
    } else if (seen > 1 || fields.length < 3) {
      throw new LexiscopeError('bad-input', `${file}:${line}: expected two words and a number, found ${JSON.stringify(content.slice(0, 80))}`);
    }
  }
  if (pairs.length === 0) throw new LexiscopeError('bad-input', `${file}: no word pairs; expected two words and a number a line`);
  return pairs;
}

/**
 * Reads analogies in the form of word2vec's questions-words.txt: four words a line, `: name` starts a section. Lines that start
 * with `#` and blank lines are passed over.
 * @throws LexiscopeError `not-found`, or `bad-input` naming file and line
 */
export async function readAnalogies(file: string): Promise<AnalogyQuestion[]> {
  return parseAnalogies(await readText(file), file);
}

/** As `readAnalogies`, from the file's text. */
export function parseAnalogies(text: string, file: string): AnalogyQuestion[] {
  const questions: AnalogyQuestion[] = [];
  let section = 'all';
  for (const [line, content] of linesOf(text)) {
    if (content.startsWith(':')) {
      section = content.slice(1).trim() || `section on line ${line}`;
      continue;
    }
    const words = content.split(/\s+/);
    if (words.length !== 4) throw new LexiscopeError('bad-input', `${file}:${line}: expected four words, found ${words.length}`);
    questions.push({ words: words as [string, string, string, string], section });
  }
  if (questions.length === 0) throw new LexiscopeError('bad-input', `${file}: no analogies; expected four words a line`);
  return questions;
}

/** Trimmed lines with content, with their 1-based numbers. */
function* linesOf(text: string): Generator<[number, string]> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (let i = 0; i < lines.length; i++) {
    const content = lines[i].trim();
    if (content !== '' && !content.startsWith('#')) yield [i + 1, content];
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new LexiscopeError('not-found', `${file}: cannot be read`, { cause });
  }
}
