import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { Rcv1Parser } from '../../../src/corpora/rcv1.ts';
import type { CodeClass } from '../../../src/corpora/rcv1.ts';
import { readExamples } from '../../../src/corpora/readExamples.ts';
import { collect, lexiscopeError, parseAll, source, withFiles } from './helpers.ts';

const item = `<newsitem itemid="1" id="root" date="1996-08-20" xml:lang="en">
<title>SWEDEN: Bakery opens in Luleå.</title>
<headline>Bakery opens in Luleå.</headline>
<dateline>LULEA 1996-08-20</dateline>
<text>
<p>A bakery &amp; a café opened&#33;</p>
<p>Bread <b>sold</b> well.</p>
</text>
<copyright>(c) nobody</copyright>
<metadata>
<codes class="bip:countries:1.0"><code code="SWED"><editdetail attribution="x"/></code></codes>
<codes class="bip:topics:1.0"><code code="C15"/><code code="CCAT"/><code code="C15"/></codes>
</metadata>
</newsitem>`;
const text = 'Bakery opens in Luleå.\nA bakery & a café opened!\nBread sold well.';

function read(xml: string, codes?: CodeClass, piece?: number): [number, string, ...string[]][] {
  return parseAll(new Rcv1Parser(source(), codes), xml, piece).map((example) => [example.line, example.text, ...example.labels]);
}

describe('RCV1', () => {
  it('gives headline and paragraphs, with the topic codes as labels', () => {
    assert.deepEqual(read(`<?xml version="1.0"?>\n${item}`), [[2, text, 'C15', 'CCAT']]);
  });

  it('has other codes to choose from', () => {
    assert.deepEqual(read(item, 'countries'), [[1, text, 'SWED']]);
    assert.deepEqual(read(item, 'industries'), [[1, text]]);
  });

  it('has its title where there is no headline', () => {
    assert.equal(read(item.replace(/<headline>.*<\/headline>/, ''))[0][1].split('\n')[0], 'SWEDEN: Bakery opens in Luleå.');
  });

  it('may have several items below one root, cut into any pieces', () => {
    const several = `<newsitems>\n${item}\n${item}\n</newsitems>`;
    for (const piece of [1, 7, 5000]) assert.deepEqual(read(several, 'topics', piece).map(([line]) => line), [2, 16]);
  });

  it('is decoded as its declaration says, in files, and in a folder of folders', async () => {
    const latin = Buffer.from(`<?xml version="1.0" encoding="iso-8859-1" ?>\n${item}`, 'latin1');
    await withFiles({ 'r/19960820/1newsML.xml': latin, 'r/19960821/2newsML.xml': `<?xml version="1.0" encoding="UTF-8"?>\n${item}` }, async (at) => {
      assert.deepEqual((await collect(readExamples(at('r')))).map((example) => example.text), [text, text]);
      assert.deepEqual((await collect(readExamples(at('r/19960820/1newsML.xml')))).map((example) => example.text), [text]);
    });
  });

  it('that is not well-formed is an error with file, line and column', () => {
    assert.throws(() => read(item.replace('</headline>', '</head>')), lexiscopeError(/^data\.txt:3:\d+: unexpected close tag/));
    assert.throws(() => read(item.slice(0, 100)), lexiscopeError(/^data\.txt:\d+:\d+: /));
  });

  it('gives the items before the fault first', () => {
    const parser = new Rcv1Parser(source());
    const given: string[] = [];
    assert.throws(() => {
      for (const example of parser.push(`<a>${item}<b></a>`)) given.push(example.text);
    }, LexiscopeError);
    assert.deepEqual(given, [text]);
  });

  it('expands no entity of its own making and fetches none', () => {
    const doctype = '<!DOCTYPE newsitem [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY file SYSTEM "file:///etc/passwd">]>';
    for (const entity of ['&b;', '&file;']) assert.throws(() => read(`${doctype}\n${item.replace('café', entity)}`), lexiscopeError(/undefined entity/));
  });

  it('nested or stretched beyond reason is an error, not a full memory', () => {
    assert.throws(() => read('<a>'.repeat(300)), lexiscopeError(/elements are nested deeper than 200/));
    assert.throws(() => read(`<a b="${'x'.repeat(1_300_000)}`, 'topics', 65536), lexiscopeError(/a tag or text is longer than 1048576/));
    assert.throws(() => read(`<a>${'x'.repeat(1_300_000)}`, 'topics', 65536), lexiscopeError(/a tag or text is longer than 1048576/));
  });

  it('gives items or a LexiscopeError on any markup', () => {
    const part = fc.constantFrom('<newsitem>', '</newsitem>', '<text>', '<p>', '</p>', '</text>', '<codes class="bip:topics:1.0">', '<code code="X"/>', '<code', '&', '&lt;', '<!--', '<![CDATA[', ']]>', '<?', '<!DOCTYPE', '>', 'x');
    fc.assert(fc.property(fc.array(part), fc.integer({ min: 1, max: 20 }), (parts, piece) => {
      try {
        read(parts.join(''), 'topics', piece);
      } catch (error) {
        assert.ok(error instanceof LexiscopeError, String(error));
      }
    }), { numRuns: 300 });
  });
});
