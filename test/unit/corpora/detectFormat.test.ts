import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { detectFormat } from '../../../src/corpora/detectFormat.ts';
import { readExamples } from '../../../src/corpora/readExamples.ts';
import { collect, lexiscopeError, withFiles } from './helpers.ts';

const conlluRow = '1\ta\ta\tX\t_\t_\t0\troot\t_\t_\n';

describe('The format of a file', () => {
  for (const [name, format] of [
    ['a.jsonl', 'jsonl'], ['a.ndjson.gz', 'jsonl'], ['a.CSV', 'csv'], ['a.tsv.gz', 'csv'], ['a.sgm', 'reuters'], ['a.xml', 'rcv1'], ['a.conllu', 'conllu'], ['a.conll.gz', 'conll'],
  ] as const) {
    it(`is ${format} by the name ${name}`, async () => {
      await withFiles({ [name]: 'anything' }, async (at) => {
        assert.equal(await detectFormat(at(name)), format);
      });
    });
  }

  for (const [what, content, format] of [
    ['an object a line', '\n{"text":"a","label":"b"}\n', 'jsonl'],
    ['a header with text and label', 'id;text;label\n1;a;b\n', 'csv'],
    ['a quoted header', '"label","text"\n"a","b"\n', 'csv'],
    ['two columns divided by tabs', 'ham\thello, you\nspam\twin "now"\n', 'csv'],
    ['recurring labels before texts with tabs', 'ham\thello\tyou\nspam\twin\nham\tx\nspam\ty\n', 'label-tab-text'],
    ['__label__ on every line', '__label__a x\ny __label__b\n', 'fasttext'],
    ['<REUTERS>', '<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS TOPICS="YES">', 'reuters'],
    ['<newsitem>', '<?xml version="1.0"?>\n<newsitem>', 'rcv1'],
    ['ten numbered columns', `# text = a\n${conlluRow}\n${conlluRow}`, 'conllu'],
    ['as many columns on every line and blank lines between', 'The DT B-NP\nend NN I-NP\n\nGo VB B-VP\n', 'conll'],
    ['prose', 'It rained, and it rained.\n\nThen it stopped.\n', 'lines'],
    ['nothing', '', 'lines'],
  ] as const) {
    it(`is ${format} for a file that holds ${what}, packed or not`, async () => {
      await withFiles({ 'a.txt': content, b: gzipSync(content) }, async (at) => {
        assert.equal(await detectFormat(at('a.txt')), format);
        assert.equal(await detectFormat(at('b')), format);
      });
    });
  }

  it('of a folder is what lies in it', async () => {
    await withFiles({ 'a/reut2-000.sgm': '', 'b/19960820/1.xml': '', 'c/1.xml': '', 'd/pos/1.txt': '', 'e/train/pos/1.txt': '', 'f/a.jsonl': '' }, async (at) => {
      assert.deepEqual(await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => detectFormat(at(name)))), ['reuters', 'rcv1', 'rcv1', 'folder', 'folder']);
      await assert.rejects(detectFormat(at('f')), lexiscopeError(/f: expected a folder for each class/));
    });
  });

  it('without labels is refused where labels are needed, unless it is asked for', async () => {
    await withFiles({ 'a.txt': 'plain\ntext\n', 'b.txt': 'The DT\nend NN\n\nGo VB\n' }, async (at) => {
      await assert.rejects(collect(readExamples(at('a.txt'))), lexiscopeError(/a\.txt: expected labelled texts, found plain text/));
      await assert.rejects(collect(readExamples(at('b.txt'))), lexiscopeError(/b\.txt: this file has a tag for each token/));
      assert.equal((await collect(readExamples(at('a.txt'), { format: 'lines' }))).length, 2);
    });
  });
});
