// npm run bench -- NAME [arguments]: runs bench/NAME.ts on a fresh build; without a name it lists what there is.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildDist } from './build.mjs';
import { glob } from './files.mjs';

const [name, ...args] = process.argv.slice(2);
const file = `bench/${name}.ts`;
if (!name || !existsSync(file)) {
  const names = (await glob('bench', (entry) => entry.endsWith('.ts'))).map((entry) => path.basename(entry, '.ts'));
  process.stderr.write(`usage: npm run bench -- NAME [arguments]; there are ${names.join(', ')}\n`);
  process.exit(2);
}
await buildDist();
const { status } = spawnSync(process.execPath, ['scripts/run.mjs', file, ...args], { stdio: 'inherit' });
process.exit(status ?? 1);
