// Sets up what a fresh clone lacks. Uses Node's own modules only: nothing is installed yet when it runs.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

/** Installs the packages of package-lock.json where they are missing or older than it. Throws with one line that says what to do. */
export function installPackages() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Error(`Node.js 20 or newer is needed; this is ${process.version}. Install it from https://nodejs.org.`);
  const installed = 'node_modules/.package-lock.json';
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  // onnxruntime-node's install script would fetch CUDA libraries; its CPU binaries are in the package itself.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { stdio: 'inherit', env, shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('npm ci failed: the npm registry must be reachable, or node_modules must be in place.');
}
