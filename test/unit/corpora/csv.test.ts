import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import Papa from 'papaparse';
import { CsvParser } from '../../../src/corpora/csv.ts';
import type { CsvDialect } from '../../../src/corpora/csv.ts';
import { LexiscopeError } from '../../../src/base/errors.ts';
import type { Problem } from '../../../src/corpora/source.ts';
import { lexiscopeError, parseAll, source } from './helpers.ts';

const comma: CsvDialect = { delimiter: ',', quoting: true };

function records(text: string, dialect = comma, piece = Infinity): string[][] {
  return parseAll(new CsvParser(source(), dialect), text, piece).map(({ fields }) => fields);
}

describe('The CSV parser', () => {
  it('reads fields between delimiters, and leaves empty lines out', () => {
    assert.deepEqual(records('a,b\n\n,\r\nc,d'), [['a', 'b'], ['', ''], ['c', 'd']]);
  });

  it('reads quoted delimiters, line breaks and doubled quotes', () => {
    assert.deepEqual(records('"a,b","c\r\nd","say ""hi"""\n"",x,'), [['a,b', 'c\r\nd', 'say "hi"'], ['', 'x', '']]);
  });

  it('takes a quote inside an unquoted field as it is', () => {
    assert.deepEqual(records('5" nail,ok\n'), [['5" nail', 'ok']]);
  });

  it('takes every quote as it is where quoting is off', () => {
    assert.deepEqual(records('ham\t"hello\nspam\tbye', { delimiter: '\t', quoting: false }), [['ham', '"hello'], ['spam', 'bye']]);
  });

  it('drops blanks between a closing quote and the delimiter', () => {
    assert.deepEqual(records('"a" ,b'), [['a', 'b']]);
  });

  it('gives each record the line it starts on, over quoted line breaks of every kind', () => {
    const text = 'h,i\n"two\nlines",1\r\n"a\r\nb\rc",2\rlast,3';
    for (const piece of [1, 2, 3, 100]) {
      assert.deepEqual(parseAll(new CsvParser(source(), comma), text, piece).map(({ line }) => line), [1, 2, 4, 7]);
    }
  });

  it('names the line where a quote opens that is never closed', () => {
    assert.throws(() => records('a,b\nc,"d\ne,f\ng,h\n'), lexiscopeError(/^data\.txt:2: the quote that opens here is never closed/));
  });

  it('names line and column of text after a closing quote, and goes on with the next record if problems are taken', () => {
    assert.throws(() => records('x,y\na,"b"c\n'), lexiscopeError(/^data\.txt:2: column 2: "c" follows a closing quote/));
    const problems: Problem[] = [];
    const parser = new CsvParser(source({ onProblem: (problem) => problems.push(problem) }), comma);
    assert.deepEqual(parseAll(parser, 'a,"b"c,d\ne,f').map(({ fields }) => fields), [['e', 'f']]);
    assert.deepEqual(problems.map(({ line }) => line), [1]);
  });

  it('stops at a record longer than the limit instead of keeping it', () => {
    for (const start of ['"', '', '"x",']) {
      const parser = new CsvParser(source({ maximumRowLength: 1000 }), comma);
      assert.throws(() => {
        for (const _ of parser.push(`a,b\n${start}`)) continue;
        for (let i = 0; i < 20; i++) for (const _ of parser.push('x'.repeat(100))) continue;
      }, lexiscopeError(/^data\.txt:2: the row that starts here is longer than 1000 characters/));
    }
  });

  const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', ';', '😀') });
  const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }));

  it('reads back what was written quoted, however it is cut into pieces', () => {
    fc.assert(fc.property(rows, fc.integer({ min: 1, max: 7 }), fc.constantFrom('\n', '\r\n', '\r'), (table, piece, lineBreak) => {
      const text = table.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join(lineBreak);
      assert.deepEqual(records(text, comma, piece), table);
    }));
  });

  it('reads what papaparse writes as papaparse reads it', () => {
    fc.assert(fc.property(rows, fc.constantFrom(',', ';', '\t', '|'), (table, delimiter) => {
      const text = Papa.unparse(table, { delimiter, newline: '\n' });
      const expected = Papa.parse<string[]>(text, { delimiter, newline: '\n', skipEmptyLines: false }).data.filter((row) => row.length > 1);
      assert.deepEqual(records(text, { delimiter, quoting: true }), expected);
    }));
  });

  it('gives records or a LexiscopeError on any text', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ') }), fc.integer({ min: 1, max: 4 }), (text, piece) => {
      const read = (size: number): unknown => {
        try {
          return records(text, comma, size);
        } catch (error) {
          assert.ok(error instanceof LexiscopeError);
          return error.message;
        }
      };
      assert.deepEqual(read(piece), read(Infinity));
    }), { numRuns: 500 });
  });
});
