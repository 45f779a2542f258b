import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRandom } from '../../src/base/random.ts';
import { runCli } from './runCli.ts';

const neutral = ['the', 'film', 'was', 'a', 'story', 'of', 'people', 'in', 'town', 'and'];
const good = ['great', 'lovely', 'moving', 'clever'];
const bad = ['dull', 'awful', 'tired', 'empty'];

/** Sentences of neutral words with some of the labels' words in them. */
function rowsOf(count: number, labelsOf: (i: number) => string[]): string {
  const random = createRandom(5);
  const pick = (words: readonly string[]): string => words[random.below(words.length)];
  return Array.from({ length: count }, (_, i) => {
    const labels = labelsOf(i);
    const words = [...labels.flatMap((label) => [pick(label === 'good' ? good : bad), pick(label === 'good' ? good : bad)]), ...Array.from({ length: 3 + random.below(6) }, () => pick(neutral))];
    return `${JSON.stringify({ text: words.sort().join(' '), labels })}\n`;
  }).join('');
}

const small = ['--dimensions', '8', '--hidden', '8', '--threads', '1', '--minimum-count', '1', '--rate', '0.02'];

describe('lexiscope train classifier', { concurrency: 2 }, () => {
  let folder: string;
  let data: string;
  const at = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    data = at('rows.jsonl');
    await writeFile(data, rowsOf(400, (i) => [i % 2 === 0 ? 'good' : 'bad']));
  });
  after(() => rm(folder, { recursive: true }));

  it('trains a model that analyze and evaluate run, and leaves a run with curves and a report', async () => {
    const trained = await runCli(['train', 'classifier', '--data', data, '--architecture', 'lstm', '--epochs', '6', '--out', at('model.onnx'), '--task', 'sentiment', ...small]);
    assert.equal(trained.code, 0, trained.stderr);
    assert.match(trained.stdout, /model\.onnx: accuracy \d+\.\d+ %/);
    const { stdout } = await runCli(['evaluate', '--model', at('model.onnx'), '--data', data, '--json']);
    assert.ok((JSON.parse(stdout) as { accuracy: number }).accuracy > 0.95, stdout);
    const analyzed = await runCli(['analyze', '--task', 'sentiment', '--model', at('model.onnx'), '--json', '-'], 'the film was great and moving');
    assert.equal((JSON.parse(analyzed.stdout) as { label: string }[])[0].label, 'good');
    const files = await readdir(at('model.run'));
    assert.deepEqual(files.sort(), ['answers.jsonl', 'best.lexi', 'checkpoint.lexi', 'configuration.json', 'curves.jsonl', 'log.txt', 'metrics.json', 'model.onnx', 'preparation.json', 'progress.jsonl', 'report.md', 'result.json', 'run.json', 'status.json']);
    const curves = (await readFile(at('model.run/curves.jsonl'), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as { epoch: number });
    assert.deepEqual(curves.map(({ epoch }) => epoch), curves.map((_, i) => i + 1));
    assert.match(await readFile(at('model.run/report.md'), 'utf8'), /\| accuracy \| [01]\.\d{4} \|/);
  });

  it('learns several labels a text, and none, with thresholds', async () => {
    await writeFile(at('sets.jsonl'), rowsOf(400, (i) => [[], ['good'], ['bad'], ['good', 'bad']][i % 4]));
    const trained = await runCli(['train', 'classifier', '--data', at('sets.jsonl'), '--architecture', 'bag', '--epochs', '15', '--storage', 'int8', '--out', at('sets.onnx'), '--dimensions', '8', '--threads', '1', '--minimum-count', '1', '--rate', '0.05']);
    assert.equal(trained.code, 0, trained.stderr);
    assert.match(trained.stderr, /2 labels \(multiple\)/);
    assert.match(trained.stdout, /before storing smaller/);
    const { stdout } = await runCli(['evaluate', '--model', at('sets.onnx'), '--data', at('sets.jsonl'), '--json']);
    assert.ok((JSON.parse(stdout) as { microF1: number }).microF1 > 0.9, stdout);
  });

  it('trains a binary model on hashed n-grams with a validation file of its own', async () => {
    await writeFile(at('held-out.jsonl'), rowsOf(40, (i) => [i % 2 === 0 ? 'good' : 'bad']));
    const trained = await runCli(['train', 'classifier', '--data', data, '--validation', at('held-out.jsonl'), '--architecture', 'bag', '--tokenizer', 'hashed-ngrams', '--buckets', '512', '--target', 'binary', '--class-weights', 'balanced', '--epochs', '10', '--out', at('binary.onnx'), '--dimensions', '8', '--threads', '1', '--rate', '0.05']);
    assert.equal(trained.code, 0, trained.stderr);
    assert.match(trained.stderr, /400 training and 40 validation examples/);
    const { stdout } = await runCli(['evaluate', '--model', at('binary.onnx'), '--data', at('held-out.jsonl'), '--json']);
    assert.ok((JSON.parse(stdout) as { accuracy: number }).accuracy > 0.9, stdout);
  });

  it('makes the embedding as long as the vectors that it starts from', async () => {
    await writeFile(at('words.vec'), `${good.length + bad.length} 3\n${[...good, ...bad].map((word, i) => `${word} ${i} 1 -1`).join('\n')}\n`);
    const trained = await runCli(['train', 'classifier', '--data', data, '--vectors', at('words.vec'), '--architecture', 'bag', '--epochs', '1', '--out', at('started.onnx'), '--threads', '1']);
    assert.equal(trained.code, 0, trained.stderr);
    const { training } = JSON.parse(await readFile(at('started.run/configuration.json'), 'utf8')) as { training: { architecture: { embedding: unknown } } };
    assert.deepEqual(training.architecture.embedding, { kind: 'table', dimensions: 3 });
  });

  it('learns against word vectors that are moved towards a higher loss', async () => {
    const options = ['--data', data, '--architecture', 'bilstm', '--epochs', '4', ...small];
    const [plain, adversarial] = await Promise.all([[], ['--adversarial', '0.3']].map(async (more, i) => {
      const trained = await runCli(['train', 'classifier', ...options, ...more, '--out', at(`moved${i}.onnx`)]);
      assert.equal(trained.code, 0, trained.stderr);
      return readFile(at(`moved${i}.onnx`));
    }));
    assert.ok(!plain.equals(adversarial));
    const { stdout } = await runCli(['evaluate', '--model', at('moved1.onnx'), '--data', data, '--json']);
    assert.ok((JSON.parse(stdout) as { accuracy: number }).accuracy > 0.95, stdout);
  });

  it('is resumed after being killed, with the result of a run that was not', async () => {
    const options = ['--data', data, '--architecture', 'lstm', '--epochs', '4', '--patience', '0', '--checkpoint-seconds', '0', ...small];
    assert.equal((await runCli(['train', 'classifier', ...options, '--out', at('whole.onnx')])).code, 0);
    const child = spawn(process.execPath, ['dist/cli.js', 'train', 'classifier', ...options, '--out', at('killed.onnx')], { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stderr.setEncoding('utf8').on('data', (text: string) => { if (text.includes('epoch 2/4')) child.kill('SIGKILL'); });
    await ended;
    assert.equal(child.signalCode, 'SIGKILL');
    const resumed = await runCli(['train', '--resume', at('killed.run')]);
    assert.equal(resumed.code, 0, resumed.stderr);
    const best = await Promise.all(['whole.run/best.lexi', 'killed.run/best.lexi'].map((name) => readFile(at(name))));
    assert.ok(best[0].equals(best[1]));
    const again = await runCli(['train', '--resume', at('killed.run')]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /this run is done/);
  });

  it('keeps the best network and the run on Ctrl-C, and refuses to begin it anew by accident', { skip: process.platform === 'win32' && 'signals' }, async () => {
    const args = ['train', 'classifier', '--data', data, '--architecture', 'lstm', '--epochs', '500', '--patience', '0', ...small, '--out', at('stopped.onnx')];
    const child = spawn(process.execPath, ['dist/cli.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const code = new Promise((resolve) => child.once('close', resolve));
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (text.includes('epoch 2/500')) child.kill('SIGINT');
    });
    child.stdout.resume();
    assert.equal(await code, 0);
    assert.match(stderr, /go on with: lexiscope train --resume/);
    assert.equal((await runCli(['evaluate', '--model', at('stopped.onnx'), '--data', data])).code, 0);
    const refused = await runCli(args);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /stopped\.run: this folder holds a run that is not done.*--resume/);
  });

  const failing = (what: string, args: () => string[], code: number, message: RegExp): void => {
    it(`fails with ${code} and one line: ${what}`, async () => {
      const result = await runCli(['train', ...args()]);
      assert.deepEqual([result.code, result.stdout], [code, '']);
      assert.match(result.stderr, message);
      assert.equal(result.stderr.trimEnd().split('\n').length, 1);
    });
  };
  failing('no subject', () => [], 2, /what to train is missing/);
  failing('an unknown subject', () => ['tree'], 2, /there is no train tree/);
  failing('no data', () => ['classifier', '--out', at('x.onnx')], 2, /--data is missing/);
  failing('an unknown architecture', () => ['classifier', '--data', data, '--out', at('x.onnx'), '--architecture', 'forest'], 2, /--architecture: expected bag, .*'forest'/);
  failing('a learning rate of nothing', () => ['classifier', '--data', data, '--out', at('x.onnx'), '--rate', '0'], 2, /--rate: expected a number above 0/);
  failing('adversarial training of one-hot input', () => ['classifier', '--data', data, '--out', at('x.onnx'), '--architecture', 'one-hot', '--adversarial', '0.3'], 2, /--adversarial: one-hot input has no vectors to move/);
  failing('a part beyond 1', () => ['classifier', '--data', data, '--out', at('x.onnx'), '--validation', '1.5'], 2, /--validation: expected a part/);
  failing('data that is not there', () => ['classifier', '--data', at('none.jsonl'), '--out', at('y.onnx')], 1, /none\.jsonl/);
  failing('a folder without a run', () => ['--resume', folder], 1, /there is no run here/);
  it('fails with 1 where all rows have one label', async () => {
    await writeFile(at('one.jsonl'), rowsOf(20, () => ['good']));
    const { code, stderr } = await runCli(['train', 'classifier', '--data', at('one.jsonl'), '--out', at('one.onnx')]);
    assert.equal(code, 1);
    assert.match(stderr, /one\.jsonl: expected rows with at least two different labels, found only good/);
  });
});

describe('lexiscope train tagger', () => {
  it('learns a tag a token from CoNLL-U, and its model is told apart from classifiers', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    try {
      const random = createRandom(8);
      const nouns = ['cat', 'dog', 'house', 'tree'];
      const verbs = ['sees', 'likes', 'finds', 'draws'];
      const sentence = (): string => {
        const words = [['the', 'DET'], [nouns[random.below(4)], 'NOUN'], [verbs[random.below(4)], 'VERB'], ['a', 'DET'], [nouns[random.below(4)], 'NOUN'], ['.', 'PUNCT']];
        // Sentences of one token too.
        const kept = random.below(10) === 0 ? words.slice(1, 2) : words;
        return `${kept.map(([word, tag], i) => `${i + 1}\t${word}\t_\t${tag}\t_\t_\t_\t_\t_\t_`).join('\n')}\n\n`;
      };
      const data = path.join(folder, 'train.conllu');
      await writeFile(data, Array.from({ length: 200 }, sentence).join(''));
      const model = path.join(folder, 'tagger.onnx');
      const trained = await runCli(['train', 'tagger', '--data', data, '--out', model, '--epochs', '6', '--dimensions', '16', '--hidden', '8', '--threads', '1', '--buckets', '1000', '--rate', '0.02']);
      assert.equal(trained.code, 0, trained.stderr);
      assert.match(trained.stderr, /4 labels \(tags\), hashed-ngrams/);
      assert.match(trained.stdout, /accuracy (9\d|100)\.\d\d %/);
      const { code, stderr } = await runCli(['analyze', '--task', 'sentiment', '--model', model, '-'], 'the cat');
      assert.equal(code, 1);
      assert.match(stderr, /this model tags tokens/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
