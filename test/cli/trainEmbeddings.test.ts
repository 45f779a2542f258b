import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readVectors } from '../../src/vectors/read.ts';
import { runCli } from './runCli.ts';

/** Whether a program is there; what it says to the arguments does not matter unless it is Python. */
function canRun(program: string, ...args: string[]): boolean {
  const { error, status } = spawnSync(program, args);
  return error === undefined && (status === 0 || !program.includes('python'));
}

describe('lexiscope train embeddings', { concurrency: 2 }, () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    const sentences = ['cats and dogs run and sleep', 'dogs and horses run', 'red and blue and green', 'the sky is blue and the grass is green'];
    await writeFile(at('corpus.txt'), Array.from({ length: 400 }, (_, i) => sentences[i % sentences.length]).join('\n'));
  });
  after(() => rm(folder, { recursive: true }));

  const train = (...args: string[]): ReturnType<typeof runCli> => runCli(['train', 'embeddings', '--corpus', at('corpus.txt'), '--dimensions', '8', ...args]);

  it('writes word2vec text that starts with rows and dimensions, and says what it did in JSON', async () => {
    const { code, stdout, stderr } = await train('--out', at('a.vec'), '--epochs', '2', '--json');
    assert.equal(code, 0, stderr);
    const result = JSON.parse(stdout) as { words: number; dimensions: number; tokens: number; completed: boolean; epochs: { loss: number; probeLoss: number }[] };
    assert.deepEqual([result.words, result.dimensions, result.tokens, result.completed, result.epochs.length], [13, 8, 2400, true, 2]);
    const lines = (await readFile(at('a.vec'), 'utf8')).trimEnd().split('\n');
    assert.equal(lines[0], '13 8');
    assert.equal(lines.length, 14);
    assert.equal(lines[1].split(' ')[0], 'and');
  });

  it('gives the same file for the same seed', async () => {
    for (const name of ['b.bin', 'c.bin']) assert.equal((await train('--algorithm', 'ppmi-svd', '--dimensions', '4', '--sample', '0', '--seed', '3', '--out', at(name))).code, 0);
    assert.deepEqual(await readFile(at('b.bin')), await readFile(at('c.bin')));
  });

  it('keeps negative mutual information when told to', async () => {
    const options = ['--algorithm', 'ppmi-svd', '--dimensions', '4', '--sample', '0'];
    assert.equal((await train(...options, '--out', at('positive.bin'))).code, 0);
    assert.equal((await train(...options, '--signed', '--out', at('signed.bin'))).code, 0);
    assert.notDeepEqual(await readFile(at('positive.bin')), await readFile(at('signed.bin')));
    assert.match((await train('--signed', '--epochs', '1', '--out', at('cannot.vec'))).stderr, /--signed has no meaning for skipgram/);
  });

  it('writes files that gensim opens, with the vectors that we read', { skip: !canRun('/usr/bin/python3', '-c', 'import gensim') && 'there is no gensim here' }, async () => {
    const rows = async (file: string): Promise<string> => (await runCli(['vectors', 'similarity', file, 'cats', 'dogs', '--no-cache'])).stdout.trim();
    const script = `
import sys, warnings
warnings.filterwarnings("ignore")
from gensim.models import KeyedVectors
from gensim.models.fasttext import load_facebook_vectors
for kind, file in zip(sys.argv[1::2], sys.argv[2::2]):
    vectors = load_facebook_vectors(file) if kind == "fasttext" else KeyedVectors.load_word2vec_format(file, binary=kind == "binary")
    unseen = vectors["catdogs"].shape[0] if kind == "fasttext" else 0
    print(len(vectors.index_to_key), "%.4f" % vectors.similarity("cats", "dogs"), unseen)
`;
    assert.equal((await train('--epochs', '1', '--out', at('g.vec'))).code, 0);
    assert.equal((await train('--algorithm', 'cbow', '--epochs', '1', '--out', at('g.bin'))).code, 0);
    assert.equal((await train('--algorithm', 'fasttext-skipgram', '--buckets', '1000', '--epochs', '1', '--out', at('subwords.bin'))).code, 0);
    const opened = execFileSync('/usr/bin/python3', ['-c', script, 'text', at('g.vec'), 'binary', at('g.bin'), 'fasttext', at('subwords.bin')], { encoding: 'utf8' }).trim().split('\n');
    const expected: string[] = [];
    for (const [file, unseen] of [['g.vec', 0], ['g.bin', 0], ['subwords.bin', 8]] as const) expected.push(`13 ${Number(await rows(at(file))).toFixed(4)} ${unseen}`);
    assert.deepEqual(opened, expected);
  });

  it('writes subword models of which the fasttext program gives the same vectors, of unseen words too', { skip: !canRun('/usr/bin/fasttext', 'test', '/dev/null', '/dev/null') && 'there is no fasttext program here' }, async () => {
    assert.equal((await train('--algorithm', 'fasttext-cbow', '--buckets', '1000', '--epochs', '1', '--out', at('tool.bin'))).code, 0);
    const printed = execFileSync('/usr/bin/fasttext', ['print-word-vectors', at('tool.bin')], { input: 'cats\ncatdogs\n', encoding: 'utf8' }).trim().split('\n');
    const { space } = await readVectors(at('tool.bin'));
    const expected = [space.row(space.indexOf('cats')), space.subwords!.vectorOf('catdogs')!];
    printed.forEach((line, i) => {
      const values = line.trim().split(' ').slice(1).map(Number);
      assert.equal(values.length, 8);
      // fastText prints five digits.
      values.forEach((value, d) => assert.ok(Math.abs(value - expected[i][d]) <= 1e-4 * Math.abs(value) + 1e-7, line));
    });
  });

  it('keeps a run in a folder, from which training goes on', async () => {
    assert.equal((await train('--out', at('d.vec'), '--epochs', '2', '--checkpoint', at('run'))).code, 0);
    assert.ok(existsSync(at('run/embedding.json')));
    const { code, stderr } = await runCli(['train', 'embeddings', '--resume', at('run'), '--out', at('e.vec')]);
    assert.equal(code, 0, stderr);
    const trained = await readFile(at('d.vec'), 'utf8');
    assert.equal(await readFile(at('e.vec'), 'utf8'), trained);
    await rm(at('d.vec'));
    assert.equal((await runCli(['train', '--resume', at('run')])).code, 0);
    assert.equal(await readFile(at('d.vec'), 'utf8'), trained);
  });

  it('says in one line what is wrong with the command', async () => {
    for (const [args, expected] of [
      [['--out', at('x.vec'), '--algorithm', 'lsa'], /--algorithm: expected ppmi-svd, skipgram/],
      [['--out', at('x.vec'), '--window', 'wide'], /--window: expected a whole number of at least 1, found 'wide'/],
      [['--out', at('x.pdf')], /cannot tell the format from the name/],
      [[], /--out is missing/],
    ] as const) {
      const { code, stdout, stderr } = await train(...args);
      assert.ok(code === 1 || code === 2);
      assert.equal(stdout, '');
      assert.match(stderr, expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    }
    assert.ok(!existsSync(at('x.vec')));
  });

  it('takes the same options for every algorithm, and says which have no meaning', async () => {
    const { code, stderr } = await train('--algorithm', 'ppmi-svd', '--negative', '5', '--epochs', '3', '--out', at('f.vec'));
    assert.equal(code, 0, stderr);
    assert.match(stderr, /--negative has no meaning for ppmi-svd/);
  });

  it('fails when no word is frequent enough', async () => {
    const { code, stderr } = await train('--out', at('y.vec'), '--min-count', '100000');
    assert.equal(code, 1);
    assert.match(stderr, /no word occurs 100000 times in the corpus of 2400 tokens/);
  });
});
