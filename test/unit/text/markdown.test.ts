import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extractProse } from '../../../src/text/extractProse.ts';
import { checkSegments, mangled } from './proseChecks.ts';

const textsOf = (document: string): string[] => extractProse(document, 'markdown').map((segment) => segment.text);

describe('Markdown', () => {
  it('gives blocks with their kinds', () => {
    const document = '# Title\n\nText.\n\n- item\n  - inner\n\n> said\n\n| h |\n|---|\n| cell |\n\nA note[^1].\n\n[^1]: below\n';
    assert.deepEqual(extractProse(document, 'markdown').map(({ kind, text }) => [kind, text]), [
      ['heading', 'Title'], ['paragraph', 'Text.'], ['list-item', 'item'], ['list-item', 'inner'], ['quote', 'said'],
      ['table-cell', 'h'], ['table-cell', 'cell'], ['paragraph', 'A note.'], ['footnote', 'below'],
    ]);
  });

  it('knows the headings above a segment', () => {
    const document = '# A\n\nx\n\nB *b*\n---\n\ny\n\n### C\n\nz\n\n## D\n\nw\n\nE\n===\n\nv';
    const sections = extractProse(document, 'markdown').filter(({ kind }) => kind === 'paragraph').map(({ section }) => section);
    assert.deepEqual(sections, [['A'], ['A', 'B b'], ['A', 'B b', 'C'], ['A', 'D'], ['E']]);
  });

  it('leaves out code, markup, HTML, targets and front matter', () => {
    const document = [
      '---\ntitle: x\n---', 'Run `npm i` **now**, see [the docs](http://x.y "z") and [more][r] or <http://auto.link>.', '![A picture](p.png)', '```js\nconst a = 1;\n\nlet b;\n```',
      '    indented code', '<!-- a\n\ncomment -->', '<div>raw <b>html</b></div>', 'In <b>bold</b>&nbsp;caf&eacute; \\*not emphasis\\*.', '[r]: http://r.s',
    ].join('\n\n');
    assert.deepEqual(textsOf(document), ['Run  now, see the docs and more or .', 'A picture', 'In bold\u00a0café *not emphasis*.']);
  });

  it('leaves formulas out and prices in', () => {
    assert.deepEqual(textsOf('Let $x_1$ and $y_2$ be *real*. It costs $5 or $10 and `$` or `$`.\n\n$$\na * b\n$$\n\nEnd.'), ['Let  and  be real. It costs $5 or $10 and  or .', 'End.']);
  });

  it('reads over the line ends and marks of quotations and lists', () => {
    assert.deepEqual(textsOf('> one\r\n> two\r\n\r\n1. a\r\n   b\r\n'), ['one\r\ntwo', 'a\r\nb']);
  });

  it('joins a reference to its definition across a long document', () => {
    const document = `See [here][far] and ![pic][far].\n\n${'Filler text.\n\n'.repeat(3000)}[far]: http://x.y\n`;
    assert.equal(textsOf(document)[0], 'See here and pic.');
  });

  it('reads a long document as it reads its parts', () => {
    const part = 'Text with `code`.\n\n- item\n\n  ```\n  let x;\n\n  let y;\n  ```\n\n  more\n\n~~~\nnot prose\n\n# nor this\n~~~\n\n<!--\n\nnor this\n\n-->\n\n> quoted\n\n';
    const texts = textsOf(part.repeat(1000));
    assert.equal(texts.length, 4000);
    assert.deepEqual(new Set(texts), new Set(['Text with .', 'item', 'more', 'quoted']));
  });

  it('keeps long tables whole', () => {
    const segments = extractProse(`| a | b |\n|---|---|\n${'| cell one | cell two |\n'.repeat(2000)}`, 'markdown');
    assert.equal(segments.length, 4002);
    assert.ok(segments.every(({ kind }) => kind === 'table-cell'));
  });

  it('reads a chunk that is mostly marks as plain text', () => {
    assert.deepEqual(textsOf(`${']'.repeat(1500)} word`), [`${']'.repeat(1500)} word`]);
  });

  it('reads what is nested too deep as plain text', () => {
    assert.deepEqual(textsOf(`${'>'.repeat(5000)} deep\n\nshallow`).at(-1), 'shallow');
  });

  it('has exact maps for any mixture of marks', () => {
    const marks = ['#', '# ', '*', '**', '_', '`', '```', '~~~', '~~', '[', ']', '](u)', '[r]', '\n[r]: x\n', '![', '<', '>', '<!--', '-->', '<b>', '&amp;', '&#x41;', '\\', '- ', '1. ', '> ', '|', '|-|', '---', '===', '[^1]', '\n[^1]: ', '$$', '[x] '];
    fc.assert(fc.property(mangled(...marks), (document) => checkSegments(document, extractProse(document, 'markdown'))), { numRuns: 1000 });
  });

  it('has exact maps for Markdown that means something, and finds all its words', () => {
    const sentence = fc.array(fc.constantFrom('alpha', '**beta**', '*gamma*', '`hidden`', '[delta](hidden)', '&lt;', 'épsilon', '~~zeta~~'), { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
    const block = fc.oneof(
      sentence, sentence.map((text) => `## ${text}`), fc.array(sentence, { minLength: 1, maxLength: 3 }).map((items) => items.map((item) => `- ${item}`).join('\n')),
      sentence.map((text) => `> ${text}\n> ${text}`), sentence.map((text) => `| a | b |\n|---|---|\n| ${text} | c |`), fc.constant('```\nhidden\n\nhidden\n```'), fc.constant('<!-- hidden -->'),
    );
    fc.assert(fc.property(fc.array(block, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (blocks, lineEnd) => {
      const document = blocks.join('\n\n').replaceAll('\n', lineEnd);
      const segments = extractProse(document, 'markdown');
      checkSegments(document, segments);
      const words = (text: string): string[] => text.match(/alpha|beta|gamma|delta|épsilon|zeta|hidden/g) ?? [];
      assert.deepEqual(words(segments.map(({ text }) => text).join(' ')), words(document).filter((word) => word !== 'hidden'));
    }), { numRuns: 300 });
  });
});
