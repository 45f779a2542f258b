import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRandom } from '../../src/base/random.ts';
import { runCli } from './runCli.ts';

const words = { animals: ['cats', 'dogs', 'horses'], colours: ['red', 'blue', 'green'], numbers: ['one', 'two', 'three'] };
type Topic = keyof typeof words;
const topics = Object.keys(words) as Topic[];

interface Row {
  readonly text: string;
  readonly label: Topic;
}

/** Texts of four words, one in four of another topic. */
function rowsOf(count: number, seed: number): Row[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const label = topics[random.below(3)];
    return { label, text: Array.from({ length: 4 }, () => words[random.below(4) === 0 ? topics[random.below(3)] : label][random.below(3)]).join(' ') };
  });
}

interface Result {
  readonly examples: number;
  readonly labels: number;
  readonly losses: number[];
  readonly completed: boolean;
  readonly heldOut?: { n: number; precision: number; recall: number; perLabel: Record<string, { n: number }> };
}

const fastTextTool = '/usr/bin/fasttext';

describe('lexiscope train supervised', { concurrency: 2 }, () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  const fastTextLines = (rows: readonly Row[]): string => rows.map(({ text, label }) => `__label__${label} ${text}\n`).join('');
  const csvLines = (rows: readonly Row[]): string => `text,label\n${rows.map(({ text, label }) => `${text},${label}\n`).join('')}`;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    await writeFile(at('train.txt'), fastTextLines(rowsOf(600, 1)));
    await writeFile(at('train.csv'), csvLines(rowsOf(600, 1)));
    await writeFile(at('test.txt'), fastTextLines(rowsOf(200, 2)));
  });
  after(() => rm(folder, { recursive: true }));

  const train = (...args: string[]): ReturnType<typeof runCli> => runCli(['train', 'supervised', '--dimensions', '8', '--rate', '0.5', '--buckets', '1000', ...args]);

  it('says how well it does on the texts held out, as a table and in JSON', async () => {
    const plain = await train('--data', at('train.txt'), '--out', at('a.bin'));
    assert.equal(plain.code, 0, plain.stderr);
    assert.match(plain.stdout, /a\.bin: 10 words, 3 labels, .*\nheld out: \d+ texts, precision 0\.\d{4}, recall 0\.\d{4}, macro-F1 0\.\d{4}\n\nlabel +precision +recall +F1 +n\n/);
    const { stdout, stderr } = await train('--data', at('train.txt'), '--validation', at('test.txt'), '--out', at('b.bin'), '--json');
    const { examples, labels, losses, completed, heldOut } = JSON.parse(stdout) as Result;
    assert.deepEqual([examples, labels, losses.length, completed, heldOut?.n], [600, 3, 5, true, 200], stderr);
    assert.ok(heldOut!.precision > 0.85 && heldOut!.precision === heldOut!.recall, stdout);
    assert.equal(Object.values(heldOut!.perLabel).reduce((sum, { n }) => sum + n, 0), 200);
  });

  it('holds out a part of the texts, none of which it trains on', async () => {
    const { stdout } = await train('--data', at('train.csv'), '--validation', '0.25', '--out', at('c.bin'), '--json');
    const { examples, heldOut } = JSON.parse(stdout) as Result;
    assert.equal(examples + heldOut!.n, 600);
    assert.ok(heldOut!.n > 100 && heldOut!.n < 200, stdout);
    const none = await train('--data', at('train.csv'), '--validation', '0', '--out', at('c.bin'), '--json');
    assert.equal((JSON.parse(none.stdout) as Result).examples, 600);
    assert.equal((JSON.parse(none.stdout) as Result).heldOut, undefined);
  });

  it('gives the same file for the same seed, whatever format the texts come in', async () => {
    assert.equal((await train('--data', at('train.csv'), '--out', at('d.bin'), '--word-ngrams', '2')).code, 0);
    assert.equal((await train('--data', at('train.txt'), '--out', at('e.bin'), '--word-ngrams', '2')).code, 0);
    assert.ok(readFileSync(at('d.bin')).equals(readFileSync(at('e.bin'))));
  });

  it('reads a folder a label, folds capitals when told to, and gives labels no blanks', async () => {
    for (const [label, text] of [['Good news', 'GREAT lovely'], ['Bad news', 'awful Dull']] as const) {
      await mkdir(at(`texts/${label}`), { recursive: true });
      for (let i = 0; i < 40; i++) await writeFile(at(`texts/${label}/${i}.txt`), `${text} number${i}!`);
    }
    const { code, stderr } = await train('--data', at('texts'), '--out', at('f.bin'), '--lower-case', '--tokens', 'letters', '--epochs', '20');
    assert.equal(code, 0, stderr);
    const model = readFileSync(at('f.bin'));
    for (const entry of ['__label__Good_news\0', 'great\0', 'dull\0', 'number\0']) assert.ok(model.includes(entry), entry);
    assert.ok(!model.includes('GREAT'));
  });

  it('keeps what is trained when it is interrupted', { skip: process.platform === 'win32' && 'there is no SIGINT to send on Windows' }, async () => {
    const child = spawn(process.execPath, [`${process.cwd()}/dist/cli.js`, 'train', 'supervised', '--data', at('train.txt'), '--out', at('g.bin'), '--epochs', '1000000', '--dimensions', '8', '--json']);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text: Buffer) => { stdout += text.toString(); });
    const code = new Promise((resolve) => child.on('close', resolve));
    await new Promise<void>((resolve) => child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
      if (stderr.includes('epoch 3:')) resolve();
    }));
    child.kill('SIGINT');
    assert.equal(await code, 0, stderr);
    const { completed, losses, heldOut } = JSON.parse(stdout) as Result;
    assert.equal(completed, false);
    assert.ok(losses.length >= 3 && heldOut!.precision > 0.5);
    assert.match(stderr, /stopped after \d+ whole epochs; what was trained is kept/);
    assert.ok(existsSync(at('g.bin')));
  });

  it('says in one line what is wrong with the command or the data', async () => {
    await writeFile(at('one.txt'), '__label__only a text\n__label__only another\n');
    await writeFile(at('bad.txt'), '__label__a fine\nno label here\n');
    for (const [args, expected] of [
      [['--out', at('x.bin')], /--data is missing/],
      [['--data', at('train.txt')], /--out is missing/],
      [['--data', at('train.txt'), '--out', at('x.vec')], /--out: expected a name that ends in \.bin/],
      [['--data', at('train.txt'), '--out', at('x.bin'), '--validation', '1.5'], /--validation: expected a part between 0 and 1 or a file, found '1\.5'/],
      [['--data', at('train.txt'), '--out', at('x.bin'), '--epochs', 'many'], /--epochs: expected a whole number of at least 1, found 'many'/],
      [['--data', at('train.txt'), '--out', at('x.bin'), '--min-n', '5', '--max-n', '3'], /--min-n 5 is above --max-n 3/],
      [['--data', at('train.txt'), '--out', at('x.bin'), '--tokens', 'syllables'], /--tokens: expected letters, whitespace, found 'syllables'/],
      [['--data', at('one.txt'), '--out', at('x.bin'), '--validation', '0'], /1 labels in the data; a classifier needs at least 2/],
      [['--data', at('bad.txt'), '--data-format', 'fasttext', '--out', at('x.bin')], /bad\.txt:2: expected a label such as __label__sports/],
      [['--data', at('missing.txt'), '--out', at('x.bin')], /missing\.txt/],
    ] as const) {
      const { code, stdout, stderr } = await train(...args);
      assert.ok(code === 1 || code === 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
    assert.ok(!existsSync(at('x.bin')));
  });

  it('writes a model of which the fasttext program says the same', { skip: !existsSync(fastTextTool) && 'there is no fasttext program here' }, async () => {
    for (const ngrams of [[], ['--word-ngrams', '2', '--min-n', '2', '--max-n', '4']]) {
      const { stdout, stderr } = await train('--data', at('train.txt'), '--validation', at('test.txt'), '--out', at('h.bin'), '--json', ...ngrams);
      const { heldOut } = JSON.parse(stdout) as Result;
      const tested = execFileSync(fastTextTool, ['test', at('h.bin'), at('test.txt')], { encoding: 'utf8' });
      assert.match(tested, /N\s+200/, stderr);
      assert.equal(/P@1\s+([\d.]+)/.exec(tested)?.[1], String(Number(heldOut!.precision.toPrecision(3))), tested);
      const answers = execFileSync(fastTextTool, ['predict', at('h.bin'), '-'], { encoding: 'utf8', input: 'cats dogs cats\nred green\n' });
      assert.equal(answers, '__label__animals\n__label__colours\n');
    }
  });
});
