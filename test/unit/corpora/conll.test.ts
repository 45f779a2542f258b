import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { ConllParser } from '../../../src/corpora/conll.ts';
import type { TagColumns } from '../../../src/corpora/conll.ts';
import { readTaggedSentences } from '../../../src/corpora/readTaggedSentences.ts';
import type { Problem } from '../../../src/corpora/source.ts';
import { collect, lexiscopeError, parseAll, source, withFiles } from './helpers.ts';

function read(format: 'conllu' | 'conll', text: string, columns: TagColumns = {}, piece?: number): string[] {
  return parseAll(new ConllParser(source(), format, columns), text, piece)
    .map(({ line, tokens, tags }) => `${line}: ${tokens.map((token, i) => `${token}/${tags[i]}`).join(' ')}`);
}

function conllu(id: string, form: string, lemma: string, upos: string, xpos = '_'): string {
  return `${[id, form, lemma, upos, xpos, '_', '0', 'root', '_', '_'].join('\t')}\n`;
}

const french = `# sent_id = 1
# text = Le chat va au lit
${conllu('1', 'Le', 'le', 'DET', 'D')}${conllu('2', 'chat', 'chat', 'NOUN', 'N')}${conllu('3', 'va', 'aller', 'VERB', 'V')}${conllu('4-5', 'au', '_', '_')}${conllu('4', 'à', 'à', 'ADP', 'P')}${conllu('5', 'le', 'le', 'DET', 'D')}${conllu('5.1', 'vide', 'vide', 'X')}${conllu('6', 'lit', 'lit', 'NOUN', 'N')}
# sent_id = 2
${conllu('1', '#', '#', 'SYM', 'S')}`;

describe('CoNLL-U', () => {
  it('gives the syntactic words with their universal tags, without comments, ranges and empty nodes', () => {
    assert.deepEqual(read('conllu', french), ['3: Le/DET chat/NOUN va/VERB à/ADP le/DET lit/NOUN', '13: #/SYM']);
  });

  it('has other columns to choose from', () => {
    assert.deepEqual(read('conllu', french, { tagColumn: 'xpos' })[1], '13: #/S');
    assert.deepEqual(read('conllu', french, { tokenColumn: 2, tagColumn: 1 })[0].slice(0, 18), '3: le/Le chat/chat');
  });

  it('with a row of the wrong length, or without token number, is an error with its line', () => {
    assert.throws(() => read('conllu', `${french}2\tx\tx\n`), lexiscopeError(/^data\.txt:14: expected 10 columns, found 3: "2 x x"/));
    assert.throws(() => read('conllu', conllu('x', 'a', 'a', 'X')), lexiscopeError(/^data\.txt:1: expected a token number in the first column, found "x"/));
  });
});

describe('CoNLL columns', () => {
  const english = '-DOCSTART- -X- -X- O\n\nAnn NNP B-NP B-PER\nlives VBZ B-VP O\n\n\n# SYM O O\r\n';

  it('give first and last column, without document marks; a # is a token like any other', () => {
    assert.deepEqual(read('conll', english), ['3: Ann/B-PER lives/O', '7: #/O']);
  });

  it('can be chosen from either end', () => {
    assert.deepEqual(read('conll', english, { tagColumn: 1 })[0], '3: Ann/NNP lives/VBZ');
    assert.deepEqual(read('conll', english, { tagColumn: -2 })[0], '3: Ann/B-NP lives/B-VP');
  });

  it('divided by tabs may hold blanks', () => {
    assert.deepEqual(read('conll', 'New York\tB-loc\n\t\nis\tO'), ['1: New York/B-loc', '3: is/O']);
  });

  it('must be as many on every line', () => {
    assert.throws(() => read('conll', 'a O\nb X O\n'), lexiscopeError(/^data\.txt:2: expected 2 columns, found 3: "b X O"/));
    assert.throws(() => read('conll', 'a\nb\n'), lexiscopeError(/^data\.txt:1: expected at least 2 columns, found 1/));
    assert.throws(() => read('conll', 'a O\n', { tagColumn: 3 }), lexiscopeError(/^data\.txt:1: expected at least 4 columns, found 2/));
    assert.throws(() => read('conll', 'a\t\n'), lexiscopeError(/^data\.txt:1: token or tag is empty/));
  });

  it('leave a bad sentence out where problems are taken', () => {
    const problems: Problem[] = [];
    const parser = new ConllParser(source({ onProblem: (problem) => problems.push(problem) }), 'conll');
    assert.deepEqual(parseAll(parser, 'a O\n\nb O\nc\nd O\n\ne O\n').map(({ tokens }) => tokens.join()), ['a', 'e']);
    assert.deepEqual(problems.map(({ line }) => line), [4]);
  });

  it('without blank lines are an error, not a full memory', () => {
    assert.throws(() => read('conll', 'a O\n'.repeat(100_001)), lexiscopeError(/^data\.txt:1: the sentence that starts here is longer than 100000 tokens/));
  });

  it('read back what was written, however it is cut into pieces', () => {
    const word = fc.stringMatching(/^[^\s-]\S*$/);
    fc.assert(fc.property(fc.array(fc.array(fc.tuple(word, word), { minLength: 1 })), fc.integer({ min: 1, max: 9 }), (sentences, piece) => {
      const text = sentences.map((sentence) => `${sentence.map((pair) => pair.join('\t')).join('\n')}\n\n`).join('');
      assert.deepEqual(parseAll(new ConllParser(source(), 'conll'), text, piece).map(({ tokens, tags }) => tokens.map((token, i) => [token, tags[i]])), sentences);
    }));
  });

  it('give sentences or a LexiscopeError on any text', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '1', '-', '.', '#', '\t', ' ', '\n') }), fc.constantFrom('conll', 'conllu'), (text, format) => {
      try {
        read(format, text);
      } catch (error) {
        assert.ok(error instanceof LexiscopeError);
      }
    }), { numRuns: 500 });
  });
});

describe('Reading tagged sentences', () => {
  it('finds the format of each file by name or content', async () => {
    await withFiles({ 'a.conllu.gz': gzipSync(french), 'b.txt': french, 'c.txt': 'a X\nb Y\n\nc X\n', 'd.jsonl': '{}' }, async (at) => {
      const sentences = await collect(readTaggedSentences([at('a.conllu.gz'), at('b.txt'), at('c.txt')]));
      assert.deepEqual(sentences.map(({ tokens }) => tokens.length), [6, 1, 6, 1, 2, 1]);
      assert.equal(sentences[4].file, at('c.txt'));
      await assert.rejects(collect(readTaggedSentences(at('d.jsonl'))), lexiscopeError(/d\.jsonl: expected sentences in columns/));
    });
  });
});
