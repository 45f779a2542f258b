import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatOf, isSourceCode, tableKind } from '../../../src/extension/reading/formats.ts';
import { isSourceCode as isKnownToExtraction, proseLanguageIds } from '../../../src/text/extractProse.ts';
import { codeSyntaxes } from '../../../src/text/formats/codeSyntax.ts';

describe('the formats that the editor knows', () => {
  it('are source code exactly where the server finds comments and strings', () => {
    for (const id of proseLanguageIds) assert.equal(isSourceCode(id), isKnownToExtraction(id), id);
    assert.ok(Object.keys(codeSyntaxes).every((id) => isSourceCode(id)));
    assert.ok(!isSourceCode('plaintext') && !isSourceCode('constructor'));
  });

  it('come from the extension of a file where VS Code sees plain text', () => {
    assert.equal(formatOf('plaintext', '/a/reviews.CSV'), 'csv');
    assert.equal(formatOf('plaintext', '/a/film.srt'), 'srt');
    assert.equal(formatOf('plaintext', '/a/notes.txt'), 'plaintext');
    assert.equal(formatOf('plaintext', '/a.csv/notes'), 'plaintext');
    assert.equal(formatOf('markdown', '/a/notes.csv'), 'markdown');
    assert.equal(formatOf('plaintext', '/a/x.constructor'), 'plaintext');
  });

  it('are all known to the extraction of prose', () => {
    for (const extension of ['csv', 'tsv', 'jsonl', 'ndjson', 'srt', 'vtt', 'mdx', 'rst', 'adoc', 'tex', 'qmd', 'rmd']) {
      const format = formatOf('plaintext', `/a/b.${extension}`);
      assert.ok(proseLanguageIds.includes(format), format);
    }
  });

  it('are tables where each row is a text', () => {
    assert.equal(tableKind('csv'), 'csv');
    assert.equal(tableKind('tsv'), 'csv');
    assert.equal(tableKind('jsonl'), 'jsonl');
    assert.equal(tableKind('json'), undefined);
  });
});
