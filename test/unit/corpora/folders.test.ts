import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { readExamples } from '../../../src/corpora/readExamples.ts';
import type { ExampleOptions } from '../../../src/corpora/readExamples.ts';
import type { Problem } from '../../../src/corpora/source.ts';
import { collect, lexiscopeError, withFiles } from './helpers.ts';

async function read(folder: string, options: ExampleOptions = {}): Promise<string[]> {
  return (await collect(readExamples(folder, options))).map(({ text, labels }) => `${labels.join()}: ${text}`).sort();
}

describe('A folder per class', () => {
  it('has a file an example, in any encoding, packed or not, in folders below too', async () => {
    await withFiles({
      'd/good/1.txt': 'fine\n', 'd/good/2': Buffer.from('très bien', 'latin1'), 'd/bad/x.txt.gz': gzipSync('poor'), 'd/bad/more/y.txt': 'worse', 'd/README.md': 'not a class', 'd/good/.DS_Store': '\0\0',
    }, async (at) => {
      assert.deepEqual(await read(at('d')), ['bad: poor', 'bad: worse', 'good: fine\n', 'good: très bien']);
    });
  });

  it('may lie below train and test, as IMDB has it, whose unsup is no class', async () => {
    await withFiles({
      'imdb/train/pos/0_9.txt': 'a', 'imdb/train/neg/0_3.txt': 'b', 'imdb/train/unsup/0_0.txt': 'c', 'imdb/train/urls_pos.txt': 'http', 'imdb/test/pos/0_8.txt': 'd', 'imdb/imdb.vocab': 'x',
    }, async (at) => {
      assert.deepEqual(await read(at('imdb')), ['neg: b', 'pos: a']);
      assert.deepEqual(await read(at('imdb'), { split: 'test' }), ['pos: d']);
      assert.deepEqual(await read(at('imdb'), { split: 'all' }), ['neg: b', 'pos: a', 'pos: d']);
      assert.deepEqual(await read(at('imdb/train')), ['neg: b', 'pos: a']);
    });
  });

  it('is read with the classes mixed, the same way each time', async () => {
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`d/${i % 2 === 0 ? 'a' : 'b'}/${i}.txt`, `${i}`]));
    await withFiles(files, async (at) => {
      const labels = async (): Promise<string> => (await collect(readExamples(at('d')))).map((example) => example.labels[0]).join('');
      assert.equal(await labels(), await labels());
      const changes = (await labels()).split(/(?<=a)(?=b)|(?<=b)(?=a)/).length;
      assert.ok(changes > 15, `${changes} runs of one class among 60 files`);
    });
  });

  it('must have classes with files in them', async () => {
    await withFiles({ 'd/a.txt': 'x', 'e/test/pos/1.txt': 'x' }, async (at) => {
      await assert.rejects(read(at('d')), lexiscopeError(/d: expected a folder for each class/));
      await assert.rejects(read(at('d'), { format: 'folder' }), lexiscopeError(/d: expected a folder for each class with text files/));
      await assert.rejects(read(at('e')), lexiscopeError(/e: there is no folder train beside test/, 'not-found'));
    });
  });

  it('goes on after a file that is no text where problems are taken', async () => {
    await withFiles({ 'd/a/1.txt': 'one', 'd/b/2.png': Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 5)) }, async (at) => {
      await assert.rejects(read(at('d')), lexiscopeError(/2\.png: this is not a text file/));
      const problems: Problem[] = [];
      assert.deepEqual(await read(at('d'), { onProblem: (problem) => problems.push(problem) }), ['a: one']);
      assert.deepEqual(problems, [{ file: at('d/b/2.png'), line: undefined, message: 'this is not a text file (it holds zero bytes)' }]);
    });
  });

  it('does not hang on circular links or named pipes', { skip: process.platform === 'win32' ? 'Windows has no named pipes in folders' : false }, async () => {
    await withFiles({ 'd/a/1.txt': 'one' }, async (at) => {
      await symlink(at('d'), at('d/a/again'));
      await symlink(at('nothing'), at('d/a/dangling'));
      await symlink(at('d/a/1.txt'), at('d/a/2.txt'));
      execFileSync('mkfifo', [at('d/a/pipe'), at('pipe.csv')]);
      assert.deepEqual(await read(at('d')), ['a: one', 'a: one']);
      await assert.rejects(read(at('pipe.csv')), lexiscopeError(/pipe\.csv: this is not a regular file/));
    });
  });

  it('counts its bytes for the progress over all files', async () => {
    await withFiles({ 'd/a/1.txt': 'one', 'd/b/2.txt': 'three' }, async (at) => {
      await writeFile(at('d/b/3.txt'), '');
      const calls: [number, number][] = [];
      await read(at('d'), { onProgress: (done, total) => calls.push([done, total]) });
      assert.deepEqual(calls.at(-1), [8, 8]);
    });
  });
});
