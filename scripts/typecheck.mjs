// Type-checks every area with its own tsconfig: Node without the DOM, webview with the DOM and without Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob } from './files.mjs';

let failed = false;
for (const project of ['tsconfig.json', 'webview/tsconfig.json']) {
  if (!existsSync(project)) continue;
  if (project.startsWith('webview') && (await glob('webview', (file) => file.endsWith('.ts'))).length === 0) continue;
  const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
