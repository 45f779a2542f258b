import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { WordFinder } from '../../../../src/server/hover/wordAt.ts';

/** The forms at the place of the mark | in a document. */
async function formsAt(marked: string, languageId = 'plaintext'): Promise<string[] | undefined> {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = await new WordFinder().at(TextDocument.create('file:///a', languageId, 1, text), offset);
  for (const { word, start, end } of found?.forms ?? []) if (!word.includes('&')) assert.equal(text.slice(start, end).replace(/[*_]/g, ''), word);
  return found?.forms.map(({ word }) => word);
}

describe('the word at a place', () => {
  it('is the word under the pointer, from its first letter to its last', async () => {
    for (const marked of ['the |house stands', 'the ho|use stands', 'the hous|e stands']) assert.deepEqual(await formsAt(marked), ['house']);
  });

  it('is none between words, at marks, and at numbers', async () => {
    for (const marked of ['the| house', 'house|', 'yes|, no', 'in |1984 or so']) assert.equal(await formsAt(marked), undefined);
  });

  it('keeps apostrophes inside, and offers a compound before its part', async () => {
    assert.deepEqual(await formsAt("I d|on't know"), ["don't"]);
    assert.deepEqual(await formsAt('a well-|known man'), ['well-known', 'known']);
  });

  it('is found in prose only: not in code, link targets or markup', async () => {
    assert.equal(await formsAt('Call `the |house` now', 'markdown'), undefined);
    assert.equal(await formsAt('See [the home](https://ex|ample.org/home) there', 'markdown'), undefined);
    assert.deepEqual(await formsAt('See [the h|ome](https://example.org/home) there', 'markdown'), ['home']);
    assert.deepEqual(await formsAt('A **bo|ld** word', 'markdown'), ['bold']);
    assert.equal(await formsAt('\\section{The} \\textbf|{bold} words', 'latex'), undefined);
  });

  it('is found in comments and strings of source code, not in the code', async () => {
    assert.deepEqual(await formsAt('// the red ho|use stands here\nconst house = 1;', 'typescript'), ['house']);
    assert.equal(await formsAt('// the red house stands here\nconst ho|use = 1;', 'typescript'), undefined);
    assert.deepEqual(await formsAt('const text = "the red ho|use stands here";', 'typescript'), ['house']);
  });

  it('comes with the paragraph around it', async () => {
    const found = await new WordFinder().at(TextDocument.create('file:///a', 'plaintext', 1, 'First one.\n\nThe house stands.\n\nLast one.'), 16);
    assert.equal(found?.paragraph, 'The house stands.');
  });

  it('is that of the version asked about', async () => {
    const finder = new WordFinder();
    assert.equal((await finder.at(TextDocument.create('file:///a', 'plaintext', 1, 'house'), 0))?.forms[0].word, 'house');
    assert.equal((await finder.at(TextDocument.create('file:///a', 'plaintext', 2, 'garden'), 0))?.forms[0].word, 'garden');
  });

  it('holds its place in any text', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(60), fc.constantFrom('plaintext', 'markdown', 'html', 'latex'), async (text, offset, languageId) => {
      const found = await new WordFinder().at(TextDocument.create('file:///a', languageId, 1, text), offset);
      for (const { start, end } of found?.forms ?? []) assert.ok(start <= offset && offset < end && end <= text.length, `${start} ${offset} ${end}`);
    }));
  });
});
