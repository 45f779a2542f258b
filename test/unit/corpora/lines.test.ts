import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/corpora/lines.ts';
import { lexiscopeError, parseAll, source } from './helpers.ts';

describe('Lines', () => {
  it('end at a line feed, a carriage return, or both', () => {
    assert.deepEqual(parseAll(new LineSplitter(source()), 'a\nb\r\nc\rd'), ['a', 'b', 'c', 'd']);
  });

  it('may be empty, and a final line break starts no further line', () => {
    assert.deepEqual(parseAll(new LineSplitter(source()), '\n\r\n\r\rx\n'), ['', '', '', '', 'x']);
  });

  it('are numbered from 1', () => {
    const lines = new LineSplitter(source());
    const numbers: number[] = [];
    for (const line of lines.push('a\r\n\r\nb\n')) numbers.push(line === '' ? -lines.number : lines.number);
    assert.deepEqual(numbers, [1, -2, 3]);
  });

  it('are the same however the text is cut into pieces', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '\r', '\n', 'é') }), fc.integer({ min: 1, max: 5 }), (text, piece) => {
      const expected = text.split(/\r\n|\n|\r/);
      if (expected.at(-1) === '') expected.pop();
      assert.deepEqual(parseAll(new LineSplitter(source()), text, piece), expected);
    }));
  });

  it('longer than the limit are an error that names the line, before the end of the file', () => {
    const lines = new LineSplitter(source({ maximumRowLength: 10 }));
    assert.deepEqual([...lines.push('short\n12345678')], ['short']);
    assert.throws(() => [...lines.push('90ab')], lexiscopeError(/^data\.txt:2: the row that starts here is longer than 10 characters/));
  });
});
