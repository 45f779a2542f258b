import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ParagraphParser } from '../../../src/corpora/plainText.ts';
import { readTexts } from '../../../src/corpora/readTexts.ts';
import type { TextOptions } from '../../../src/corpora/readTexts.ts';
import { collect, lexiscopeError, parseAll, source, withFiles } from './helpers.ts';

async function read(paths: string | string[], options: TextOptions = {}): Promise<string[]> {
  return (await collect(readTexts(paths, options))).map(({ text }) => text);
}

const story = 'Once upon\na time.\n\n \nThe end.\n';

describe('An unlabelled corpus', () => {
  it('is read by lines, paragraphs or documents, with the line of each', async () => {
    await withFiles({ 'a.txt': story, 'b.txt.gz': gzipSync(story) }, async (at) => {
      assert.deepEqual(await read(at('a.txt')), ['Once upon', 'a time.', 'The end.']);
      assert.deepEqual(await read([at('a.txt'), at('b.txt.gz')], { unit: 'paragraph' }), ['Once upon\na time.', 'The end.', 'Once upon\na time.', 'The end.']);
      assert.deepEqual(await read(at('b.txt.gz'), { unit: 'document' }), [story]);
      assert.deepEqual((await collect(readTexts(at('a.txt'), { unit: 'paragraph' }))).map(({ line }) => line), [1, 5]);
    });
  });

  it('may be labelled data, whose labels are left out', async () => {
    await withFiles({
      'a.jsonl': '{"text":"one","labels":["x"]}\n{"text":"two"}\n', 'b.csv': 'id,text\n1,three\n', 'c.conll': 'four NN\nfive NN\n\n', 'd.ft': '__label__x six\n',
    }, async (at) => {
      assert.deepEqual(await read([at('a.jsonl'), at('b.csv'), at('c.conll')]), ['one', 'two', 'three', 'four five']);
      assert.deepEqual(await read(at('d.ft'), { format: 'fasttext' }), ['six']);
      assert.deepEqual(await read(at('a.jsonl'), { text: 'text', unit: 'document' }), ['one', 'two']);
    });
  });

  it('may be a folder with all that is text below it', async () => {
    await withFiles({ 'c/a.txt': 'one', 'c/b/README': 'two', 'c/b/d.md': 'three', 'c/b/51121': 'four', 'c/x.png': 'no', 'c/.hidden': 'no', 'c/a.txt~': 'no' }, async (at) => {
      assert.deepEqual((await read(at('c'))).sort(), ['four', 'one', 'three', 'two']);
    });
  });

  it('may be named by a glob', async () => {
    await withFiles({ 'c/a.txt': 'a', 'c/b.md': 'b', 'c/d/e.txt': 'e', 'c/d/f/g.txt': 'g', 'c/d/f/h[1].txt': 'h' }, async (at) => {
      assert.deepEqual(await read(at('c/*.txt')), ['a']);
      assert.deepEqual(await read(at('c/?.{txt,md}')), ['a', 'b']);
      assert.deepEqual(await read(at('c/**/*.txt')), ['a', 'e', 'g', 'h']);
      assert.deepEqual(await read(at('c/d/**/g*')), ['g']);
      assert.deepEqual(await read(at('c/d/f/h[1].txt')), ['h']);
      await assert.rejects(read(at('c/*.pdf')), lexiscopeError(/\*\.pdf: no file has a name like this/, 'not-found'));
    });
  });

  it('that is packed in a way not read, or holds nothing, is a clear error', async () => {
    await withFiles({ 'c/a.txt': 'one', 'c/b.txt.xz': Buffer.from('fd377a585a000004', 'hex'), 'd/x.png': 'no' }, async (at) => {
      await assert.rejects(read(at('c')), lexiscopeError(/b\.txt\.xz: this is an xz file; text and gzip are read/, 'unsupported'));
      await assert.rejects(read(at('d')), lexiscopeError(/d: there are no text files in this folder/, 'not-found'));
      await assert.rejects(read(at('e')), lexiscopeError(/e: there is no such file/, 'not-found'));
    });
  });
});

describe('Paragraphs', () => {
  it('are what stands between blank lines, however the text is cut into pieces', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r\n') }), fc.integer({ min: 1, max: 5 }), (text, piece) => {
      const expected: string[] = [];
      for (const block of text.split(/(?:^|\r?\n)[ \t]*(?=\r?\n|$)/)) {
        const lines = block.split(/\r?\n/).filter((line) => line.trim() !== '');
        if (lines.length > 0) expected.push(lines.join('\n'));
      }
      assert.deepEqual(parseAll(new ParagraphParser(source()), text, piece).map((example) => example.text), expected);
    }));
  });

  it('longer than the limit are an error', () => {
    assert.throws(() => parseAll(new ParagraphParser(source({ maximumRowLength: 100 })), '\nlines\n'.trimEnd() + '\nlines'.repeat(50)), lexiscopeError(/^data\.txt:2: the row that starts here/));
  });
});
