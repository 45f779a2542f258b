import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extractProse, streamProse } from '../../../src/text/extractProse.ts';
import { maximumSegmentLength } from '../../../src/text/longSegments.ts';
import { toDocumentOffset, toDocumentRange } from '../../../src/text/prose.ts';
import { SegmentBuilder } from '../../../src/text/segmentBuilder.ts';
import { checkSegments, mangled } from './proseChecks.ts';

const textsOf = (document: string): string[] => extractProse(document, 'plaintext').map((segment) => segment.text);

describe('a prose segment', () => {
  // "See `code` caf&eacute;s": the code left out, the reference replaced
  const document = 'See `code` caf&eacute;s now';
  const builder = new SegmentBuilder(document);
  builder.copy(0, 4);
  builder.copy(10, 14);
  builder.replace(14, 22, 'é');
  builder.copy(22, 27);
  const [segment] = builder.finish('paragraph', []);
  const behind = (word: string): string => {
    const { start, end } = toDocumentRange(segment, segment.text.indexOf(word), segment.text.indexOf(word) + word.length);
    return document.slice(start, end);
  };

  it('joins what is copied and what is replaced', () => {
    assert.equal(segment.text, 'See  cafés now');
  });

  it('leads from its text back to the document', () => {
    assert.equal(behind('caf'), 'caf');
    assert.equal(behind('é'), '&eacute;');
    assert.equal(behind('cafés'), 'caf&eacute;s');
    assert.equal(behind('See  c'), 'See `code` c');
    assert.equal(toDocumentOffset(segment, segment.text.indexOf('now')), document.indexOf('now'));
  });

  it('keeps its map through any cutting and trimming', () => {
    const step = fc.record({ text: fc.constantFrom('word ', 'End. ', 'x'.repeat(700), '\n', '字'), action: fc.constantFrom('copy', 'skip', 'replace'), by: fc.constantFrom('é', '  ', '') });
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const whole = steps.map(({ text }) => text).join('');
      const collected = new SegmentBuilder(whole);
      let at = 0;
      let expected = '';
      for (const { text, action, by } of steps) {
        if (action === 'copy') collected.copy(at, at + text.length);
        if (action === 'replace') collected.replace(at, at + text.length, by);
        expected += action === 'copy' ? text : action === 'replace' ? by : '';
        at += text.length;
      }
      const segments = collected.finish('paragraph', []);
      checkSegments(whole, segments);
      assert.equal(segments.map(({ text }) => text).join('').replace(/\s/g, ''), expected.replace(/\s/g, ''));
    }));
  });
});

describe('plain text', () => {
  it('is parted into paragraphs at blank lines, with any kind of line end', () => {
    assert.deepEqual(textsOf('\ufeffOne\nline two\n \t\nTwo\r\nmore\r\n\r\nThree\rx\r\rFour'), ['One\nline two', 'Two\r\nmore', 'Three\rx', 'Four']);
  });

  it('takes a line too long to be wrapped as a paragraph', () => {
    const long = 'many words '.repeat(20).trim();
    assert.deepEqual(textsOf(`${long}\n${long}\nshort`), [long, long, 'short']);
  });

  it('leaves web and mail addresses out', () => {
    assert.deepEqual(textsOf('Write to me@example.org or see https://example.org/a?b=c for more'), ['Write to  or see  for more']);
  });

  it('cuts a long paragraph at an end of a sentence', () => {
    const sentence = 'This is a sentence of some length, and it ends here. ';
    const texts = textsOf(sentence.repeat(200));
    assert.ok(texts.length > 4);
    assert.ok(texts.every((text) => text.endsWith('here.') && text.startsWith('This')));
  });

  it('cuts a long word without parting surrogate pairs or marks from their letter', () => {
    for (const character of ['😀', 'e\u0301']) {
      const texts = textsOf(`x${character.repeat(3000)}`);
      assert.ok(texts.length >= 3 && texts.slice(1).every((text) => text.startsWith(character)));
    }
  });

  it('has exact maps for any string', () => {
    fc.assert(fc.property(mangled('a@b.c', 'http://x', 'www.y', '\r', 'x'.repeat(1500)), (document) => {
      const segments = extractProse(document, 'plaintext');
      checkSegments(document, segments);
      assert.ok(segments.every(({ pieces, text }) => pieces[0] === 0 && text.length <= maximumSegmentLength));
    }), { numRuns: 300 });
  });
});

describe('streamProse', () => {
  it('gives the segments that extractProse gives', async () => {
    const document = 'Some *text*.\n\n# A heading\n\n'.repeat(2000);
    const streamed = [];
    for await (const segment of streamProse(document, 'markdown')) streamed.push(segment);
    assert.deepEqual(streamed, extractProse(document, 'markdown'));
  });

  it('lets other work run before a big document is done', async () => {
    const document = 'A paragraph of some words.\n\n'.repeat(100_000);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    let ticksAtHalf = 0;
    let count = 0;
    for await (const _ of streamProse(document, 'plaintext')) if (++count === 50_000) ticksAtHalf = ticks;
    clearInterval(timer);
    assert.equal(count, 100_000);
    assert.ok(ticksAtHalf > 0);
  });

  it('stops when it is cancelled, also where there is no prose', async () => {
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of streamProse('<p>\n\n'.repeat(200_000), 'markdown', controller.signal));
    })();
    setTimeout(() => controller.abort(), 5);
    await assert.rejects(reading, { code: 'cancelled' });
  });
});
