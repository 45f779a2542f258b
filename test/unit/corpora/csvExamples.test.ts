import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TableOptions } from '../../../src/corpora/columns.ts';
import { CsvExampleParser, sniffDialect } from '../../../src/corpora/csvExamples.ts';
import type { Problem } from '../../../src/corpora/source.ts';
import { lexiscopeError, parseAll, source } from './helpers.ts';

function read(text: string, options: TableOptions = {}, wantLabels = true): [string, ...string[]][] {
  return parseAll(new CsvExampleParser(source(), options, wantLabels), text).map((example) => [example.text, ...example.labels]);
}

describe('A table of examples', () => {
  it('with the header text,label is read without any choice', () => {
    assert.deepEqual(read('text,label\ngood,positive\n"bad, really",negative\n'), [['good', 'positive'], ['bad, really', 'negative']]);
  });

  it('may have its columns in any order, among others, in any case', () => {
    assert.deepEqual(read('id\tLabel\tText\n7\tpos\tfine\n'), [['fine', 'pos']]);
  });

  for (const delimiter of [',', ';', '\t', '|']) {
    it(`has its delimiter found: ${JSON.stringify(delimiter)}`, () => {
      const text = [['label', 'text'], ['a', 'one, two; three'], ['b', 'four']].map((row) => row.map((field) => `"${field}"`).join(delimiter)).join('\n');
      assert.deepEqual(sniffDialect(text, true, {}), { delimiter, quoting: true });
      assert.deepEqual(read(text), [['one, two; three', 'a'], ['four', 'b']]);
    });
  }

  it('without a header has the longer of two columns as its text, and in tab-separated files quotes are ordinary', () => {
    assert.deepEqual(read('ham\tSee you at "Joe\'s"\nspam\t"Win a prize, now\n'), [['See you at "Joe\'s"', 'ham'], ['"Win a prize, now', 'spam']]);
    assert.deepEqual(read('a long text here,x\nanother long text,y\n'), [['a long text here', 'x'], ['another long text', 'y']]);
  });

  it('has quoting left off where a header stands but a field only starts with a quote', () => {
    assert.deepEqual(read('label\ttext\nham\t"hello\nspam\tbye\nham\tgood\n'), [['"hello', 'ham'], ['bye', 'spam'], ['good', 'ham']]);
  });

  it('has a header where a usual name stands in the first record and does not come again below it', () => {
    assert.deepEqual(read('review,stars\nfine,5\n'), [['fine', '5']]);
    assert.deepEqual(read('question,Who is that?\nnumber,How many are there?\nquestion,Who are you?\n').length, 3);
    assert.throws(() => read('id,review,rating\n1,fine,5\n'), lexiscopeError(/^data\.txt:1: which column is the label\? The columns are: "id", "review", "rating"/));
  });

  it('can have its columns chosen by name, by index, and several joined', () => {
    const text = 'Class Index,Title,Description\n3,Stocks up,They rose.\n';
    assert.deepEqual(read(text, { text: ['title', 'Description'], labels: 'Class Index' }), [['Stocks up\nThey rose.', '3']]);
    assert.deepEqual(read(text, { text: [1, 2], labels: 0, header: true }), [['Stocks up\nThey rose.', '3']]);
    assert.deepEqual(read('3,Stocks up,They rose.\n', { text: 2, labels: 0 }), [['They rose.', '3']]);
  });

  it('has several labels from one column with a separator, or from several columns', () => {
    assert.deepEqual(read('text,labels\nx,a; b\ny,\n', { labelSeparator: ';' }), [['x', 'a', 'b'], ['y']]);
    assert.deepEqual(read('text,first,second\nx,a,b\ny,a,\n', { labels: ['first', 'second'] }), [['x', 'a', 'b'], ['y', 'a']]);
  });

  it('can have a column of ones and zeros a label', () => {
    const options = { labels: ['toxic', 'rude'], labelCells: 'indicators' as const };
    assert.deepEqual(read('text,toxic,rude\nx,1,0\ny,0,0\nz,1,1\n', options), [['x', 'toxic'], ['y'], ['z', 'toxic', 'rude']]);
    assert.throws(() => read('text,toxic,rude\nx,1,perhaps\n', options), lexiscopeError(/^data\.txt:2: column 3 \("rude"\): expected 1 or 0, found "perhaps"/));
  });

  it('with a row of the wrong length is an error with line, expected and found', () => {
    assert.throws(() => read('text,label\n"a\nb",x\nc,d,e\n'), lexiscopeError(/^data\.txt:4: expected 2 columns, found 3/));
  });

  it('with an empty label is an error, as is a missing column, as is an unclear choice', () => {
    assert.throws(() => read('text,label\nx,\n'), lexiscopeError(/^data\.txt:2: column 2: the label is empty/));
    assert.throws(() => read('a,b,c\n1,2,3\n', { text: 'b', labels: 'nope' }), lexiscopeError(/^data\.txt:1: there is no column "nope"; the columns are "a", "b", "c"/));
    assert.throws(() => read('1,2,3\n4,5,6\n'), lexiscopeError(/^data\.txt:1: which column is the text\?.*3 without names/));
    assert.throws(() => read('1,2,3\n', { text: 9, labels: 1 }), lexiscopeError(/^data\.txt:1: there is no column 9/));
  });

  it('goes on after bad rows where problems are taken', () => {
    const problems: Problem[] = [];
    const parser = new CsvExampleParser(source({ onProblem: (problem) => problems.push(problem) }), {}, true);
    assert.deepEqual(parseAll(parser, 'text,label\na,x\nb\nc,\nd,y\n').map(({ text }) => text), ['a', 'd']);
    assert.deepEqual(problems.map(({ line, message }) => `${line} ${message}`), ['3 expected 2 columns, found 1', '4 column 2: the label is empty']);
  });

  it('without labels needs only its text', () => {
    assert.deepEqual(read('text\nx\ny\n', {}, false), [['x'], ['y']]);
  });

  it('may be empty', () => {
    assert.deepEqual(read(''), []);
    assert.deepEqual(read('text,label\n'), []);
  });

  it('may have a first record longer than what is looked at to find its layout', () => {
    const long = 'word '.repeat(30_000);
    assert.deepEqual(parseAll(new CsvExampleParser(source(), {}, true), `"${long}",x\n"b",y\n`, 4096).map(({ text }) => text.length), [long.length, 1]);
  });

  it('reads back what was written, whatever the texts hold', () => {
    const field = fc.string({ unit: 'binary' });
    fc.assert(fc.property(fc.array(fc.tuple(field, fc.stringMatching(/^[a-z]+$/))), (rows) => {
      const text = `text,label\r\n${rows.map(([value, label]) => `"${value.replaceAll('"', '""')}",${label}\r\n`).join('')}`;
      assert.deepEqual(read(text, { delimiter: ',' }), rows);
    }));
  });
});
