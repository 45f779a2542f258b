// The editor that `npm start` and the editor tests use where no desktop VS Code can: code-server (the VS Code workbench and
// server from npm), run by a Node of its own, in .vscode-test/host. Nothing here is a dependency of the project.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const versions = { node: '24.21.0', 'code-server': '4.139.1' };
const home = path.resolve('.vscode-test');
const hostFolder = path.join(home, `host-${versions['code-server']}-node-${versions.node}`);
const nodeBinary = path.join(hostFolder, 'node_modules/node/bin/node');
const entry = path.join(hostFolder, 'node_modules/code-server/out/node/entry.js');

function onPath(command) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, command)));
}

/** What is missing to set up code-server here, as one line that says what to install; undefined when it can be set up. */
export function missingForHost() {
  if (isHostInstalled()) return undefined;
  if (process.platform === 'win32') return 'code-server does not run on Windows: install desktop VS Code, with `code` on the PATH';
  const missing = [];
  if (!onPath('c++') && !onPath('g++') && !onPath('clang++')) missing.push('a C++ compiler (Debian: g++)');
  if (!onPath('make')) missing.push('make');
  if (!onPath('python3')) missing.push('python3');
  const kerberos = ['/usr/include/gssapi/gssapi.h', '/usr/local/include/gssapi/gssapi.h'];
  if (process.platform === 'linux' && !kerberos.some((file) => existsSync(file))) missing.push('the Kerberos headers (Debian: libkrb5-dev)');
  return missing.length === 0 ? undefined : `code-server needs ${missing.join(', ')}: install and run again`;
}

/** The Chromium (or Chrome) that drives the editor tests; undefined when there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined) return existsSync(named) ? named : undefined;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}

export function isHostInstalled() {
  return existsSync(entry) && existsSync(nodeBinary);
}

/** node-gyp compiles against these headers instead of downloading its own. */
function nodeHeaders() {
  return [path.dirname(path.dirname(process.execPath)), '/usr', '/usr/local'].find((prefix) => existsSync(path.join(prefix, 'include/node/node.h')));
}

function npmInstall(folder, spec, env) {
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts=false', spec], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], env });
  if (status !== 0) throw new Error(`npm install ${spec} failed in ${folder}: the npm registry must be reachable`);
}

/**
 * Installs code-server where it is missing (about two minutes, once) and returns when it is in place.
 * Two steps, because code-server's own installer refuses any Node but its major version.
 */
export function ensureHost(report = (line) => process.stderr.write(`${line}\n`)) {
  if (isHostInstalled()) return;
  const missing = missingForHost();
  if (missing) throw new Error(missing);
  report(`setting up code-server ${versions['code-server']} in ${path.relative('.', hostFolder)} (once, about two minutes)`);
  // Into a folder of its own, then renamed: a run that is stopped half-way leaves nothing that looks complete.
  const unfinished = `${hostFolder}.${process.pid}.tmp`;
  mkdirSync(unfinished, { recursive: true });
  try {
    writeFileSync(path.join(unfinished, 'package.json'), '{"private":true}\n');
    // Under `npm test` npm's own variables are set; code-server's installer would take the outer npm's Node version from them.
    const outer = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    npmInstall(unfinished, `node@${versions.node}`, outer);
    const env = { ...outer, PATH: `${path.join(unfinished, 'node_modules/node/bin')}${path.delimiter}${process.env.PATH}` };
    const headers = nodeHeaders();
    if (headers !== undefined) env.npm_config_nodedir = headers;
    npmInstall(unfinished, `code-server@${versions['code-server']}`, env);
    if (!isHostInstalled()) {
      rmSync(hostFolder, { recursive: true, force: true });
      renameSync(unfinished, hostFolder);
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Nothing of the editor that started us may leak in, and no marketplace is asked for anything. */
function hostEnvironment(extra) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name)));
  env.EXTENSIONS_GALLERY = JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '' });
  return { ...env, ...extra };
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.tips.enabled': false,
  'git.enabled': false,
};

/** Folders of runs that were killed before they could clean up; only ones older than a day, so that no live run is touched. */
function removeStaleRuns() {
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    const folder = path.join(home, name);
    if (name.startsWith('run-') && Date.now() - statSync(folder).mtimeMs > 24 * 3600 * 1000) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Installs the .vsix files into a fresh profile and starts code-server on a free port of this machine.
 * @returns the address, the folder of the profile, `install(file)` and `uninstall(id)` for an extension, which the workbench sees when it is loaded anew, and
 * `stop()`, which ends the whole process group and removes the profile
 */
export async function startHost({ vsix, settings = {}, locale, trusted = true, env = {}, keepProfile = false, profile } = {}) {
  ensureHost();
  removeStaleRuns();
  const folder = profile ?? path.join(home, `run-${process.pid}-${Date.now().toString(36)}`);
  mkdirSync(path.join(folder, 'user/User'), { recursive: true });
  writeFileSync(path.join(folder, 'config.yaml'), 'auth: none\ncert: false\n');
  const allSettings = { ...quietSettings, 'security.workspace.trust.enabled': !trusted, ...settings };
  const settingsFile = path.join(folder, 'user/User/settings.json');
  if (!existsSync(settingsFile)) writeFileSync(settingsFile, `${JSON.stringify(allSettings, null, 2)}\n`);
  const common = [entry, '--config', path.join(folder, 'config.yaml'), '--user-data-dir', path.join(folder, 'user'), '--extensions-dir', path.join(folder, 'extensions')];
  // Runs lie in the profile, not among those of the person at this machine.
  const environment = hostEnvironment({ LEXISCOPE_RUNS: path.join(folder, 'runs'), ...env });
  const change = (...args) => {
    const { status, stdout, stderr } = spawnSync(nodeBinary, [...common, ...args], { env: environment, encoding: 'utf8' });
    if (status !== 0) throw new Error(`code-server ${args.join(' ')} failed: ${stdout}${stderr}`);
  };
  const install = (file) => change('--install-extension', path.resolve(file), '--force');
  const uninstall = (id) => change('--uninstall-extension', id);
  for (const file of vsix ?? []) install(file);
  const port = await freePort();
  const log = openSync(path.join(folder, 'server.log'), 'a');
  const child = spawn(
    nodeBinary,
    [
      ...common, '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check',
      '--disable-getting-started-override', '--ignore-last-opened',
      ...(trusted ? ['--disable-workspace-trust'] : []), ...(locale ? ['--locale', locale] : []),
    ],
    { env: environment, detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    signalGroup(child.pid, 'SIGTERM');
    await Promise.race([exited, delay(5000)]);
    signalGroup(child.pid, 'SIGKILL');
    if (!keepProfile) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  for (let waitedMs = 0; ; waitedMs += 100) {
    if (child.exitCode !== null || waitedMs > 60000) {
      await stop();
      throw new Error(`code-server did not start; see ${path.join(folder, 'server.log')}`);
    }
    if (await isHealthy(port)) break;
    await delay(100);
  }
  return { port, folder, pid: child.pid, exited, stop, install, uninstall, url: (workspace, file) => workbenchUrl(port, workspace, file) };
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function isHealthy(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false; // not listening yet
  }
}

/** The workbench's address; the name must be localhost, as in the vscode-remote:// addresses of files. */
function workbenchUrl(port, workspace, file) {
  const query = new URLSearchParams({ folder: workspace });
  if (file !== undefined) query.set('payload', JSON.stringify([['openFile', `vscode-remote://localhost:${port}${file}`]]));
  return `http://localhost:${port}/?${query.toString()}`;
}

// By name: bundled into a test file, this module's own name is that file's.
if (path.basename(process.argv[1] ?? '') === 'host.mjs') {
  try {
    ensureHost();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
