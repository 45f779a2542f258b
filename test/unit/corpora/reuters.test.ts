import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { readExamples } from '../../../src/corpora/readExamples.ts';
import { ReutersParser } from '../../../src/corpora/reuters.ts';
import type { OfficialSplit } from '../../../src/corpora/reuters.ts';
import { collect, lexiscopeError, parseAll, source, withFiles } from './helpers.ts';

function story(split: string, hasTopics: string, topics: string[], text: string): string {
  return `<REUTERS TOPICS="${hasTopics}" LEWISSPLIT="${split}" CGISPLIT="TRAINING-SET" OLDID="1" NEWID="2">
<DATE> 1-JAN-1987 10:00:00.00</DATE>
<TOPICS>${topics.map((topic) => `<D>${topic}</D>`).join('')}</TOPICS>
<PLACES><D>sweden</D></PLACES>
<UNKNOWN>\n&#5;&#5;C T</UNKNOWN>
${text}
</REUTERS>
`;
}

const marked = `<TEXT>&#2;
<TITLE>MILL &amp; CO &lt;MIL.X> UP</TITLE>
<DATELINE>    LUND, Jan 1 - </DATELINE><BODY>The mill said "more
than&#127;5 pct".
 Reuter
&#3;</BODY></TEXT>`;

const collection = `<!DOCTYPE lewis SYSTEM "lewis.dtd">
${story('TRAIN', 'YES', ['earn', 'acq', 'earn'], marked)}${story('TEST', 'YES', ['grain'], '<TEXT TYPE="BRIEF">&#2;\n***<TITLE>ONLY A TITLE\n</TITLE>&#3;</TEXT>')}${story('TRAIN', 'NO', [], marked)}${story('TRAIN', 'YES', [], '<TEXT TYPE="UNPROC">&#2;\nA TABLE  1 2\n&#3;</TEXT>')}`;

function read(text: string, split?: OfficialSplit, piece?: number): [number, string, ...string[]][] {
  return parseAll(new ReutersParser(source(), split), text, piece).map((example) => [example.line, example.text, ...example.labels]);
}

describe('Reuters-21578', () => {
  const first = 'MILL & CO <MIL.X> UP\nThe mill said "more\nthan 5 pct".\n Reuter';

  it('gives title and body, entities decoded, transmission codes left out, each topic once', () => {
    assert.deepEqual(read(collection)[0], [2, first, 'earn', 'acq']);
  });

  it('gives the whole text of a story without marks', () => {
    assert.deepEqual(read(collection)[1].slice(1), ['A TABLE  1 2']);
  });

  it('has the ModApte split', () => {
    assert.equal(read(collection, 'train').length, 2);
    assert.deepEqual(read(collection, 'test'), [[15, 'ONLY A TITLE', 'grain']]);
    assert.equal(read(collection, 'all').length, 4);
  });

  it('is the same however it is cut into pieces', () => {
    for (const piece of [1, 3, 10, 100]) assert.deepEqual(read(collection, 'all', piece), read(collection, 'all'));
  });

  it('that ends within a story is an error with its line', () => {
    assert.throws(() => read(collection.slice(0, -20), 'all'), lexiscopeError(/^data\.txt:\d+: the story that starts here has no end/));
    assert.throws(() => read(`<REUTERS ${'x'.repeat(2_000_000)}`), lexiscopeError(/^data\.txt:1: the row that starts here is longer than 1048576/));
  });

  it('is read as Latin-1, from several files or a folder of them', async () => {
    const latin = Buffer.from(collection.replace('mill said', 'mill in Malmö said'), 'latin1');
    await withFiles({ 'r/reut2-000.sgm': latin, 'r/reut2-001.sgm': collection, 'r/lewis.dtd': '', 'r/README.txt': '' }, async (at) => {
      const examples = await collect(readExamples(at('r')));
      assert.deepEqual(examples.map(({ file }) => file.slice(-7)), ['000.sgm', '000.sgm', '001.sgm', '001.sgm']);
      assert.match(examples[0].text, /mill in Malmö said/);
      assert.equal((await collect(readExamples([at('r/reut2-000.sgm'), at('r/reut2-001.sgm')], { split: 'test' }))).length, 2);
    });
  });

  it('gives stories or a LexiscopeError on any markup', () => {
    const part = fc.constantFrom('<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN">', '</REUTERS>', '<REUTERS', '<TITLE>', '<TITLE', '</BODY>', '<D>', '</TOPICS>', '&', '&#3;', '&lt;', '<!--', '<![CDATA[', 'x', '"', '\n');
    fc.assert(fc.property(fc.array(part), fc.integer({ min: 1, max: 20 }), (parts, piece) => {
      try {
        read(parts.join(''), 'all', piece);
      } catch (error) {
        assert.ok(error instanceof LexiscopeError, String(error));
      }
    }), { numRuns: 300 });
  });
});
