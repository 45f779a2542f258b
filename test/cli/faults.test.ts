import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createRandom } from '../../src/base/random.ts';
import { mounting } from '../support/smallDisk.ts';
import { runCli } from './runCli.ts';

const cli = path.resolve('dist/cli.js');

let folder: string;
let data: string;
const at = (name: string): string => path.join(folder, name);
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-faults-'));
  data = at('rows.jsonl');
  const random = createRandom(3);
  const word = (): string => `w${random.below(300)}`;
  await writeFile(data, Array.from({ length: 400 }, (_, i) => `${JSON.stringify({ text: `${i % 2 === 0 ? 'warm' : 'cold'} ${word()} ${word()} ${word()}`, labels: [i % 2 === 0 ? 'good' : 'bad'] })}\n`).join(''));
});
after(() => rm(folder, { recursive: true, maxRetries: 5, retryDelay: 200 }));

/** One line that names the cause, on standard error alone. */
function failsClearly({ code, stdout, stderr }: { code: number | null; stdout: string; stderr: string }, message: RegExp): void {
  assert.deepEqual([code, stdout], [1, ''], stderr);
  assert.match(stderr, message);
  assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
}

describe('a training that is killed at random moments', () => {
  it('comes to the network of a training that was not, bit for bit', { timeout: 300_000 }, async () => {
    const options = ['--data', data, '--architecture', 'gru', '--epochs', '3', '--patience', '0', '--checkpoint-seconds', '0', '--dimensions', '8', '--hidden', '8', '--threads', '1', '--minimum-count', '1'];
    assert.equal((await runCli(['train', 'classifier', ...options, '--out', at('whole.onnx')])).code, 0);
    const random = createRandom(7);
    let killed = 0;
    for (let attempt = 0; attempt < 5; attempt++) {
      const isBegun = existsSync(at('killed.run/configuration.json'));
      const child = spawn(process.execPath, [cli, 'train', ...(isBegun ? ['--resume', at('killed.run')] : ['classifier', ...options, '--out', at('killed.onnx')])], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('close', resolve));
      await Promise.race([delay(300 + random.below(1500)), ended]);
      child.kill('SIGKILL');
      await ended;
      if (child.signalCode === 'SIGKILL') killed++;
    }
    assert.ok(killed > 0, 'nothing was killed');
    const last = existsSync(at('killed.run/configuration.json')) ? await runCli(['train', '--resume', at('killed.run')]) : await runCli(['train', 'classifier', ...options, '--out', at('killed.onnx')]);
    assert.ok(last.code === 0 || /this run is done/.test(last.stderr), last.stderr);
    const [whole, survivor] = await Promise.all(['whole.run/best.lexi', 'killed.run/best.lexi'].map((name) => readFile(at(name))));
    assert.ok(whole.equals(survivor));
    assert.equal((await runCli(['evaluate', '--model', at('killed.onnx'), '--data', data])).code, 0);
  });
});

/** One of 600 words of letters. */
const letters = (i: number): string => `${'abcdefghijklmnopqrst'[i % 20]}${'aeiouy'[i % 6]}${'bdfgklmnprstvz'[i % 14]}${'abcde'[i % 5]}`;

describe('a full disk', () => {
  /** Runs a script in a folder (`$1`) on a disk of this size; the command line is `lexiscope`. */
  const onSmallDisk = (size: string, script: string): { stdout: string; stderr: string } => {
    const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', `mount -t tmpfs -o size=${size} tmpfs "$1" && cd "$1"\n${script.replaceAll('lexiscope ', '"$2" "$3" ')}`, 'sh', at('disk'), process.execPath, cli, data], { encoding: 'utf8' });
    return { stdout, stderr };
  };
  before(() => mkdir(at('disk')));

  it('stops a training with a clear line; with room again it goes on to the end', mounting, () => {
    const { stdout, stderr } = onSmallDisk('600k', [
      'lexiscope train classifier --data "$4" --architecture lstm --dimensions 64 --hidden 64 --epochs 2 --checkpoint-seconds 0 --threads 1 --minimum-count 1 --out model.onnx; echo "first $?"',
      'ls *.run',
      'mount -o remount,size=64m .',
      'lexiscope train --resume model.run; echo "second $?"',
      'lexiscope evaluate --model model.onnx --data "$4"; echo "third $?"',
    ].join('\n'));
    assert.match(stdout, /first 1\n/, stdout + stderr);
    assert.match(stderr, /the disk is full.*Make room/);
    assert.doesNotMatch(stdout, /\.tmp/, 'what was half written takes no room');
    assert.match(stdout, /second 0\n[^]*third 0\n/, stdout + stderr);
  });

  it('leaves the file that a conversion was to replace as it was, and nothing beside it', mounting, async () => {
    await writeFile(at('space.vec'), `2000 50\n${Array.from({ length: 2000 }, (_, i) => `word${i}${' 0.123456'.repeat(50)}\n`).join('')}`);
    const { stdout, stderr } = onSmallDisk('200k', [
      'echo "old content" > out.lxv',
      `lexiscope vectors convert ${at('space.vec')} out.lxv; echo "first $?"`,
      'cat out.lxv; ls',
    ].join('\n'));
    assert.equal(stdout, 'first 1\nold content\nout.lxv\n', stdout + stderr);
    assert.match(stderr, /out\.lxv: the disk is full/);
  });

  it('stops a training of word vectors with a clear line, and it goes on with room again', mounting, async () => {
    await writeFile(at('corpus.txt'), Array.from({ length: 3000 }, (_, i) => `${[i, 7 * i, 13 * i, 3 * i].map(letters).join(' ')}\n`).join(''));
    const { stdout, stderr } = onSmallDisk('700k', [
      `lexiscope train embeddings --corpus ${at('corpus.txt')} --dimensions 100 --epochs 3 --min-count 1 --checkpoint run --out out.vec; echo "first $?"`,
      'mount -o remount,size=64m .',
      'lexiscope train --resume run; echo "second $?"; ls',
    ].join('\n'));
    assert.match(stdout, /first 1\n/, stdout + stderr);
    assert.match(stderr, /the disk is full.*Make room/);
    assert.match(stdout, /second 0\n[^]*out\.vec/, stdout + stderr);
  });
});

describe('a hostile or damaged file', () => {
  it('of labelled rows with one huge field is refused with its line', async () => {
    await writeFile(at('huge.csv'), `text,label\n"${'a '.repeat(20 << 20)}`);
    failsClearly(await runCli(['train', 'classifier', '--data', at('huge.csv'), '--out', at('x.onnx')]), /huge\.csv:2/);
  });

  it('of vectors that promises 10^12 rows is refused', async () => {
    await writeFile(at('promise.vec'), '1000000000000 300\ncat 1 2 3\n');
    failsClearly(await runCli(['vectors', 'neighbours', at('promise.vec'), 'cat']), /promise\.vec/);
  });

  it('of gzip that is cut off is refused', async () => {
    await writeFile(at('cut.txt.gz'), gzipSync('It rains. '.repeat(5000)).subarray(0, 60));
    failsClearly(await runCli(['analyze', '--task', 'language', at('cut.txt.gz')]), /cut\.txt\.gz/);
  });

  it('that is no model, or a folder, is refused', async () => {
    await writeFile(at('not.onnx'), 'hello');
    failsClearly(await runCli(['analyze', '--model', at('not.onnx'), '-'], 'text'), /not\.onnx: not an ONNX model/);
    failsClearly(await runCli(['analyze', '--model', folder, '-'], 'text'), new RegExp(folder));
    failsClearly(await runCli(['vectors', 'similarity', folder, 'a', 'b']), new RegExp(folder));
    failsClearly(await runCli(['analyze', '--task', 'language', folder]), new RegExp(folder));
  });

  it('of a run is refused when it is resumed', async () => {
    await mkdir(at('broken.run'));
    await writeFile(at('broken.run/configuration.json'), '{"kind":"classifier"');
    failsClearly(await runCli(['train', '--resume', at('broken.run')]), /broken\.run\/configuration\.json/);
  });
});
