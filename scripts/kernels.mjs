// Compiles src/kernels/assembly/*.ts (AssemblyScript) into build/kernels/*.wasm, when a source is newer than its output.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { glob } from './files.mjs';

const run = promisify(execFile);
const sources = 'src/kernels/assembly';
const outputs = 'build/kernels';

export async function buildKernels() {
  if (!existsSync(sources)) return;
  mkdirSync(outputs, { recursive: true });
  const files = await glob(sources, (file) => file.endsWith('.ts'));
  const newest = Math.max(...files.map((file) => statSync(file).mtimeMs));
  for (const file of files.filter((name) => path.dirname(name) === sources)) {
    const output = path.join(outputs, `${path.basename(file, '.ts')}.wasm`);
    if (existsSync(output) && statSync(output).mtimeMs > newest) continue;
    await run(process.execPath, [
      'node_modules/assemblyscript/bin/asc.js', file, '--outFile', output, '-O3', '--noAssert', '--runtime', 'stub',
      '--enable', 'simd,threads,bulk-memory', '--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536',
    ]);
  }
}
