import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fastTextParser, labelTabTextParser, plainLineParser } from '../../../src/corpora/lineFormats.ts';
import type { LabelledExample } from '../../../src/corpora/example.ts';
import { lexiscopeError, parseAll, source } from './helpers.ts';

function rows(examples: LabelledExample[]): [string, ...string[]][] {
  return examples.map(({ text, labels }) => [text, ...labels]);
}

describe('fastText lines', () => {
  const read = (text: string, piece?: number): [string, ...string[]][] => rows(parseAll(fastTextParser(source()), text, piece));

  it('start with their labels', () => {
    assert.deepEqual(read('__label__a __label__b-c some  text \n\n__label__d\tx\r\n'), [['some  text', 'a', 'b-c'], ['x', 'd']]);
  });

  it('may have labels anywhere, as fastText reads them', () => {
    assert.deepEqual(read('good  stuff __label__pos really\n'), [['good  stuff really', 'pos']]);
  });

  it('without a label are an error', () => {
    for (const line of ['no label', '__label__ x', 'my__label__x']) {
      assert.throws(() => read(`__label__a b\n${line}\n`), lexiscopeError(/^data\.txt:2: expected a label such as __label__sports/));
    }
  });

  it('read back what was written', () => {
    const word = fc.stringMatching(/^[a-zé_"]+$/).filter((text) => !text.startsWith('__label__'));
    const row = fc.tuple(fc.array(word, { minLength: 1 }), fc.array(fc.stringMatching(/^\S+$/), { minLength: 1 }));
    fc.assert(fc.property(fc.array(row), fc.integer({ min: 1, max: 9 }), (table, piece) => {
      const text = table.map(([words, labels]) => `${labels.map((label) => `__label__${label}`).join(' ')} ${words.join(' ')}\n`).join('');
      assert.deepEqual(read(text, piece), table.map(([words, labels]) => [words.join(' '), ...labels]));
    }));
  });
});

describe('Label, tab, text lines', () => {
  const read = (text: string): [string, ...string[]][] => rows(parseAll(labelTabTextParser(source()), text));

  it('take quotes and further tabs as they are', () => {
    assert.deepEqual(read('ham\t"Hi", she said\nspam\tWin\tnow "\n'), [['"Hi", she said', 'ham'], ['Win\tnow "', 'spam']]);
  });

  it('may have an empty text, but not an empty label', () => {
    assert.deepEqual(read('ham\t\n'), [['', 'ham']]);
    assert.throws(() => read('ham\tx\n\tx\n'), lexiscopeError(/^data\.txt:2: expected a label, a tab and a text/));
    assert.throws(() => read('ham x\n'), lexiscopeError(/^data\.txt:1: expected a label, a tab and a text, found "ham x"/));
  });
});

describe('Plain lines', () => {
  it('are examples without labels', () => {
    assert.deepEqual(rows(parseAll(plainLineParser(source()), 'one\n \n two\n')), [['one'], [' two']]);
  });
});
