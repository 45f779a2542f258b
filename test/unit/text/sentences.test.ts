import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { splitSentences } from '../../../src/text/sentences.ts';
import { mangled } from './proseChecks.ts';

const sentencesOf = (text: string): string[] => splitSentences(text).map(({ start, end }) => text.slice(start, end));

/** Checks that a text, its sentences joined by " | ", is split where the bars are. */
function splits(marked: string): void {
  assert.deepEqual(sentencesOf(marked.replaceAll(' | ', ' ')), marked.split(' | '));
}

describe('splitSentences', () => {
  it('ends sentences at full stops, question and exclamation marks, closing quotes included', () => {
    splits('It rained. | Did it? | “Yes!” | (Of course it did.) | Fine.');
  });

  it('goes on after abbreviations and initials', () => {
    splits('Dr. Smith met Mrs. Jones, e.g. Anna, on St. Mary St. today. | J. R. R. Tolkien and George W. Bush did not come.');
    splits('Das ist z.B. Herrn Prof. Müller bekannt. | Am 3. Oktober war frei.');
    splits('M. Dupont et Mme. Durand sont là. | Voilà.');
  });

  it('takes an abbreviation that is a word too by what follows it', () => {
    splits('See No. 5 and fig. 3 there. | He said no. | Then he left the col. | Col. Mustard did it.');
  });

  it('does not take decimals, versions, times or file names for ends', () => {
    splits('Pi is 3.14 and node is v20.1.0 at 5 p.m. today, see index.html for it. | Next.');
  });

  it('keeps a list number with its sentence', () => {
    splits('1. First this. | Then that.');
  });

  it('goes on after an ellipsis before a small letter only', () => {
    splits('Well... maybe not… or so. | But… | But why?');
  });

  it('reads over line ends', () => {
    assert.deepEqual(sentencesOf('One sentence\r\nover two lines. Another\none.'), ['One sentence\r\nover two lines.', 'Another\none.']);
  });

  it('knows the marks of other scripts', () => {
    assert.deepEqual(sentencesOf('今日は晴れ。明日は？はい！'), ['今日は晴れ。', '明日は？', 'はい！']);
    splits('यह एक वाक्य है। | यह दूसरा है।');
    splits('هل هذا سؤال؟ | نعم.');
  });

  it('covers every character but blanks, in order, for any string', () => {
    fc.assert(fc.property(mangled('.', '. ', '…', 'Dr. ', 'A', '?"', '。', '1. '), (text) => {
      let reached = 0;
      for (const { start, end } of splitSentences(text)) {
        assert.ok(start >= reached && end > start);
        assert.equal(text.slice(reached, start).trim(), '');
        assert.equal(text.slice(start, end), text.slice(start, end).trim());
        reached = end;
      }
      assert.equal(text.slice(reached).trim(), '');
    }), { numRuns: 500 });
  });
});
