import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { writeTinyModel } from '../support/tinyModel.ts';
import { runCli } from './runCli.ts';

interface Scores {
  n: number;
  accuracy: number;
  microF1: number;
  macroF1: number;
  macroRecall: number;
  macroAccuracy: number;
  ece: number;
  textsPerSecond: number;
  perLabel: Record<string, { precision: number; recall: number; f1: number; n: number }>;
}

// The model answers the letter that is most frequent: right, right, wrong (a for b), right.
const rows = [{ text: 'aaaa', labels: ['a'] }, { text: 'bbbb', labels: ['b'] }, { text: 'aaaa', labels: ['b'] }, { text: 'cccc', labels: ['c'] }];
const jsonl = rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('lexiscope evaluate', { concurrency: 2 }, () => {
  let folder: string;
  let model: string;
  let topics: string;
  const at = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    model = at('tiny.onnx');
    topics = at('topics.onnx');
    const votes = { a: [20, 0, 0], b: [0, 20, 0], c: [0, 0, 20] };
    await writeTinyModel(model, { labels: ['a', 'b', 'c'], votes });
    await writeTinyModel(topics, { labels: ['a', 'b', 'c'], votes, metadata: { target: { kind: 'multiple', thresholds: [0.9, 0.9, 0.9] } } });
    await writeFile(at('rows.jsonl'), jsonl);
  });
  after(() => rm(folder, { recursive: true }));

  async function evaluate(file: string, ...args: string[]): Promise<Scores> {
    const { code, stdout, stderr } = await runCli(['evaluate', '--model', model, '--data', file, '--json', ...args]);
    assert.deepEqual([code, stderr], [0, '']);
    return JSON.parse(stdout) as Scores;
  }

  it('counts right answers over all texts and label by label', async () => {
    const scores = await evaluate(at('rows.jsonl'));
    assert.deepEqual([scores.n, scores.accuracy, scores.microF1], [4, 0.75, 0.75]);
    assert.ok(Math.abs(scores.macroF1 - (2 / 3 + 2 / 3 + 1) / 3) < 1e-9);
    assert.ok(Math.abs(scores.macroRecall - 2.5 / 3) < 1e-9);
    assert.ok(Math.abs(scores.macroAccuracy - 2.5 / 3) < 1e-9);
    assert.deepEqual(scores.perLabel.b, { precision: 1, recall: 0.5, f1: 2 / 3, n: 2 });
    // Sure of all four, right on three.
    assert.ok(Math.abs(scores.ece - 0.25) < 1e-6);
    assert.ok(scores.textsPerSecond > 0);
  });

  it('reads gzip, CSV and TSV alike', async () => {
    await writeFile(at('rows.jsonl.gz'), gzipSync(jsonl));
    await writeFile(at('rows.csv'), `text,label\n${rows.map(({ text, labels }) => `"${text}",${labels[0]}\n`).join('')}`);
    await writeFile(at('rows.tsv'), `label\ttext\n${rows.map(({ text, labels }) => `${labels[0]}\t${text}\n`).join('')}`);
    for (const name of ['rows.jsonl.gz', 'rows.csv', 'rows.tsv']) assert.equal((await evaluate(at(name))).accuracy, 0.75, name);
  });

  it('stops at the limit and keeps to the candidates', async () => {
    assert.deepEqual([(await evaluate(at('rows.jsonl'), '--limit', '2')).n, (await evaluate(at('rows.jsonl'), '--limit', '2')).accuracy], [2, 1]);
    const among = await evaluate(at('rows.jsonl'), '--candidates', 'a,b', '--limit', '3');
    assert.deepEqual(Object.keys(among.perLabel), ['a', 'b']);
  });

  it('scores sets of labels', async () => {
    await writeFile(at('sets.jsonl'), ['{"text":"ab","labels":["a","b"]}', '{"text":"x","labels":[]}', '{"text":"c","labels":["a"]}'].join('\n'));
    const { stdout } = await runCli(['evaluate', '--model', topics, '--data', at('sets.jsonl'), '--json']);
    const scores = JSON.parse(stdout) as Scores;
    assert.ok(Math.abs(scores.accuracy - 2 / 3) < 1e-9);
    assert.ok(Math.abs(scores.microF1 - (2 * 2) / (2 * 2 + 1 + 1)) < 1e-9);
  });

  it('counts labels that the model lacks as wrong, and says so', async () => {
    await writeFile(at('stray.jsonl'), '{"text":"a","labels":["a"]}\n{"text":"a","labels":["other"]}\n');
    const { code, stdout, stderr } = await runCli(['evaluate', '--model', model, '--data', at('stray.jsonl'), '--json']);
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as Scores).accuracy, 0.5);
    assert.match(stderr, /cannot be answered, counted as wrong: other/);
  });

  it('prints a table for people', async () => {
    const { stdout } = await runCli(['evaluate', '--model', model, '--data', at('rows.jsonl')]);
    assert.match(stdout, /accuracy +0\.7500/);
    assert.match(stdout, /\nb +1\.0000 +0\.5000 +0\.6667 +2\n/);
  });

  const failing = (what: string, args: () => string[], code: number, message: RegExp): void => {
    it(`fails with ${code} and one line: ${what}`, async () => {
      await writeFile(at('broken.jsonl'), '{"text":"a","labels":["a"]}\n{"text":"b", oops\n');
      await writeFile(at('unlabelled.jsonl'), '{"text":"a","labels":[]}\n');
      await writeFile(at('empty.jsonl'), '');
      const result = await runCli(['evaluate', ...args(), '--json']);
      assert.deepEqual([result.code, result.stdout], [code, '']);
      assert.match(result.stderr, message);
      assert.equal(result.stderr.trimEnd().split('\n').length, 1);
    });
  };
  failing('data that is not there', () => ['--model', model, '--data', at('none.jsonl')], 1, /none\.jsonl/);
  failing('a broken row, with its line', () => ['--model', model, '--data', at('broken.jsonl')], 1, /broken\.jsonl:2/);
  failing('a row without label, with its line', () => ['--model', model, '--data', at('unlabelled.jsonl')], 1, /unlabelled\.jsonl:1: this row has no label/);
  failing('no rows', () => ['--model', model, '--data', at('empty.jsonl')], 1, /empty\.jsonl/);
  failing('no model', () => ['--data', at('rows.jsonl')], 2, /--model is missing/);
  failing('no data', () => ['--model', model], 2, /--data is missing/);
  failing('a limit that is no number', () => ['--model', model, '--data', at('rows.jsonl'), '--limit', 'many'], 2, /--limit: expected a whole number/);
});
