import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Io } from '../../../src/cli/io.ts';
import { vectorsCommand } from '../../../src/cli/vectors.ts';
import { inFolder } from './files.ts';

const royals = 'man 0.1 -1 0.2\nwoman 0.1 1 0.2\nking 1 -1 0.1\nqueen 1 1 0.15\napple -1 0 3\nprince 0.9 -0.9 -0.4\n';

/** Runs the command on royals.txt; `{}` in an argument stands for its folder. */
async function run(...args: string[]): Promise<{ out: string; err: string; folder: string }> {
  return inFolder(async (folder) => {
    await writeFile(path.join(folder, 'royals.txt'), royals);
    await writeFile(path.join(folder, 'pairs.tsv'), 'king\tqueen\t8\nking\tapple\t1\nking\tprince\t9\nking\tduke\t9\n');
    await writeFile(path.join(folder, 'questions.txt'), ': family\nman king woman queen\n');
    let out = '';
    let err = '';
    const io: Io = {
      stdout: (text) => (out += text), stderr: (text) => (err += text),
      stdin: (async function* (): AsyncGenerator<Uint8Array> { /* nothing is typed */ })(), interactive: false, columns: 80, signal: new AbortController().signal,
    };
    const code = await vectorsCommand(args.map((arg) => arg.replace('{}', folder)), io);
    assert.equal(code, 0);
    return { out, err, folder };
  });
}

describe('lexiscope vectors', () => {
  it('neighbours lists words, cosines and ranks', async () => {
    const found = JSON.parse((await run('neighbours', '{}/royals.txt', 'king', '--top', '2', '--json')).out) as { word: string; score: number; rank: number }[];
    assert.deepEqual(found.map(({ word, rank }) => [word, rank]), [['prince', 6], ['man', 1]]);
    assert.ok(Math.abs(found[0].score - 1.76 / Math.sqrt(2.01 * 1.78)) < 1e-6);
    assert.match((await run('neighbours', '{}/royals.txt', 'king', '--top', '1')).out, /^prince\t0\.9305\n$/);
  });

  it('neighbours says which form of a word it took', async () => {
    assert.match((await run('neighbours', '{}/royals.txt', 'Kings')).err, /Kings is taken as king/);
  });

  it('similarity, analogy and odd-one-out answer on one line or as JSON', async () => {
    const { similarity } = JSON.parse((await run('similarity', '{}/royals.txt', 'king', 'king', '--json')).out) as { similarity: number };
    assert.ok(Math.abs(similarity - 1) < 1e-6);
    assert.match((await run('analogy', '{}/royals.txt', 'man', 'king', 'woman', '--method', '3CosMul', '--top', '1')).out, /^queen\t/);
    assert.equal((await run('odd-one-out', '{}/royals.txt', 'king', 'queen', 'apple')).out, 'apple\n');
    assert.equal((JSON.parse((await run('odd-one-out', '{}/royals.txt', 'king', 'queen', 'apple', '--json')).out) as { oddOneOut: string }).oddOneOut, 'apple');
  });

  it('convert writes the format of the name', async () => {
    const { out, folder } = await run('convert', '{}/royals.txt', '{}/royals.bin', '--json');
    assert.deepEqual(JSON.parse(out), { file: path.join(folder, 'royals.bin').replaceAll('\\', path.sep), format: 'word2vec-binary', rows: 6, dimensions: 3 });
  });

  it('evaluate reports pairs and analogies', async () => {
    const { out, folder } = await run('evaluate', '{}/royals.txt', '--pairs', '{}/pairs.tsv', '--analogies', '{}/questions.txt', '--json');
    const result = JSON.parse(out) as { pairs: Record<string, unknown>[]; analogies: { accuracy: number; sections: unknown[] } };
    assert.deepEqual(Object.keys(result.pairs[0]), ['file', 'spearman', 'pearson', 'found', 'total']);
    assert.deepEqual([result.pairs[0].file, result.pairs[0].spearman, result.pairs[0].found, result.pairs[0].total], [path.join(folder, 'pairs.tsv'), 1, 3, 4]);
    assert.deepEqual(result.analogies, { accuracy: 1, correct: 1, found: 1, total: 1, sections: [{ name: 'family', correct: 1, found: 1, total: 1, accuracy: 1 }] });
  });

  it('refuses wrong usage, and names unknown words and files', async () => {
    await assert.rejects(run('neighbors', '{}/royals.txt', 'king'), { name: 'UsageError', message: /^there is no 'vectors neighbors'; there are neighbours,/ });
    await assert.rejects(run('analogy', '{}/royals.txt', 'king'), { name: 'UsageError', message: 'vectors analogy: expected FILE A B C, found 2 arguments' });
    await assert.rejects(run('neighbours', '{}/royals.txt', 'king', '--top', 'ten'), { name: 'UsageError' });
    await assert.rejects(run('neighbours', '{}/royals.txt', 'zzzzz'), { name: 'LexiscopeError', code: 'not-found' });
    await assert.rejects(run('similarity', '{}/missing.vec', 'a', 'b'), { name: 'LexiscopeError', code: 'not-found' });
    await assert.rejects(run('evaluate', '{}/royals.txt'), { name: 'UsageError' });
  });
});
