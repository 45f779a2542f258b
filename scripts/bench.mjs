// npm run bench: every comparison with peers, one after the other, with what is installed; takes about an hour. What they print goes to standard output and, with the
// machine, the versions and the commands, to build/bench/results.md; bench/RESULTS.md has figures of a quiet machine with what is to be said about them.
// npm run bench -- NAME [arguments]: runs bench/NAME.ts on a fresh build. npm run bench -- --only NAME,NAME: of the comparisons, these.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildDist } from './build.mjs';
import { glob } from './files.mjs';

/** With arguments that let each end within a quarter of an hour on two cores. */
const comparisons = [
  ['training'],
  ['language'],
  ['embeddings', '--lines', '60000', '--epochs', '1', '--seeds', '1'],
  ['supervised', '--seeds', '1'],
  ['vectors'],
  ['projection', '2000', '100'],
];
const report = 'build/bench/results.md';

const [name, ...args] = process.argv.slice(2);
if (name === undefined || name === '--only') process.exit(await compareAll(args[0]?.split(',')));
if (!existsSync(`bench/${name}.ts`)) {
  const names = (await glob('bench', (entry) => entry.endsWith('.ts'))).map((entry) => path.basename(entry, '.ts'));
  process.stderr.write(`usage: npm run bench [-- NAME [arguments] | --only ${comparisons.map(([each]) => each).join(',')}]; there are ${names.join(', ')}\n`);
  process.exit(2);
}
await buildDist();
const { status } = spawnSync(process.execPath, ['scripts/run.mjs', `bench/${name}.ts`, ...args], { stdio: 'inherit' });
process.exit(status ?? 1);

/** @returns the exit code: 1 where a comparison failed */
async function compareAll(only) {
  const unknown = (only ?? []).filter((each) => !comparisons.some(([known]) => known === each));
  if (unknown.length > 0) {
    process.stderr.write(`${unknown.join(', ')}: no such comparison; there are ${comparisons.map(([each]) => each).join(', ')}\n`);
    return 2;
  }
  await buildDist();
  const parts = [machine()];
  process.stdout.write(`${parts[0]}\n`);
  let failed = 0;
  for (const [each, ...own] of comparisons.filter(([known]) => only?.includes(known) ?? true)) {
    const command = ['npm run bench --', each, ...own].join(' ');
    process.stdout.write(`\n== ${command}\n`);
    const { code, output } = await run(`bench/${each}.ts`, own);
    if (code !== 0) failed++;
    parts.push(`## ${each}\n\n    ${command}\n\n\`\`\`\n${output.trim()}\n\`\`\`${code === 0 ? '' : `\n\nIt ended with exit code ${code}.`}`);
    mkdirSync(path.dirname(report), { recursive: true });
    writeFileSync(report, `${parts.join('\n\n')}\n`);
  }
  process.stdout.write(`\n${report}${failed > 0 ? `; ${failed} comparisons failed` : ''}\n`);
  return failed > 0 ? 1 : 0;
}

/** Shows what a benchmark prints, and gives it back. */
function run(file, own) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', file, ...own], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        process.stdout.write(text);
      });
    }
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Processor, system and load, and the versions of both sides. */
function machine() {
  const cpus = os.cpus();
  const versionOf = (folder) => JSON.parse(readFileSync(path.join('node_modules', folder, 'package.json'), 'utf8')).version;
  const ours = [`Node ${process.versions.node}`, `onnxruntime-node ${versionOf('onnxruntime-node')}`];
  const peers = ['eld', 'franc-min'].map((each) => `${each} ${versionOf(each)}`);
  const script = "import importlib\nfor name in ['torch', 'gensim', 'numpy', 'scipy', 'sklearn']:\n  try: print(name, importlib.import_module(name).__version__)\n  except Exception: print(name, 'is not installed')";
  const { stdout } = spawnSync('/usr/bin/python3', ['-c', script], { encoding: 'utf8' });
  const fasttext = spawnSync('fasttext', [], { encoding: 'utf8' }).error ? 'fasttext is not installed' : 'fasttext is installed';
  return `# Comparisons\n\n${new Date().toISOString().slice(0, 16)}Z, ${cpus.length} x ${cpus[0]?.model ?? 'unknown'}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GB, ${os.type()} ${os.release()}, load ${os.loadavg()[0].toFixed(1)} at the start. ${ours.join(', ')}. Peers: ${[...peers, ...(stdout ?? '').trim().split('\n').filter(Boolean), fasttext].join(', ')}.`;
}
