// npm test: sets up, builds, checks types and style, runs every suite; ends with "N passed, N failed".
// npm test -- unit server: only these suites.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { installPackages } from './setup.mjs';

const suites = ['unit', 'cli', 'server', 'editor'];
const chosen = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const unknown = chosen.filter((name) => !suites.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`unknown suite ${unknown.join(', ')}; there are ${suites.join(', ')}\n`);
  process.exit(2);
}

const totals = { passed: 0, failed: 0, skipped: 0 };
/** Names of tests that this machine does not allow. */
const impossible = [];

/** A check without test cases of its own (types, lint) counts as one test. */
function check(name, args) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  totals[status === 0 ? 'passed' : 'failed']++;
}

async function runSuite(name) {
  const { glob } = await import('./files.mjs');
  if (!existsSync(`build/test/${name}`)) return;
  const files = await glob(`build/test/${name}`, (file) => file.endsWith('.test.mjs'));
  if (files.length === 0) return;
  process.stdout.write(`\n== ${name} tests\n`);
  const counts = `build/test/${name}.counts.json`;
  const { status } = spawnSync(
    process.execPath,
    [
      '--enable-source-maps', ...(process.env.CI ? ['--import', './scripts/fixedSeed.mjs'] : []), '--test', `--test-concurrency=${name === 'editor' ? 1 : 2}`,
      '--test-reporter=spec', '--test-reporter-destination=stdout',
      '--test-reporter=./scripts/countingReporter.mjs', `--test-reporter-destination=${counts}`,
      ...files,
    ],
    { stdio: 'inherit' },
  );
  const counted = JSON.parse(readFileSync(counts, 'utf8'));
  for (const key of Object.keys(totals)) totals[key] += counted[key];
  impossible.push(...counted.impossible);
  // A runner that died without counting a failure still failed.
  if (status !== 0 && counted.failed === 0) totals.failed++;
}

installPackages();
const { buildDist, buildTests } = await import('./build.mjs');
await buildDist();
await buildTests();
if (chosen.length === 0) {
  check('types', ['scripts/typecheck.mjs']);
  check('lint', ['node_modules/eslint/bin/eslint.js', '.']);
}
for (const name of chosen.length > 0 ? chosen : suites) await runSuite(name);

// In CI a skipped test is a failure: nothing may be left out silently.
if (process.env.CI && totals.skipped > 0) {
  process.stdout.write(`\n${totals.skipped} tests were skipped, which CI does not allow\n`);
  totals.failed += totals.skipped;
  totals.skipped = 0;
}
if (impossible.length > 0) process.stdout.write(`\nThis machine does not allow ${impossible.length} tests:\n${impossible.map((name) => `  ${name}\n`).join('')}`);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
process.exit(totals.failed > 0 ? 1 : 0);
