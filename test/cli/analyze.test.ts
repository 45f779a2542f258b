import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { writeModelFile } from '../../src/onnx/modelFile.ts';
import { tinyGraph, tinyMetadata, writeTinyModel } from '../support/tinyModel.ts';
import { runCli } from './runCli.ts';

interface FileResult {
  file: string;
  task: string;
  label: string | null;
  labels: string[];
  confidence: number;
  scores: { label: string; score: number }[];
  verdict: string;
  segments: { start: number; end: number; label: string; score: number }[];
}

const votes = { e: [9, 0, 0, 0], f: [0, 9, 0, 0], x: [0, 0, 0, 9] };
const english = 'eeee eeeee eee eeeeeee eeee eee eeeee eeeee.';
const french = 'ffff fffff fff fffffff ffff fff fffff fffff.';

describe('lexiscope analyze', { concurrency: 2 }, () => {
  let folder: string;
  let model: string;
  const at = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    model = at('tiny.onnx');
    await writeTinyModel(model, { labels: ['en', 'fr', 'el', 'zxx'], votes, metadata: { task: 'language', input: { maximumTokens: 256, overlap: 0 } } });
    await writeFile(at('mixed.md'), `# ${french}\n\n\`\`\`\n${english}\n\`\`\`\n\n${english}\n`);
    await writeFile(at('plain.txt'), english);
  });
  after(() => rm(folder, { recursive: true }));

  async function json(...args: string[]): Promise<FileResult[]> {
    const { code, stdout, stderr } = await runCli(['analyze', '--model', model, '--format', 'json', ...args]);
    assert.deepEqual([code, stderr], [0, '']);
    return JSON.parse(stdout) as FileResult[];
  }

  it('says so where a text is in a language that the model does not read', async () => {
    await writeTinyModel(at('english.onnx'), { labels: ['x', 'y'], votes: { e: [9, 0] }, metadata: { task: 'sentiment', languages: ['en'] } });
    await writeFile(at('french.txt'), 'Les enfants jouent dans le jardin pendant que la pluie tombe doucement sur les toits du village.');
    await writeFile(at('english.txt'), 'The children are playing in the garden while the rain falls softly on the roofs of the village.');
    const { stdout } = await runCli(['analyze', '--model', at('english.onnx'), at('french.txt'), at('english.txt')]);
    assert.deepEqual(stdout.match(/beware: the model reads en, the text is in \w+/g), ['beware: the model reads en, the text is in fr']);
  });

  it('gives an object a file, with exact segments of Markdown\'s prose', async () => {
    const [mixed, plain] = await json('--task', 'language', at('mixed.md'), at('plain.txt'));
    assert.deepEqual([mixed.file, mixed.task], [at('mixed.md'), 'language']);
    assert.deepEqual(mixed.segments.map(({ label, start, end }) => [label, end - start]), [['fr', french.length], ['en', english.length]]);
    assert.equal(mixed.segments[0].start, 2);
    assert.equal(mixed.scores.length, 4);
    assert.deepEqual([plain.label, plain.labels, plain.verdict], ['en', ['en'], 'certain']);
    assert.ok(plain.confidence > 0.9);
  });

  it('reads standard input for -', async () => {
    const { code, stdout } = await runCli(['analyze', '--model', model, '--json', '-'], french);
    assert.equal(code, 0);
    const [{ file, label }] = JSON.parse(stdout) as FileResult[];
    assert.deepEqual([file, label], ['-', 'fr']);
  });

  it('keeps to the candidates', async () => {
    const [{ label, scores }] = await json('--candidates', 'fr,el', at('plain.txt'));
    assert.notEqual(label, 'en');
    assert.deepEqual(scores.map((score) => score.label).sort(), ['el', 'fr']);
  });

  it('has no label for an empty file', async () => {
    await writeFile(at('empty.txt'), '');
    const [{ label, verdict, segments }] = await json(at('empty.txt'));
    assert.deepEqual([label, verdict, segments], [null, 'not-enough-text', []]);
  });

  it('tells people label, probability and lines', async () => {
    const { code, stdout } = await runCli(['analyze', '--model', model, at('mixed.md')]);
    assert.equal(code, 0);
    assert.match(stdout, /mixed\.md: (en|fr) \d\d\.\d % \(uncertain\)\n {2}then (en|fr) \d\d\.\d %\n {2}line 1: fr .*\n {2}line 7: en /);
  });

  it('answers for the whole and for each sentence with a sentiment model', async () => {
    const sentiment = at('sentiment.onnx');
    await writeTinyModel(sentiment, { labels: ['negative', 'positive'], votes: { b: [-9], g: [9] }, metadata: { task: 'sentiment', target: { kind: 'binary', threshold: 0.5 }, input: { maximumTokens: 256, overlap: 0 } } });
    const { stdout } = await runCli(['analyze', '--task', 'sentiment', '--model', sentiment, '--json', '-'], 'Ggg ggg. Bbb b.');
    const [{ label, segments }] = JSON.parse(stdout) as FileResult[];
    assert.equal(label, 'positive');
    assert.deepEqual(segments.map((s) => [s.start, s.end, s.label]), [[0, 8, 'positive'], [9, 15, 'negative']]);
  });

  const failing = (what: string, args: () => string[], code: number, message: RegExp, input = ''): void => {
    it(`fails with ${code} and one line: ${what}`, async () => {
      const result = await runCli(['analyze', ...args()], input);
      assert.deepEqual([result.code, result.stdout], [code, '']);
      assert.match(result.stderr, message);
      assert.equal(result.stderr.trimEnd().split('\n').length, 1);
    });
  };
  failing('a file that is not there', () => ['--model', model, at('none.txt')], 1, /none\.txt: there is no such file/);
  failing('a binary file', () => ['--model', model, model], 1, /tiny\.onnx: this is not a text file/);
  failing('binary standard input', () => ['--model', model, '-'], 1, /standard input: /, 'a\0\0b');
  failing('a model that is not there', () => ['--model', at('none.onnx'), '-'], 1, /none\.onnx: no such model file/);
  failing('an ID without a model', () => ['--model', 'nonesuch', '-'], 1, /model nonesuch: there is no .*nonesuch\.onnx/);
  failing('a file that is no model', () => ['--model', at('mixed.md'), '-'], 1, /mixed\.md: .*not an ONNX model|mixed\.md: ONNX/);
  failing('an unknown candidate', () => ['--model', model, '--candidates', 'en,qq', '-'], 1, /candidate qq: model tiny has no such label/, english);
  failing('a model for another task', () => ['--task', 'spam', '--model', model, '-'], 1, /for language, not for spam/);
  failing('no file', () => ['--model', model], 2, /FILE is missing/);
  failing('no task and no model', () => ['-'], 2, /--task or --model is missing/);
  failing('an unknown task', () => ['--task', 'poetry', '-'], 2, /--task: expected language, .*'poetry'/);
  failing('an unknown option', () => ['--nonsense', '-'], 2, /--nonsense/);
  failing('an option without its value', () => ['-', '--model'], 2, /--model/);

  it('names the file and the key of a model that breaks the contract', async () => {
    const broken = at('broken.onnx');
    await writeModelFile(broken, tinyGraph({ labels: ['a', 'b'], votes: { a: [1, 2] } }), tinyMetadata({ labels: ['a', 'b', 'c'], votes: { a: [] } }));
    const { code, stderr } = await runCli(['analyze', '--model', broken, '-'], 'a');
    assert.equal(code, 1);
    assert.match(stderr, /broken\.onnx: output logits: expected shape \[batch, 3\].*found \[batch, 2\]/);
  });
});

describe('lexiscope', () => {
  it('tells its version and its commands', async () => {
    const version = await runCli(['--version']);
    assert.deepEqual([version.code, version.stderr], [0, '']);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    const help = await runCli(['--help']);
    assert.match(help.stdout, /analyze[\s\S]*evaluate/);
    const analyze = await runCli(['analyze', '--help']);
    assert.deepEqual([analyze.code, analyze.stderr], [0, '']);
    assert.match(analyze.stdout, /--candidates/);
  });

  it('exits with 2 without a command and for an unknown one', async () => {
    assert.equal((await runCli([])).code, 2);
    const { code, stderr, stdout } = await runCli(['analyse']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /there is no command analyse/);
  });
});
