import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { extractProse } from '../../../src/text/extractProse.ts';
import { checkSegments } from '../text/proseChecks.ts';

/** One of each way of finding prose. */
const languageIds = [
  'plaintext', 'markdown', 'mdx', 'latex', 'html', 'handlebars', 'xml', 'restructuredtext', 'asciidoc', 'git-commit', 'srt', 'csv', 'jsonl', 'typescript', 'python', 'lua',
];

/** What opens something, and what closes it: nested, or opened and never closed. */
const openings: readonly (readonly [string, string])[] = [
  ['<div>', '</div>'], ['<b>x', '</b>'], ['<script>', ''], ['<!--', ''], ['<a href="', ''], ['<?', '?>'], ['&', ''], ['{{', '}}'], ['{%', ''],
  ['{', '}'], ['\\begin{a}', '\\end{a}'], ['\\a{', '}'], ['\\a[', ']'], ['\\item ', ''], ['$', ''], ['$$', '$$'], ['\\(', ''], ['\\verb|', ''], ['%\n', ''],
  ['[', ']'], ['![', ']()'], ['](', ''], ['[^1', ']'], ['[a]: ', ''], ['*a', ''], ['**a ', ''], ['_', '_'], ['> ', ''], ['- ', ''], ['1. ', ''], ['`', ''], ['```\n', ''], ['~~', '~~'], ['| a\n|-\n', ''], ['# a\n', ''],
  ['import a', ''], ['export {', '}'], ['{/*', '*/}'], ['"', ''], ['"""', ''], ['/*', '*/'], ['`${', '}`'], ['--[[', ']]'], ['\\', ''],
  ['::\n  ', ''], ['.. a::\n  ', ''], ['====\n', ''], ['|===\n', ''], ['00:00 --> 00:01\n', ''], ['{"a":', '}'], ['(', ')'], ['\u0301', ''], ['\ud83d', ''], ['a. ', ''], ['\r', ''], ['\0', ''],
];

const length = 20_000;

describe('a document that nests without end', () => {
  for (const languageId of languageIds) {
    it(`is read as ${languageId}, in a time that follows its length`, { timeout: 60_000 }, async () => {
      for (const [open, close] of openings) {
        const times = Math.ceil(length / (open.length + close.length));
        const document = `${open.repeat(times)} some words here ${close.repeat(times)}`;
        checkSegments(document, extractProse(document, languageId));
        // Lets the time limit of the test come into its own.
        await nextTurn();
      }
    });
  }
});
