import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createProseBlocks } from '../../../src/text/blockFormats.ts';
import { extractProse } from '../../../src/text/extractProse.ts';
import type { ProseSegment } from '../../../src/text/prose.ts';
import { startsOf, type ProseBlocks, type TextEdit } from '../../../src/text/proseBlocks.ts';
import { mangled } from './proseChecks.ts';

interface Placed {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly number[];
}

const placed = ({ kind, text, start, end, pieces }: ProseSegment, base = 0): Placed => ({ kind, text, start: base + start, end: base + end, pieces: Array.from(pieces, (value, i) => (i % 3 === 1 ? base + value : value)) });

function segmentsOf(blocks: ProseBlocks<unknown>): Placed[] {
  const starts = startsOf(blocks.blocks);
  return blocks.blocks.flatMap(({ segments }, i) => segments.map((segment) => placed(segment, starts[i])));
}

/** Places of edits as parts of the document's length, so that they fit whatever the document. */
const edits = (texts: fc.Arbitrary<string>): fc.Arbitrary<{ at: number; removed: number; text: string }[][]> =>
  fc.array(fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), removed: fc.nat(40), text: texts }), { minLength: 1, maxLength: 3 }), { maxLength: 4 });

function checkEdits(languageId: string, document: string, versions: { at: number; removed: number; text: string }[][]): void {
  const blocks = createProseBlocks(document, languageId);
  let text = document;
  for (const version of versions) {
    blocks.edit(version.map(({ at, removed, text: inserted }): TextEdit => {
      const start = Math.floor(at * text.length);
      const end = Math.min(text.length, start + removed);
      text = text.slice(0, start) + inserted + text.slice(end);
      return { start, end, text: inserted };
    }));
    assert.equal(blocks.document, text);
    assert.deepEqual(segmentsOf(blocks), extractProse(text, languageId).map((segment) => placed(segment)));
  }
}

const paragraphs = (marks: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.tuple(fc.constantFrom('', '', '', ...marks), fc.integer({ min: 0, max: 40 }), fc.constantFrom('\n\n', '\n\n', '\n', '\r\n\r\n')).map(([mark, words, end]) => `${mark}${'Some words, here. '.repeat(words)}${end}`), { maxLength: 30 }).map((parts) => parts.join(''));

describe('a document that is edited', () => {
  for (const languageId of ['plaintext', 'markdown', 'mdx']) {
    it(`has the segments that reading it anew would give: ${languageId}, any text`, () => {
      const text = mangled('# ', '- ', '> ', '```', '---', '|', '[a]: x', '[a]', '<!--', '-->', '{', '}', '~~~', '    ');
      fc.assert(fc.property(text, edits(text), (document, versions) => checkEdits(languageId, document, versions)));
    });

    it(`has the segments that reading it anew would give: ${languageId}, long documents`, () => {
      const marks = ['# Heading\n\n', '```js\nconst a = 1;\n\n```\n\n', '- item\n- item\n\n', '[a]: http://x.y\n\n', 'See [a] and [b].\n\n', '<!-- note\n\nnote -->\n\n', '```\n', '---\ntitle: x\n---\n', `${'long '.repeat(3300)}\n`];
      const part = fc.constantFrom('', 'word', '\n\n', '```\n', '```', '<!--', '-->', '[b]: http://x.y\n', '---\n', '\ufeff', '# New\n\n', `${'Text. '.repeat(500)}`);
      fc.assert(fc.property(paragraphs(marks), edits(part), (document, versions) => checkEdits(languageId, document, versions)), { numRuns: 25 });
    });
  }

  it('keeps what an edit does not touch', () => {
    const document = Array.from({ length: 2000 }, (_, i) => `Paragraph number ${i} says a few words about nothing.\n\n`).join('');
    for (const languageId of ['plaintext', 'markdown']) {
      const blocks = createProseBlocks(document, languageId);
      const before = new Set(blocks.blocks);
      blocks.edit([{ start: 50_000, end: 50_000, text: 'more ' }]);
      assert.ok(blocks.blocks.filter((block) => !before.has(block)).length <= 3, languageId);
    }
  });

  it('may be in a format that is read as a whole', () => {
    const blocks = createProseBlocks('<p>One.</p>', 'html');
    blocks.edit([{ start: 6, end: 6, text: '</p><p>Two' }]);
    assert.deepEqual(segmentsOf(blocks).map(({ text }) => text), ['One', 'Two.']);
  });
});
