// Runs one TypeScript file: node scripts/run.mjs recipes/language.ts [arguments]
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import path from 'node:path';

const [file, ...args] = process.argv.slice(2);
if (!file) {
  process.stderr.write('usage: node scripts/run.mjs FILE.ts [arguments]\n');
  process.exit(2);
}
const outfile = path.join('build/run', file.replace(/\.ts$/, '.mjs'));
await build({
  entryPoints: [file], outfile, bundle: true, platform: 'node', target: 'node20', format: 'esm', packages: 'external',
  sourcemap: 'inline', logLevel: 'warning', loader: { '.wasm': 'binary', '.py': 'text' },
});
const child = spawn(process.execPath, ['--enable-source-maps', '--max-old-space-size=8192', outfile, ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
