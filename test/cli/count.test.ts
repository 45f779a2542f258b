import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCli } from './runCli.ts';

describe('lexiscope count', { concurrency: 2 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    await mkdir(path.join(folder, 'texts'));
    await writeFile(path.join(folder, 'texts/1.txt'), 'The cat saw the dog.\nThe dog saw the cat\n');
    await writeFile(path.join(folder, 'texts/2.txt'), 'the dog ran\n');
  });
  after(() => rm(folder, { recursive: true }));

  const table = async (...args: string[]): Promise<string[]> => {
    const { code, stdout, stderr } = await runCli(['count', ...args, '--corpus', path.join(folder, 'texts')]);
    assert.equal(code, 0, stderr);
    return stdout.trimEnd().split('\n').map((line) => line.replaceAll('\t', ' '));
  };

  it('counts words, frequent ones first', async () => {
    assert.deepEqual(await table('words'), ['word count', 'the 5', 'dog 3', 'cat 2', 'saw 2', 'ran 1']);
    assert.deepEqual(await table('words', '--min-count', '2', '--keep-case'), ['word count', 'the 3', 'dog 3', 'The 2', 'cat 2', 'saw 2']);
    assert.deepEqual(await table('words', '--max-vocabulary', '1'), ['word count', 'the 5']);
  });

  it('counts bigrams within lines', async () => {
    assert.deepEqual(await table('bigrams'), ['word next count', 'the dog 3', 'the cat 2', 'dog saw 1', 'dog ran 1', 'cat saw 1', 'saw the 2']);
  });

  it('counts neighbours by window, side and weighting', async () => {
    const both = await table('neighbours', '--window', '2', '--weighting', 'harmonic');
    assert.ok(both.includes('ran dog 1') && both.includes('ran the 0.5') && both.includes('the ran 0.5'));
    const left = await table('neighbours', '--window', '2', '--sides', 'left');
    assert.ok(left.includes('ran the 1') && !left.some((line) => line.startsWith('the ran')));
  });

  it('counts bags of words, and words by document', async () => {
    assert.deepEqual(await table('bags', '--min-count', '2'), ['text word count', '1 the 4', '1 dog 2', '1 cat 2', '1 saw 2', '2 the 1', '2 dog 1']);
    assert.deepEqual(await table('bags', '--min-count', '2', '--boundaries', 'line'),
      ['text word count', '1 the 2', '1 dog 1', '1 cat 1', '1 saw 1', '2 the 2', '2 dog 1', '2 cat 1', '2 saw 1', '3 the 1', '3 dog 1']);
    assert.deepEqual(await table('documents'), ['word text count', 'the 1 4', 'the 2 1', 'dog 1 2', 'dog 2 1', 'cat 1 2', 'saw 1 2', 'ran 2 1']);
  });

  it('writes a file', async () => {
    const out = path.join(folder, 'words.tsv');
    assert.match((await table('words', '--out', out))[0], /words\.tsv: 5 rows$/);
    assert.equal(await readFile(out, 'utf8'), 'word\tcount\nthe\t5\ndog\t3\ncat\t2\nsaw\t2\nran\t1\n');
  });

  it('says in one line what is wrong', async () => {
    const corpus = ['--corpus', path.join(folder, 'texts')];
    for (const [args, expected] of [
      [[], /what to count is missing: words, bigrams, neighbours, bags, documents/],
      [['letters', ...corpus], /there is no count letters/],
      [['words'], /--corpus is missing/],
      [['words', ...corpus, '--window', '3'], /--window has no meaning for words/],
      [['neighbours', ...corpus, '--sides', 'up'], /--sides: expected both, left, right, found 'up'/],
      [['words', ...corpus, '--min-count', '9', '--out', path.join(folder, 'none.tsv')], /no word occurs 9 times in the corpus of 13 tokens/],
      [['words', ...corpus, '--out', path.join(folder, 'missing/words.tsv')], /missing\/words\.tsv: cannot be written/],
    ] as const) {
      const { code, stdout, stderr } = await runCli(['count', ...args]);
      assert.ok(code === 1 || code === 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
    assert.ok(!existsSync(path.join(folder, 'none.tsv')));
  });
});
