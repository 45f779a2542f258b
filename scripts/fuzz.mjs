// npm run fuzz -- [--minutes 30] [--seconds 2] [PART OF A FILE NAME ...]: the properties of test/unit (fast-check), each for so many seconds a pass with cases that
// were never tried, in passes until the time is up. What it finds is printed with fast-check's seed; it then belongs into the test as an example.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { glob } from './files.mjs';

const { values, positionals } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, seconds: { type: 'string', default: '2' } }, allowPositionals: true });
const [minutes, seconds] = [Number(values.minutes), Number(values.seconds)];
if (!(minutes > 0) || !(seconds > 0)) {
  process.stderr.write('usage: npm run fuzz -- [--minutes 30] [--seconds 2] [PART OF A FILE NAME ...]\n');
  process.exit(2);
}

// One of its own: several may go on at once.
const folder = `build/fuzz/${process.pid}`;
const log = path.join(folder, 'log.jsonl');
mkdirSync(folder, { recursive: true });
const withProperties = await glob('test/unit', (file) => file.endsWith('.test.ts') && /\bfc\.(async)?property\b/i.test(readFileSync(file, 'utf8')));
const chosen = withProperties.filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)));
await build({
  entryPoints: chosen, outbase: 'test', outdir: folder, bundle: true, platform: 'node', target: 'node20', format: 'esm', splitting: true, packages: 'external',
  outExtension: { '.js': '.mjs' }, sourcemap: 'linked', loader: { '.wasm': 'binary', '.py': 'text' }, logLevel: 'warning',
});

const end = Date.now() + minutes * 60_000;
const findings = new Set();
let passes = 0;
for (; Date.now() < end; passes++) {
  // Not always the same files first: the last pass is cut short.
  for (const file of chosen.toSorted(() => Math.random() - 0.5)) {
    if (Date.now() >= end) break;
    const bundle = path.join(folder, path.relative('test', file).replace(/\.ts$/, '.mjs'));
    const { status, stdout } = spawnSync(process.execPath, ['--enable-source-maps', '--import', './scripts/longRuns.mjs', '--test', '--test-reporter=spec', bundle], {
      encoding: 'utf8', env: { ...process.env, LEXISCOPE_FUZZ_SECONDS: String(seconds), LEXISCOPE_FUZZ_LOG: log },
    });
    if (status === 0) continue;
    findings.add(file);
    process.stdout.write(`\n== ${file}\n${stdout.slice(stdout.indexOf('failing tests'), stdout.indexOf('failing tests') + 5000)}\n`);
  }
}

const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').filter(Boolean).map((line) => JSON.parse(line)) : [];
const runs = lines.reduce((sum, line) => sum + line.runs, 0);
process.stdout.write(`${runs} cases of ${lines.length} properties tried in ${chosen.length} files, ${passes} passes begun; findings in ${findings.size} files${findings.size > 0 ? `: ${[...findings].join(', ')}` : ''}\n`);
rmSync(folder, { recursive: true, force: true });
process.exit(findings.size > 0 ? 1 : 0);
