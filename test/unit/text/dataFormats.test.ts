import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import Papa from 'papaparse';
import { extractProse, type ProseOptions } from '../../../src/text/extractProse.ts';
import { checkSegments, mangled } from './proseChecks.ts';

const textsOf = (document: string, languageId: string, options?: ProseOptions): string[] => extractProse(document, languageId, options).map(({ text }) => text);

describe('a column of CSV', () => {
  const document = '\ufeffid,text,note\r\n1,"Hello, ""you""\nthere",x\r\n2,Plain words,\r\n\r\n3\r\n';

  it('is found by name or number', () => {
    assert.deepEqual(textsOf(document, 'csv', { column: 'text' }), ['Hello, "you"\nthere', 'Plain words']);
    assert.deepEqual(textsOf(document, 'csv', { column: 2 }), ['note', 'x']);
    assert.deepEqual(textsOf(document, 'csv', { column: 'none' }), []);
  });

  it('is the one with most letters when none is named', () => {
    assert.deepEqual(textsOf(document, 'csv'), ['Hello, "you"\nthere', 'Plain words']);
    assert.deepEqual(textsOf('a\tb\n1\tlong words\n2\tmore words\n', 'tsv'), ['long words', 'more words']);
  });

  it('has exact places', () => {
    checkSegments(document, extractProse(document, 'csv'));
  });

  it('reads what another program wrote', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '"', ',', '\n', 'é', ';'), maxLength: 8 });
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (rows, newline) => {
      const written = Papa.unparse([['x', 'y', 'z'], ...rows], { newline, quotes: true });
      const expected = rows.map((row) => row[1].trim()).filter((text) => text !== '');
      assert.deepEqual(textsOf(written, 'csv', { column: 'y' }), expected);
    }));
  });

  it('has exact maps for any mixture of marks', () => {
    fc.assert(fc.property(mangled('"', '""', ',', ';', '\t', '|', '\r'), fc.option(fc.nat(2), { nil: undefined }), (text, column) => {
      checkSegments(text, extractProse(text, 'csv', column === undefined ? {} : { column }));
    }), { numRuns: 500 });
  });
});

describe('a field of JSON Lines', () => {
  const document = '{"id": 1, "text": "One \\"caf\\u00e9\\"", "meta": {"text": "no"}}\n{"text": ["Two", "Three"], "other": "x"}\nnot json\n{"text": 5}\n';

  it('is found at the outermost level, escapes read', () => {
    assert.deepEqual(textsOf(document, 'jsonl'), ['One "café"', 'Two', 'Three']);
    assert.deepEqual(textsOf(document, 'jsonl', { field: 'other' }), ['x']);
    checkSegments(document, extractProse(document, 'jsonl'));
  });

  it('is the longest of the first line when none is named text', () => {
    assert.deepEqual(textsOf('{"a": "b", "body": "longer words"}\n{"a": "much, much longer", "body": "x"}', 'jsonl'), ['longer words', 'x']);
  });

  it('reads what JSON.stringify wrote', () => {
    fc.assert(fc.property(fc.array(fc.record({ 'a"b': fc.string({ unit: 'binary' }), c: fc.jsonValue() }), { maxLength: 6 }), (rows) => {
      const written = rows.map((row) => JSON.stringify(row)).join('\n');
      // Control characters are read as blanks where their escape has a letter, and kept where it is numeric.
      const plain = (texts: readonly string[]): string[] => texts.map((text) => text.replace(/[\b\f\v\0]/g, ' ').trim()).filter((text) => text !== '');
      assert.deepEqual(plain(textsOf(written, 'jsonl', { field: 'a"b' })), plain(rows.map((row) => row['a"b'])));
      checkSegments(written, extractProse(written, 'jsonl', { field: 'a"b' }));
    }));
  });

  it('has exact maps for any mixture of marks', () => {
    fc.assert(fc.property(mangled('{', '}', '[', ']', '"', ':', ',', '\\', '"text":', '\\u00e9', '\\u'), (text) => checkSegments(text, extractProse(text, 'jsonl'))), { numRuns: 500 });
  });
});

describe('subtitles', () => {
  it('give the text of each cue', () => {
    const srt = '1\n00:00:01,000 --> 00:00:02,500\n- Hello, <i>you</i>.\n- {\\an8}Hi &amp; bye.\n\n2\n00:00:03,000 --> 00:00:04,000\nNext\n';
    assert.deepEqual(extractProse(srt, 'srt').map(({ kind, text }) => [kind, text]), [['cue', 'Hello, you.\nHi & bye.'], ['cue', 'Next']]);
    const vtt = 'WEBVTT - Title\n\nNOTE not this\nnor this\n\nSTYLE\n::cue { }\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Ann>Hello <00:01.500>there\n';
    assert.deepEqual(textsOf(vtt, 'vtt'), ['Hello there']);
  });

  it('have exact maps for any mixture of marks', () => {
    fc.assert(fc.property(mangled('00:01.000 --> 00:02.000\n', '-->', '<i>', '</i>', '<', '&amp;', '&#65;', '- ', '{\\an8}', '♪'), (text) => checkSegments(text, extractProse(text, 'vtt'))), { numRuns: 500 });
  });
});
